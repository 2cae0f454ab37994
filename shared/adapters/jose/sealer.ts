import { CompactEncrypt } from 'jose';
import type { Clock } from '#shared/ports/clock.ts';
import type { IdSource } from '#shared/ports/id-source.ts';
import type { SealContext, Sealer } from '#shared/ports/sealer.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { SEALED_CONTENT_ALGORITHM, SEALED_KEY_ALGORITHM, SEALED_PADDING_BYTES, SEALED_PLAIN_BYTES_MAX, SEALED_PREFIX, SEALED_TYPE, readSealedHeader } from '#shared/core/tier/sealed.ts';
import { importSealingKey, type PublicSealingKey } from './sealing-keys.ts';

/** Seals to one public key of the bank, the newest that the caller knows. */
export async function createSealer(options: { readonly key: PublicSealingKey; readonly clock: Clock; readonly ids: IdSource }): Promise<Sealer> {
  const publicKey = await importSealingKey(publicPartOf(options.key));
  return {
    async seal({ value, context }) {
      const header = headerOf(context, { kid: options.key.kid, iat: Math.floor(options.clock.now() / 1_000), jti: options.ids.uuid() });
      const jwe = await new CompactEncrypt(padded(value)).setProtectedHeader(header).encrypt(publicKey);
      return checked(`${SEALED_PREFIX}${jwe}`);
    },
  };
}

/** A private key may be given where a public one is asked for; its private part is of no use here. */
function publicPartOf({ kty, crv, x, y, kid, alg, use }: PublicSealingKey): PublicSealingKey {
  return { kty, crv, x, y, kid, alg, use };
}

function headerOf(context: SealContext, stamp: { readonly kid: string; readonly iat: number; readonly jti: string }) {
  const { tid, def, ptr, sub, exe } = context;
  const names = { tid, def, ptr, sub, ...(exe === undefined ? {} : { exe }) };
  return { alg: SEALED_KEY_ALGORITHM, enc: SEALED_CONTENT_ALGORITHM, typ: SEALED_TYPE, ...names, ...stamp };
}

/** White space after a JSON text is no part of the value (RFC 8259 §2), so the padding needs no length of its own. */
function padded(value: JsonValue): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(value));
  if (text.length > SEALED_PLAIN_BYTES_MAX) throw new UwfError('UWF-4220', `a value to be sealed is over ${SEALED_PLAIN_BYTES_MAX} bytes`);
  const plaintext = new Uint8Array(Math.ceil(text.length / SEALED_PADDING_BYTES) * SEALED_PADDING_BYTES).fill(0x20);
  plaintext.set(text);
  return plaintext;
}

/** What no reader would accept (a context that is empty or too long) is refused here, where the cause can still be mended. */
function checked(sealed: string): string {
  const header = readSealedHeader(sealed);
  if (!header.ok) throw new UwfError('UWF-4220', `the context of a sealed value is not valid (${header.error})`);
  return sealed;
}
