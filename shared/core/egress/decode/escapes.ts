const PERCENT = /(?:%[0-9a-f]{2})+/giu;
const BACKSLASH = /\\(?:u[0-9a-f]{4}|u\{[0-9a-f]{1,6}\}|x[0-9a-f]{2}|["'\\/bfnrt])/giu;
const BLANKS: ReadonlySet<string> = new Set(['b', 'f', 'n', 'r', 't']);
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|commat|plus|period|nbsp|dash|hyphen|lowbar|sol|colon|quot|apos|lt|gt));/giu;
const QUOTED = /=(?:\r?\n|([0-9a-f]{2}))/giu;

const NAMED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'], ['commat', '@'], ['plus', '+'], ['period', '.'], ['nbsp', ' '], ['dash', '-'], ['hyphen', '-'],
  ['lowbar', '_'], ['sol', '/'], ['colon', ':'], ['quot', '"'], ['apos', "'"], ['lt', '<'], ['gt', '>'],
]);

/** A text without the escapes of URLs (RFC 3986 §2.1), JSON and JavaScript strings, and HTML. One layer of each; what is no escape stays. */
export function unescapeText(text: string): string {
  return text.replace(PERCENT, fromPercent).replace(BACKSLASH, fromBackslash).replace(ENTITY, fromEntity);
}

/** A text without the escapes of quoted-printable (RFC 2045 §6.7). Apart from the others: `=41` is also how a query says `41`. */
export function unquotePrintable(text: string): string {
  return text.replace(QUOTED, (_escape, digits: string | undefined) => (digits === undefined ? '' : characterOf(digits, 16)));
}

function fromPercent(escapes: string): string {
  try {
    return decodeURIComponent(escapes);
  } catch {
    return escapes.replace(/%(..)/gu, (_escape, digits: string) => characterOf(digits, 16));
  }
}

function fromBackslash(escape: string): string {
  if (escape.length > 2) return characterOf(escape.replace(/[^0-9a-f]/giu, ''), 16);
  return BLANKS.has(escape.charAt(1)) ? ' ' : escape.charAt(1);
}

function fromEntity(_escape: string, decimal?: string, hexadecimal?: string, name?: string): string {
  if (decimal !== undefined) return characterOf(decimal, 10);
  if (hexadecimal !== undefined) return characterOf(hexadecimal, 16);
  return NAMED.get(name?.toLowerCase() ?? '') ?? ' ';
}

function characterOf(digits: string, radix: number): string {
  const code = Number.parseInt(digits, radix);
  return code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
}
