import { Piece } from './piece.ts';
import type { RawRecord, RecordSplitter } from './record.ts';

const LINE_FEED = 0x0a;
const BLANKS: ReadonlySet<number> = new Set([0x20, 0x09, 0x0d]);

/** Cuts NDJSON into its lines. Lines of white space count as lines and are no records. No byte of another character is a line feed in UTF-8. */
export function createLineSplitter(): RecordSplitter {
  const piece = new Piece();
  const at = { item: 0, line: 1 };
  const finish = (): readonly RawRecord[] => {
    const { line } = at;
    at.line += 1;
    const bytes = piece.take();
    if (bytes?.every((byte) => BLANKS.has(byte)) === true) return [];
    at.item += 1;
    return [{ item: at.item, line, ...(bytes === undefined ? {} : { bytes }) }];
  };
  return {
    push: (chunk) => {
      const records: RawRecord[] = [];
      let start = 0;
      for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
        piece.add(chunk, start, end);
        records.push(...finish());
        start = end + 1;
      }
      piece.add(chunk, start, chunk.length);
      return { records };
    },
    end: () => ({ records: finish() }),
  };
}
