import type { JsonObject } from '../kernel/json.ts';
import { isFailure, type LineOutcome, type LineStatus } from './outcome.ts';

/** What became of the lines of a batch, in numbers. */
export interface Tally {
  readonly lines: number;
  readonly byStatus: ReadonlyMap<LineStatus, number>;
  /** Codes of failures, and how often each. A code is from a catalogue or is the name of an error, so there are few. */
  readonly byCode: ReadonlyMap<string, number>;
  readonly failures: number;
}

const CODES_MAX = 100;
/** What codes beyond the limit are counted as. */
const OTHER_CODE = 'other';

/** Counts outcomes as they come. */
export class Tallying {
  #lines = 0;
  #failures = 0;
  readonly #byStatus = new Map<LineStatus, number>();
  readonly #byCode = new Map<string, number>();

  add(outcome: LineOutcome): void {
    this.#lines += 1;
    increment(this.#byStatus, outcome.status);
    if (isFailure(outcome)) this.#failures += 1;
    if (outcome.code === undefined) return;
    increment(this.#byCode, this.#byCode.has(outcome.code) || this.#byCode.size < CODES_MAX ? outcome.code : OTHER_CODE);
  }

  /** The numbers so far. */
  get tally(): Tally {
    return { lines: this.#lines, byStatus: new Map(this.#byStatus), byCode: new Map(this.#byCode), failures: this.#failures };
  }

  countOf(status: LineStatus): number {
    return this.#byStatus.get(status) ?? 0;
  }

  get failures(): number {
    return this.#failures;
  }

  get lines(): number {
    return this.#lines;
  }
}

function increment<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** A tally as data. */
export function tallyJson({ lines, byStatus, byCode, failures }: Tally): JsonObject {
  return { lines, failures, statuses: Object.fromEntries(byStatus), codes: Object.fromEntries(byCode) };
}
