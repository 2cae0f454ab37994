/**
 * Named keys that do not leave where they are kept: an HSM, or files of the on-prem zone. A key has versions, numbered from 1; new work uses
 * the newest one, the older ones go on working until they are destroyed. A key is for one use.
 * Errors of every method: `UWF-5007` (cannot be used now, retryable), `UWF-5005` (settings: wrong PIN, unsafe files, no such key, other use).
 */
export interface KeyService {
  /** What this adapter's keys can be used for. */
  readonly uses: ReadonlySet<KeyUse>;
  /** The key as it is; made, with version 1, when there is none. Callers that do so at once get the same key. */
  ensure(request: { readonly key: string; readonly use: KeyUse }): Promise<KeyDescription>;
  /** The key as it is now; undefined when there is none. What this process wraps or signs afterwards is under this version or a newer one. */
  describe(request: { readonly key: string }): Promise<KeyDescription | undefined>;
  /** Adds a version, which is used from now on: by this process at once, by others within a second or once they have asked. Repeating it adds another one. */
  rotate(request: { readonly key: string }): Promise<KeyDescription>;
  /** Destroys a version for ever; never the newest (`UWF-5005`). One that is gone already is no error. */
  destroy(request: { readonly key: string; readonly version: number }): Promise<void>;
  /** Encrypts a data key of 32 bytes with the newest version: by RFC 3394 with AES-256, or as the service does it, bound to this key and version. */
  wrap(request: { readonly key: string; readonly dataKey: Uint8Array }): Promise<WrappedKey>;
  /** The data key; the caller wipes it after use. Errors: `UWF-5009` when it does not unwrap: other version, or changed. */
  unwrap(request: { readonly key: string } & WrappedKey): Promise<Uint8Array>;
  /** HMAC-SHA-256 over the UTF-8 bytes of a text that is not empty (RFC 2104), base64url, by one version. */
  mac(request: { readonly key: string; readonly version: number; readonly text: string }): Promise<string>;
  /** ES256 signature over the UTF-8 bytes (RFC 7518 §3.4), base64url, by the newest version. */
  sign(request: { readonly key: string; readonly text: string }): Promise<{ readonly version: number; readonly signature: string }>;
  /** False for whatever this version has not signed. */
  verify(request: { readonly key: string; readonly version: number; readonly text: string; readonly signature: string }): Promise<boolean>;
  /** ECDH on P-256 (SP 800-56A): the shared secret of 32 bytes with the other side's public key; the caller wipes it. Errors: `UWF-4000` for a point off the curve. */
  agree(request: { readonly key: string; readonly version: number; readonly publicKey: PublicPoint }): Promise<Uint8Array>;
  /** Public half of one version of a key for `sign` or `agree`. */
  publicKey(request: { readonly key: string; readonly version: number }): Promise<PublicPoint>;
  /** Lets go of sessions and wipes what is in memory. */
  close(): Promise<void>;
}

/** What a key is for. */
export type KeyUse = 'wrap' | 'mac' | 'sign' | 'agree';

/** A key without its secret. */
export interface KeyDescription {
  readonly key: string;
  readonly use: KeyUse;
  /** The newest version: what new work uses. */
  readonly current: number;
  /** Versions that can be used, in their order. */
  readonly versions: readonly number[];
}

/** A data key under one version of a key. */
export interface WrappedKey {
  readonly version: number;
  /** Opaque bytes of the key service, base64url: 40 by RFC 3394, some hundred from a service of a cloud. */
  readonly wrapped: string;
}

/** A public key on P-256, as a JWK has it (RFC 7518 §6.2). */
export interface PublicPoint {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}
