import { CompactEncrypt, type CompactJWEHeaderParameters } from 'jose';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { boxContext } from '#shared/core/protocol/box-context.ts';
import { charactersMax } from '#shared/core/protocol/check-claims.ts';
import type { MessageClaims } from '#shared/core/protocol/message.ts';
import { formatMessage, mayHaveBody, parseMessage } from '#shared/core/protocol/parse-message.ts';
import { BOX_CONTENT_ALGORITHM, BOX_KEY_ALGORITHM, findWritingKey, type KeyRing } from '#shared/core/protocol/ring.ts';
import { parseStrictObject } from '#shared/core/protocol/strict-json.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { EnvelopeWriter } from '#shared/ports/envelope.ts';
import type { KeyRingSource } from '#shared/ports/key-ring-source.ts';
import type { PrivateKeys, SigningKey } from '#shared/ports/private-keys.ts';
import { createKeyImporter, signCompact } from './envelope-signature.ts';

/** What records are made with. */
export interface EnvelopeWriterPorts {
  readonly ring: KeyRingSource;
  readonly keys: Pick<PrivateKeys, 'signing'>;
  readonly clock: Clock;
}

/**
 * Makes records of the protocol (protocol §3): the body encrypted to the current key of `aud`, with the step it belongs to in the protected
 * header; the claims signed by the current key of `iss` of which this process has the private half.
 */
export function createEnvelopeWriter(ports: EnvelopeWriterPorts): EnvelopeWriter {
  const importKey = createKeyImporter();
  return {
    async write({ claims, body }) {
      const ring = await ports.ring.current();
      const now = ports.clock.now();
      const key = await findSigner({ ports, ring, claims, now });
      const payload = formatMessage(body === undefined ? { claims } : { claims, box: await closeBox({ ring, claims, body, now, importKey }) });
      assertWellFormed(payload, claims);
      return checked(await signCompact({ typ: claims.typ, payload, key }), claims);
    },
  };
}

interface Closing {
  readonly ring: KeyRing;
  readonly claims: MessageClaims;
  readonly body: JsonObject;
  readonly now: number;
  readonly importKey: ReturnType<typeof createKeyImporter>;
}

async function closeBox({ ring, claims, body, now, importKey }: Closing): Promise<string> {
  if (!mayHaveBody(claims.typ)) throw new UwfError('UWF-4220', `a message of type ${claims.typ} has no body`);
  const record = findWritingKey(ring, { use: 'enc', iss: claims.aud, tid: claims.tid }, now);
  if (record === undefined) throw new UwfError('UWF-5007', 'the ring has no key to encrypt to the party that a message is for');
  const header: CompactJWEHeaderParameters = { alg: BOX_KEY_ALGORITHM, enc: BOX_CONTENT_ALGORITHM, kid: record.kid, ctx: boxContext(claims) };
  const plaintext = JSON.stringify(body);
  if (parseStrictObject(plaintext) === undefined) throw new UwfError('UWF-4220', 'the body of a message is nested too deeply');
  return new CompactEncrypt(Buffer.from(plaintext, 'utf8')).setProtectedHeader(header).encrypt(await importKey(record));
}

async function findSigner(request: { readonly ports: EnvelopeWriterPorts; readonly ring: KeyRing; readonly claims: MessageClaims; readonly now: number }): Promise<SigningKey> {
  const { ports, ring, claims, now } = request;
  const own = await ports.keys.signing();
  const record = findWritingKey(ring, { use: 'sig', iss: claims.iss, tid: claims.tid, typ: claims.typ, among: own.map(({ kid }) => kid) }, now);
  const key = own.find(({ kid, alg }) => kid === record?.kid && alg === record.alg);
  if (key === undefined) throw new UwfError('UWF-5007', `this process has no key that may sign a message of type ${claims.typ} now`);
  return key;
}

/** What a reader would refuse is refused here, where its cause can still be seen. */
function assertWellFormed(payload: string, claims: MessageClaims): void {
  const own = parseMessage(payload, { headerType: claims.typ, accepts: [claims.typ] });
  if (!own.ok) throw new UwfError('UWF-4220', `a message of the protocol cannot be written (${own.error})`);
}

function checked(text: string, claims: MessageClaims): string {
  if (text.length > charactersMax([claims.typ])) throw new UwfError('UWF-4220', 'a message of the protocol is over its limit');
  return text;
}
