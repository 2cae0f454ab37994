/** What a UTF-8 database cannot hold as text (U+0000, lone surrogates), and the character that stands for it. */
const UNSTORABLE = /[\0\\]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
const ESCAPE = /\\(?:\\|u([0-9a-f]{4}))/g;
const HEX_DIGITS = 16;

/**
 * A string as it is stored in a text column. Most are stored as they are; the few that PostgreSQL would refuse are escaped, so that
 * every string there is can be an id, a key or a name, and different strings stay different.
 */
export function toColumn(value: string): string {
  return value.search(UNSTORABLE) < 0 ? value : value.replace(UNSTORABLE, escapeUnit);
}

function escapeUnit(unit: string): string {
  return unit === '\\' ? '\\\\' : `\\u${unit.charCodeAt(0).toString(HEX_DIGITS).padStart(4, '0')}`;
}

/** Undoes {@link toColumn}. */
export function fromColumn(stored: string): string {
  if (!stored.includes('\\')) return stored;
  return stored.replace(ESCAPE, (_escape, code: string | undefined) => (code === undefined ? '\\' : String.fromCharCode(Number.parseInt(code, HEX_DIGITS))));
}
