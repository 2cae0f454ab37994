import { canonicalJson } from '../kernel/canonical-json.ts';
import { isJsonArray, isJsonObject, parseJsonObject, type JsonValue } from '../kernel/json.ts';
import { fail, succeed, type Result } from '../kernel/result.ts';
import { TRANSFER_CHUNKS_MAX, TRANSFER_LIFE_SECONDS_MAX, TRANSFER_SKEW_SECONDS_MAX } from './limits.ts';

/** One file of a set. Its place in the list is its number, from 1. */
export interface TransferChunk {
  readonly rows: number;
  /** Bytes of the file. */
  readonly bytes: number;
  /** SHA-256 of the file, lower-case hex. */
  readonly sha256: string;
}

/** What was promised of rows without names. */
export interface AnonymityPromise {
  /** Every combination of quasi-identifiers in the set is shared by at least so many. */
  readonly k: number;
  readonly rowsSuppressed: number;
}

/** What a set of files is: signed by who sends it, and checked as a whole before a row of it is used. */
export interface TransferManifest {
  /** UUID. */
  readonly set: string;
  readonly environment: string;
  readonly tenant: string;
  /** RFC 7638 thumbprint of the key that the chunks are encrypted to. */
  readonly recipient: string;
  /** SHA-256 of the canonical form of the rows' schema, lower-case hex. */
  readonly schema: string;
  readonly rows: number;
  readonly chunks: readonly TransferChunk[];
  /** Epoch seconds. */
  readonly iat: number;
  readonly exp: number;
  readonly anonymity?: AnonymityPromise;
}

const VERSION = 1;
const MEMBERS: ReadonlySet<string> = new Set(['v', 'set', 'environment', 'tenant', 'recipient', 'schema', 'rows', 'chunks', 'iat', 'exp', 'anonymity']);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const HEX_DIGEST = /^[0-9a-f]{64}$/;
const THUMBPRINT = /^[A-Za-z0-9_-]{43}$/;
const NAME_CHARACTERS_MAX = 63;

/** The text that is signed. */
export function formatTransferManifest({ chunks, anonymity, ...rest }: TransferManifest): string {
  return canonicalJson({ v: VERSION, ...rest, chunks: chunks.map(({ rows, bytes, sha256 }) => [rows, bytes, sha256]), ...(anonymity === undefined ? {} : { anonymity: { ...anonymity } }) });
}

/** Reads the text that was signed. Strict: exactly these members, in canonical form, numbers that add up. */
export function parseTransferManifest(text: string): TransferManifest | undefined {
  const value = parseJsonObject(text);
  if (value === undefined || value['v'] !== VERSION || !Object.keys(value).every((name) => MEMBERS.has(name))) return undefined;
  const { set, environment, tenant, recipient, schema, rows, iat, exp } = value;
  const [chunks, anonymity] = [parseChunks(value['chunks']), parseAnonymity(value['anonymity'])];
  if (!isText(set, UUID) || !isName(environment) || !isName(tenant) || !isText(recipient, THUMBPRINT) || !isText(schema, HEX_DIGEST)) return undefined;
  if (!isCount(rows) || !isCount(iat) || !isCount(exp) || chunks === undefined || anonymity === false) return undefined;
  if (chunks.reduce((sum, chunk) => sum + chunk.rows, 0) !== rows) return undefined;
  const manifest = { set, environment, tenant, recipient, schema, rows, chunks, iat, exp, ...(anonymity === undefined ? {} : { anonymity }) };
  return formatTransferManifest(manifest) === text ? manifest : undefined;
}

function parseChunks(value: JsonValue | undefined): readonly TransferChunk[] | undefined {
  if (!isJsonArray(value) || value.length > TRANSFER_CHUNKS_MAX) return undefined;
  const chunks = value.flatMap((one): readonly TransferChunk[] => {
    if (!isJsonArray(one) || one.length !== 3) return [];
    const [rows, bytes, sha256] = one;
    return isCount(rows) && rows > 0 && isCount(bytes) && bytes > 0 && isText(sha256, HEX_DIGEST) ? [{ rows, bytes, sha256 }] : [];
  });
  return chunks.length === value.length ? chunks : undefined;
}

/** `false`: there is something, and it is none. */
function parseAnonymity(value: JsonValue | undefined): AnonymityPromise | undefined | false {
  if (value === undefined) return undefined;
  if (!isJsonObject(value)) return false;
  const { k, rowsSuppressed } = value;
  return Object.keys(value).length === 2 && isCount(k) && k > 1 && isCount(rowsSuppressed) ? { k, rowsSuppressed } : false;
}

function isCount(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isText(value: JsonValue | undefined, form: RegExp): value is string {
  return typeof value === 'string' && form.test(value);
}

function isName(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= NAME_CHARACTERS_MAX;
}

/** What the importing side expects of a set. */
export interface TransferExpectation {
  readonly environment: string;
  readonly tenant: string;
  /** Digest of the schema that rows are read by. */
  readonly schema: string;
  /** Thumbprints of the keys that can open chunks here. */
  readonly recipients: ReadonlySet<string>;
  /** Epoch seconds. */
  readonly now: number;
}

/** Why a manifest that is signed as it should is not for us, or not any more. */
export function checkTransferManifest(manifest: TransferManifest, expected: TransferExpectation): Result<undefined, string> {
  const { environment, tenant, schema, recipients, now } = expected;
  if (manifest.environment !== environment) return fail('the set is of another environment');
  if (manifest.tenant !== tenant) return fail('the set is of another tenant');
  if (!recipients.has(manifest.recipient)) return fail('the set is encrypted to another recipient');
  if (manifest.schema !== schema) return fail('the rows of the set have another schema');
  if (manifest.iat > now + TRANSFER_SKEW_SECONDS_MAX) return fail('the set is of a time to come');
  if (manifest.exp - manifest.iat > TRANSFER_LIFE_SECONDS_MAX) return fail('the set lives longer than a set may');
  return manifest.exp <= now ? fail('the set has expired') : succeed(undefined);
}
