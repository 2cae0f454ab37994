import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { PublicPoint } from './key-service.ts';
import type { SealContext } from './sealer.ts';

/** Seals values to keys of callers, in the form of every sealed value (RFC 7516): only the caller can open what comes out. */
export interface Resealer {
  /** RFC 7638 thumbprint of a public key, after checking that it is one. Errors: `UWF-4000` when it is no point of P-256. */
  thumbprint(request: { readonly publicKey: PublicPoint }): Promise<string>;
  /** Errors: `UWF-4220` when the plain value is over its limit. */
  reseal(request: { readonly recipient: PublicPoint; readonly value: JsonValue; readonly context: SealContext }): Promise<string>;
}
