import { InvalidArgumentError, Option } from 'commander';
import { OUTPUT_FORMATS, type OutputFormat } from '../output/format.ts';

/** Options of every command that writes data. */
export interface OutputOptions {
  readonly output: OutputFormat;
}

/** `-o`: how data is written to stdout. */
export function outputOption(): Option {
  return new Option('-o, --output <format>', 'how data is written to stdout').choices(OUTPUT_FORMATS).default('table');
}

/** An option that may be given several times. */
export function repeatable(flags: string, description: string): Option {
  const collect = (value: string, earlier: readonly string[] | undefined): readonly string[] => [...(earlier ?? []), value];
  return new Option(flags, description).argParser(collect);
}

/** Text of an option as a whole number between two limits. */
export function parseInteger(limits: { readonly min: number; readonly max: number }): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= limits.min && value <= limits.max) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${limits.min} to ${limits.max}.`);
  };
}

const UNIT_MS: ReadonlyMap<string, number> = new Map([['ms', 1], ['s', 1_000], ['m', 60_000], ['h', 3_600_000]]);

/** Text of an option as a length of time in milliseconds: `30s`, `500ms`, `2m`, `1h`; a bare number means seconds. */
export function parseDuration(text: string): number {
  const match = /^(\d{1,6})(ms|s|m|h)?$/.exec(text);
  if (match === null) throw new InvalidArgumentError('Expected a duration such as 30s, 500ms, 2m or 1h.');
  return Number(match[1]) * (UNIT_MS.get(match[2] ?? 's') ?? 1_000);
}
