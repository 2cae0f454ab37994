/** True for an HTTP address of this machine. */
export function isLocalUrl(value: unknown): value is string {
  const url = parseHttpUrl(value);
  return url !== undefined && isLoopback(url.hostname);
}

/** True for an address to which a token may be sent: HTTPS, or plain HTTP on this machine. */
export function isSafeAddress(value: unknown): value is string {
  const url = parseHttpUrl(value);
  return url !== undefined && (url.protocol === 'https:' || isLoopback(url.hostname));
}

function parseHttpUrl(value: unknown): URL | undefined {
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' ? url : undefined;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
