/** Escapes one reference token of a JSON Pointer (RFC 6901 §3). */
export function escapePointerToken(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Undoes {@link escapePointerToken} (RFC 6901 §4). */
export function unescapePointerToken(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** Appends reference tokens to a JSON Pointer: `appendPointer('/do', 0, 'a/b')` is `/do/0/a~1b`. */
export function appendPointer(pointer: string, ...tokens: readonly (string | number)[]): string {
  return tokens.reduce<string>((path, token) => `${path}/${escapePointerToken(String(token))}`, pointer);
}

/** The reference tokens of a JSON Pointer; the empty pointer has none. */
export function pointerTokens(pointer: string): readonly string[] {
  return pointer === '' ? [] : pointer.slice(1).split('/').map(unescapePointerToken);
}
