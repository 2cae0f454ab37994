import { createHmac, timingSafeEqual } from 'node:crypto';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { boxContext } from '#shared/core/protocol/box-context.ts';
import { charactersMax, checkClaims, payloadHash, type ReadingRole, type SigningRights } from '#shared/core/protocol/check-claims.ts';
import type { MessageClaims } from '#shared/core/protocol/message.ts';
import { splitEnvelope, type EnvelopeParts } from '#shared/core/protocol/parse-envelope.ts';
import { formatMessage, mayHaveBody, parseMessage, type ParsedMessage } from '#shared/core/protocol/parse-message.ts';
import type { RejectCode } from '#shared/core/protocol/reject.ts';
import { parseStrictObject } from '#shared/core/protocol/strict-json.ts';
import type { EnvelopeReader, EnvelopeWriter, OpenedEnvelope, ReadEnvelope, RejectedEnvelope } from '#shared/ports/envelope.ts';

/** A party that writes, with the secret that its records are known by. */
export interface MemorySigner extends SigningRights {
  readonly kid: string;
  readonly secret: string;
}

/** What stands in `alg`: a keyed hash, which everybody who can check it can also make. */
const ALGORITHM = 'memory';

/**
 * Makes records without cryptography of public keys: for tests and simulations, where every other check must be the real one. A body lies in
 * its box in the clear.
 */
export function createMemoryEnvelopeWriter(options: { readonly signer: MemorySigner }): EnvelopeWriter {
  const { signer } = options;
  return {
    write: async ({ claims, body }) => {
      const payload = formatMessage(body === undefined ? { claims } : { claims, box: closeBox(claims, body) });
      const own = parseMessage(payload, { headerType: claims.typ, accepts: [claims.typ] });
      if (!own.ok) throw new UwfError('UWF-4220', `a message of the protocol cannot be written (${own.error})`);
      const signed = `${encode(JSON.stringify({ alg: ALGORITHM, kid: signer.kid, typ: claims.typ }))}.${encode(payload)}`;
      const text = `${signed}.${macOf(signer, signed)}`;
      if (text.length > charactersMax([claims.typ])) throw new UwfError('UWF-4220', 'a message of the protocol is over its limit');
      return text;
    },
  };
}

/** Reads what {@link createMemoryEnvelopeWriter} makes, with every check of protocol §5 in its order. */
export function createMemoryEnvelopeReader(options: { readonly signers: readonly MemorySigner[]; readonly role: ReadingRole }): EnvelopeReader {
  const signers = new Map(options.signers.map((signer) => [signer.kid, signer]));
  return { read: (request) => read(signers, options.role, request) };
}

interface Unboxed extends ParsedMessage {
  readonly isExpired: boolean;
  readonly text?: string;
  readonly body: JsonObject;
}

async function read(signers: ReadonlyMap<string, MemorySigner>, role: ReadingRole, request: ReadEnvelope): Promise<OpenedEnvelope | RejectedEnvelope> {
  const message = unbox(signers, role, request);
  if (!message.ok) return { ok: false, reject: message.error };
  const { claims, text, body, isExpired } = message.value;
  const hash = payloadHash(text === undefined ? { claims } : { claims, body: text });
  const known = await request.seen(claims.mid);
  if (known !== undefined && known !== hash) return { ok: false, reject: 'mid-conflict' };
  return isExpired ? { ok: false, reject: 'expired', claims } : { ok: true, claims, body, payloadHash: hash };
}

function unbox(signers: ReadonlyMap<string, MemorySigner>, role: ReadingRole, request: ReadEnvelope): Result<Unboxed, RejectCode> {
  const parts = splitEnvelope(request.text, charactersMax(role.accepts));
  if (!parts.ok) return parts;
  const signer = verify(signers, parts.value);
  if (!signer.ok) return signer;
  const message = parseMessage(decode(parts.value.payload), { headerType: parts.value.header.typ, accepts: role.accepts });
  if (!message.ok) return message;
  const { claims } = message.value;
  if (request.text.length > charactersMax([claims.typ])) return fail('size');
  const reject = checkClaims({ claims, signer: signer.value, role, topic: request.topic, key: request.key, now: request.now });
  if (reject !== undefined && reject !== 'expired') return fail(reject);
  const opened = openBox(message.value, role);
  return opened.ok ? succeed({ ...message.value, ...opened.value, isExpired: reject === 'expired' }) : opened;
}

function verify(signers: ReadonlyMap<string, MemorySigner>, { header, signed, signature }: EnvelopeParts): Result<MemorySigner, RejectCode> {
  const signer = signers.get(header.kid);
  if (signer === undefined) return fail('unknown-key');
  if (header.alg !== ALGORITHM) return fail('algorithm');
  const own = Buffer.from(macOf(signer, signed));
  const given = Buffer.from(signature);
  return own.length === given.length && timingSafeEqual(own, given) ? succeed(signer) : fail('signature');
}

/** `ctx`, for whom, and the body: what the real box proves by its encryption. */
function closeBox(claims: MessageClaims, body: JsonObject): string {
  if (!mayHaveBody(claims.typ)) throw new UwfError('UWF-4220', `a message of type ${claims.typ} has no body`);
  const plaintext = JSON.stringify(body);
  if (parseStrictObject(plaintext) === undefined) throw new UwfError('UWF-4220', 'the body of a message is nested too deeply');
  return [boxContext(claims), encode(claims.aud), encode(plaintext)].join('.');
}

function openBox({ claims, box }: ParsedMessage, role: ReadingRole): Result<{ readonly text?: string; readonly body: JsonObject }, RejectCode> {
  if (box === undefined) return succeed({ body: {} });
  const [context, owner = '', content = ''] = box.split('.');
  if (context !== boxContext(claims)) return fail('box-context');
  if (!role.names.includes(decode(owner))) return fail('box-key');
  const text = decode(content);
  const body = parseStrictObject(text);
  return body === undefined ? fail('box') : succeed({ text, body });
}

function macOf(signer: MemorySigner, signed: string): string {
  return createHmac('sha256', signer.secret).update(signed).digest('base64url');
}

function encode(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}

function decode(encoded: string): string {
  return Buffer.from(encoded, 'base64url').toString('utf8');
}
