const SECOND_MS = 1_000;

/** When the service may forget an item by itself, which it does within two days from then. */
export function expiryOf(at: number, keepMs: number): { readonly expiresAt: number } {
  return { expiresAt: Math.ceil((at + keepMs) / SECOND_MS) };
}
