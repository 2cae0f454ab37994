import type { JsonObject } from '#shared/core/kernel/json.ts';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import { boxContext } from '#shared/core/protocol/box-context.ts';
import { charactersMax, checkClaims, payloadHash, type ReadingRole } from '#shared/core/protocol/check-claims.ts';
import { readBoxHeader, splitEnvelope } from '#shared/core/protocol/parse-envelope.ts';
import { parseMessage, type ParsedMessage } from '#shared/core/protocol/parse-message.ts';
import type { RejectCode } from '#shared/core/protocol/reject.ts';
import { BOX_CONTENT_ALGORITHM, BOX_KEY_ALGORITHM, findVerificationKey } from '#shared/core/protocol/ring.ts';
import { parseStrictObject } from '#shared/core/protocol/strict-json.ts';
import type { EnvelopeReader, OpenedEnvelope, ReadEnvelope, RejectedEnvelope } from '#shared/ports/envelope.ts';
import type { KeyRingSource } from '#shared/ports/key-ring-source.ts';
import type { PrivateKeys } from '#shared/ports/private-keys.ts';
import { createKeyImporter, decodeUtf8, verifyCompact } from './envelope-signature.ts';

/** What records are judged by. */
export interface EnvelopeReaderPorts {
  readonly ring: KeyRingSource;
  readonly keys: Pick<PrivateKeys, 'opening'>;
  readonly role: ReadingRole;
}

/**
 * Verifies records in the order of protocol §5; the first check that fails names the reject code. Two of its steps end elsewhere: a command
 * that is only too old is known to be so when everything behind is good too, and `mid` is compared once the box is open, because a message
 * that was published twice is the same only before it was encrypted.
 */
export function createEnvelopeReader(ports: EnvelopeReaderPorts): EnvelopeReader {
  const reading: Reading = { ...ports, importKey: createKeyImporter() };
  return { read: (request) => read(reading, request) };
}

interface Reading extends EnvelopeReaderPorts {
  readonly importKey: ReturnType<typeof createKeyImporter>;
}

interface VerifiedMessage extends ParsedMessage {
  readonly isExpired: boolean;
}

async function read(reading: Reading, request: ReadEnvelope): Promise<OpenedEnvelope | RejectedEnvelope> {
  const message = await verify(reading, request);
  if (!message.ok) return { ok: false, reject: message.error };
  const { claims, isExpired } = message.value;
  const opened = await openBox(reading, message.value);
  if (!opened.ok) return { ok: false, reject: opened.error };
  const { text, body } = opened.value;
  const hash = payloadHash(text === undefined ? { claims } : { claims, body: text });
  const known = await request.seen(claims.mid);
  if (known !== undefined && known !== hash) return { ok: false, reject: 'mid-conflict' };
  return isExpired ? { ok: false, reject: 'expired', claims } : { ok: true, claims, body, payloadHash: hash };
}

/** Steps 1 to 12. */
async function verify({ ring, role, importKey }: Reading, request: ReadEnvelope): Promise<Result<VerifiedMessage, RejectCode>> {
  const parts = splitEnvelope(request.text, charactersMax(role.accepts));
  if (!parts.ok) return parts;
  const signer = findVerificationKey(await ring.current(), parts.value.header.kid, request.now);
  if (signer === undefined) return fail('unknown-key');
  const payload = await verifyCompact(parts.value, signer, importKey);
  if (!payload.ok) return payload;
  const message = parseMessage(payload.value, { headerType: parts.value.header.typ, accepts: role.accepts });
  if (!message.ok) return message;
  const { claims } = message.value;
  if (request.text.length > charactersMax([claims.typ])) return fail('size');
  const reject = checkClaims({ claims, signer, role, topic: request.topic, key: request.key, now: request.now });
  return reject === undefined || reject === 'expired' ? succeed({ ...message.value, isExpired: reject === 'expired' }) : fail(reject);
}

/** Step 14. */
async function openBox({ keys }: Reading, { claims, box }: ParsedMessage): Promise<Result<{ readonly text?: string; readonly body: JsonObject }, RejectCode>> {
  if (box === undefined) return succeed({ body: {} });
  const header = readBoxHeader(box);
  if (header === undefined || header.alg !== BOX_KEY_ALGORITHM || header.enc !== BOX_CONTENT_ALGORITHM) return fail('box');
  if (header.ctx !== boxContext(claims)) return fail('box-context');
  const key = (await keys.opening()).find(({ kid }) => kid === header.kid);
  if (key === undefined) return fail('box-key');
  const text = decodePlaintext(await key.open({ box }));
  const body = text === undefined ? undefined : parseStrictObject(text);
  return text === undefined || body === undefined ? fail('box') : succeed({ text, body });
}

function decodePlaintext(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : decodeUtf8(bytes);
}
