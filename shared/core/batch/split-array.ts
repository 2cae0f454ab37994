import { Piece } from './piece.ts';
import type { FileFault, RawRecord, RecordSplitter, SplitOutcome } from './record.ts';

const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT, QUOTE, BACKSLASH, COMMA] = [0x5b, 0x5d, 0x7b, 0x7d, 0x22, 0x5c, 0x2c];
const BLANKS: ReadonlySet<number | undefined> = new Set([0x20, 0x09, 0x0a, 0x0d]);

type Place = 'before' | 'item' | 'after';

interface Cursor {
  place: Place;
  item: number;
  depth: number;
  text: 'none' | 'inside' | 'escape';
  /** True once the item that is being read has a byte that is no white space. */
  begun: boolean;
}

/**
 * Cuts one JSON array into its items by brackets and texts alone; whether an item is JSON is seen when it is read. Items are counted, from 1, in place
 * of lines. Errors, as faults: no array, no item between two commas, something behind the array, no end.
 */
export function createArraySplitter(): RecordSplitter {
  const piece = new Piece();
  const cursor: Cursor = { place: 'before', item: 0, depth: 0, text: 'none', begun: false };
  return {
    push: (chunk) => splitChunk(cursor, piece, chunk),
    end: () => (cursor.place === 'after' ? { records: [] } : { records: [], fault: faultAt(cursor, 'the JSON array does not end') }),
  };
}

function splitChunk(cursor: Cursor, piece: Piece, chunk: Uint8Array): SplitOutcome {
  const records: RawRecord[] = [];
  let start = 0;
  for (let index = 0; index < chunk.length; index += 1) {
    const byte = chunk[index];
    if (cursor.place !== 'item') {
      const fault = besideItems(cursor, byte);
      if (fault !== undefined) return { records, fault };
      start = index + 1;
    } else if (isEndOfItem(cursor, byte)) {
      piece.add(chunk, start, index);
      start = index + 1;
      const fault = endItem(cursor, piece, { byte, records });
      if (fault !== undefined) return { records, fault };
    } else moveInside(cursor, byte);
  }
  if (cursor.place === 'item') piece.add(chunk, start, chunk.length);
  return { records };
}

/** Before the array and behind it stands white space only. */
function besideItems(cursor: Cursor, byte: number | undefined): FileFault | undefined {
  if (BLANKS.has(byte)) return undefined;
  if (cursor.place === 'after') return faultAt(cursor, 'something stands behind the JSON array');
  if (byte !== OPEN_ARRAY) return faultAt(cursor, 'not a JSON array');
  cursor.place = 'item';
  return undefined;
}

function isEndOfItem({ depth, text }: Cursor, byte: number | undefined): boolean {
  return depth === 0 && text === 'none' && (byte === COMMA || byte === CLOSE_ARRAY);
}

function endItem(cursor: Cursor, piece: Piece, end: { readonly byte: number | undefined; readonly records: RawRecord[] }): FileFault | undefined {
  const isEmptyArray = !cursor.begun && cursor.item === 0 && end.byte === CLOSE_ARRAY;
  if (!cursor.begun && !isEmptyArray) return faultAt(cursor, 'no item stands between two commas, or behind the last one');
  const bytes = piece.take();
  if (cursor.begun) {
    cursor.item += 1;
    end.records.push({ item: cursor.item, line: cursor.item, ...(bytes === undefined ? {} : { bytes }) });
  }
  cursor.begun = false;
  if (end.byte === CLOSE_ARRAY) cursor.place = 'after';
  return undefined;
}

function moveInside(cursor: Cursor, byte: number | undefined): void {
  if (cursor.text === 'escape') cursor.text = 'inside';
  else if (cursor.text === 'inside') cursor.text = byte === BACKSLASH ? 'escape' : byte === QUOTE ? 'none' : 'inside';
  else if (byte === QUOTE) cursor.text = 'inside';
  else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) cursor.depth += 1;
  else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) cursor.depth = Math.max(0, cursor.depth - 1);
  if (!BLANKS.has(byte)) cursor.begun = true;
}

function faultAt({ item }: Cursor, reason: string): FileFault {
  return { line: item + 1, reason };
}
