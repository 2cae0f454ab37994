import { Piece } from './piece.ts';
import type { RawRecord, RecordSplitter } from './record.ts';

const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const QUOTE = 0x22;

/** Where the next byte stands: before a field, in a bare one, in a quoted one, after a quote inside a quoted one. */
type Place = 'start' | 'bare' | 'quoted' | 'quote';

interface CsvCursor {
  item: number;
  /** Of the file. */
  line: number;
  /** Where the record began that is being read, and where its last quoted field did. */
  begun: number;
  quoteAt: number;
  place: Place;
}

/**
 * Cuts CSV into its records (RFC 4180 §2): a line feed ends one unless it stands in quotes. The head is the first record. Empty lines are no records.
 * A quoted field that never ends would swallow the rest of the file in silence, so it is a fault of the file.
 */
export function createCsvSplitter(delimiter: number): RecordSplitter {
  const piece = new Piece();
  const at: CsvCursor = { item: 0, line: 1, begun: 1, quoteAt: 1, place: 'start' };
  const finish = (): readonly RawRecord[] => {
    const line = at.begun;
    at.begun = at.line;
    at.place = 'start';
    const bytes = piece.take();
    if (bytes?.every((byte) => byte === RETURN) === true) return [];
    at.item += 1;
    return [{ item: at.item, line, ...(bytes === undefined ? {} : { bytes }) }];
  };
  return {
    push: (chunk) => {
      const records: RawRecord[] = [];
      let start = 0;
      for (let index = 0; index < chunk.length; index += 1) {
        const byte = chunk[index];
        if (byte === LINE_FEED) at.line += 1;
        if (byte === LINE_FEED && at.place !== 'quoted') {
          piece.add(chunk, start, index);
          records.push(...finish());
          start = index + 1;
          continue;
        }
        if (byte === QUOTE && at.place === 'start') at.quoteAt = at.line;
        at.place = placeAfter(at.place, byte, delimiter);
      }
      piece.add(chunk, start, chunk.length);
      return { records };
    },
    end: () => (at.place === 'quoted' ? { records: [], fault: { line: at.quoteAt, reason: 'a quoted field that begins here does not end' } } : { records: finish() }),
  };
}

function placeAfter(place: Place, byte: number | undefined, delimiter: number): Place {
  if (place === 'quoted') return byte === QUOTE ? 'quote' : 'quoted';
  if (place === 'quote' && byte === QUOTE) return 'quoted';
  if (byte === delimiter) return 'start';
  return place === 'start' && byte === QUOTE ? 'quoted' : 'bare';
}
