import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { SealedHeader } from '#shared/core/tier/sealed.ts';

export type { SealedHeader };

/** Protected header of a sealed value, beside `alg`, `enc` and `kid` (design §6). */
export interface SealContext {
  /** Tenant. */
  readonly tid: string;
  /** `namespace/name` of the definition. */
  readonly def: string;
  /** Where the value belongs: schema pointer of an input field, or origin of a task's result. */
  readonly ptr: string;
  /** Who seals. */
  readonly sub: string;
  /** Execution of a result; absent on input. */
  readonly exe?: string;
}

/** Seals values to the bank's public key: JWE compact, ECDH-ES+A256KW, A256GCM (RFC 7516, 7518), padded, with a fixed prefix. */
export interface Sealer {
  /** Errors: `UWF-4220` when the plain value is over 16 KiB. */
  seal(request: { readonly value: JsonValue; readonly context: SealContext }): Promise<string>;
}

/** Opens sealed values; exists only in the on-prem zone. */
export interface Unsealer {
  /** The plain value with its authenticated header. Errors: `UWF-4221` when it does not open. */
  unseal(request: { readonly sealed: string }): Promise<{ readonly value: JsonValue; readonly header: SealedHeader }>;
}
