import type { SourcePosition } from '../../kernel/diagnostic.ts';

/** Turns offsets of a text into lines and columns. */
export interface LineIndex {
  /** Line and column, both from 1; the column counts UTF-16 units, as editors do. */
  readonly positionAt: (offset: number) => SourcePosition;
}

/** Reads a text once; each look-up is a binary search. Lines end with LF, CR LF or CR. */
export function createLineIndex(text: string): LineIndex {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/gu)) starts.push(match.index + match[0].length);
  return { positionAt: (offset) => locate(starts, Math.max(0, Math.min(offset, text.length))) };
}

function locate(starts: readonly number[], offset: number): SourcePosition {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}
