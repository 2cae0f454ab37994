import { createColours } from '#onprem-runner/output/colours.ts';
import type { Terminal } from '#onprem-runner/output/terminal.ts';

/** A terminal that remembers what was written; stdin is given beforehand. */
export interface MemoryTerminal extends Terminal {
  written(): string;
  told(): string;
}

export function createMemoryTerminal(input = ''): MemoryTerminal {
  const written: string[] = [];
  const told: string[] = [];
  const colours = createColours(false);
  return {
    out: (text) => void written.push(text),
    tell: (line) => void told.push(`${line}\n`),
    readInput: () => Promise.resolve(new TextEncoder().encode(input)),
    openInput: () => inputOf(input),
    isInteractive: false,
    colours,
    toldColours: colours,
    written: () => written.join(''),
    told: () => told.join(''),
  };
}

async function* inputOf(input: string): AsyncGenerator<Uint8Array, void, undefined> {
  yield new TextEncoder().encode(input);
}
