import type { JsonObject } from '#shared/core/kernel/json.ts';

/** A port to be tested, empty, and how to let it go. `other` is the same store as another process sees it, where there is such a thing. */
export interface Opened<T> {
  readonly port: T;
  readonly other: T;
  /** Forgets what is only kept to recognise repetitions. */
  prune(request: { readonly before: number }): Promise<void>;
  close(): Promise<void>;
}

export type Open<T> = () => Promise<Opened<T>>;

/** Characters, keys, numbers, depth: all of it must come back as it went in. */
const DIFFICULT_JSON = {
  unicode: 'żółć 東京 Ελληνικά עברית 🏦👩‍💻 é é',
  quotes: `"double" 'single' \\back\\ \n\r\t {braces} ,commas, NULL $1 %s`,
  nul: 'before\u0000after',
  control: '\u0001\u001f\u007f\u2028\u2029\ufeff',
  loneSurrogates: '\ud800 and \udc00',
  escaped: '\\u0000 is not \u0000',
  numbers: [0, 0.1, 1e21, 1e-7, 123456789012345.67, 9007199254740991, -9007199254740991, 5e-324, 1.7976931348623157e308],
  empty: { object: {}, array: [], string: '' },
  absent: { here: null },
  '': 'an empty key',
  'a.b/c~d"e': 'a key to be quoted',
  constructor: 'own',
  toString: 'own',
  nested: Array.from({ length: 30 }).reduce<unknown>((inner) => ({ inner: [inner] }), 'deep'),
} as const;

/** JSON that stores like to change, with a member that assignment would make a prototype, and that a store must keep as a member. */
export function difficultJson(): JsonObject {
  return JSON.parse(JSON.stringify({ ...DIFFICULT_JSON, proto: 0 }).replace('"proto":0', '"__proto__":{"polluted":true}'));
}

/** About 200 KB in UTF-8, and not to be compressed to nothing. */
export const LARGE_TEXT = Array.from({ length: 14_000 }, (_, index) => `ü${String(index * 7_919)} —`).join('');
