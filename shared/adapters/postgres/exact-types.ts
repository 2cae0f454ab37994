/** Types whose text is not what JSON would say. */
const PARSERS: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [16, (text) => text === 't'],
  [20, (text) => BigInt(text)],
  [21, Number],
  [23, Number],
  [700, Number],
  [701, Number],
  [114, parseJson],
  [3802, parseJson],
]);

function parseJson(text: string): unknown {
  return JSON.parse(text);
}

/** How results of the bank's own statements are read: whole numbers of 8 bytes are exact, everything that is not known here stays the server's text. */
export const EXACT_TYPES = { getTypeParser: (id: number | string) => PARSERS.get(Number(id)) ?? ((text: string) => text) };
