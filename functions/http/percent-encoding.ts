/** Decodes percent-encoding (RFC 3986 §2.1) as UTF-8; undefined when it is malformed or holds control characters. */
export function decodePercent(text: string): string | undefined {
  try {
    const decoded = decodeURIComponent(text);
    return CONTROL.test(decoded) ? undefined : decoded;
  } catch {
    return undefined;
  }
}

const CONTROL = /\p{Cc}/u;

/** Decodes one name or value of a query (`application/x-www-form-urlencoded`): `+` is a space. */
export function decodeQueryPart(text: string): string | undefined {
  return decodePercent(text.replaceAll('+', ' '));
}
