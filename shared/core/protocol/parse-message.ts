import { isCanonicalBase64url } from '../kernel/base64url.ts';
import { isJsonArray, type JsonObject, type JsonValue } from '../kernel/json.ts';
import { fail, succeed, type Result } from '../kernel/result.ts';
import type { MessageClaims, MessageType } from './message.ts';
import type { RejectCode } from './reject.ts';
import { parseStrictObject } from './strict-json.ts';

/** The payload of a signed message: its claims and, where it has one, its encrypted body. */
export interface ParsedMessage {
  readonly claims: MessageClaims;
  readonly box?: string;
}

/** What a payload is expected to be before its claims are looked at. */
export interface ExpectedMessage {
  /** `typ` of the signed header: the claims must say the same (protocol §5, step 8). */
  readonly headerType: string;
  /** Types that the reader's role takes from this topic. */
  readonly accepts: readonly MessageType[];
}

/**
 * Steps 7 and 8 of protocol §5, then the exact form of the claims by their type (protocol §4): every member that must be there, none that may
 * not, each within its bounds. Codes: `payload` no JSON object, or a member twice · `type` · `malformed`.
 */
export function parseMessage(text: string, expected: ExpectedMessage): Result<ParsedMessage, RejectCode> {
  const payload = parseStrictObject(text);
  if (payload === undefined) return fail('payload');
  const type = expected.accepts.find((accepted) => accepted === payload['typ']);
  if (type === undefined || type !== expected.headerType) return fail('type');
  const { box, ...claims } = payload;
  if (!fits(claims, type) || !isBox(box, type)) return fail('malformed');
  const message = claims as unknown as MessageClaims;
  return succeed(box === undefined ? { claims: message } : { claims: message, box: String(box) });
}

/** The payload to sign: the inverse of {@link parseMessage}. */
export function formatMessage({ claims, box }: ParsedMessage): string {
  return JSON.stringify(box === undefined ? claims : { ...claims, box });
}

/** True for a type whose messages may have a body. */
export function mayHaveBody(type: MessageType): boolean {
  return BODY_TYPES.includes(type);
}

const BODY_TYPES: readonly MessageType[] = ['run', 'result', 'manifest'];

type Check = (value: JsonValue) => boolean;
interface Required {
  readonly kind: 'required';
  readonly is: Check;
}
interface Optional {
  readonly kind: 'optional';
  readonly is: Check;
}
/** One check for each member: a claim that is added to the model does not compile until it has its row. */
type RulesOf<Claims> = { readonly [Name in Exclude<keyof Claims, 'typ'>]-?: Record<never, never> extends Pick<Claims, Name> ? Optional : Required };
type RulesTable = { readonly [Type in MessageType]: RulesOf<Extract<MessageClaims, { readonly typ: Type }>> };

const required = (is: Check): Required => ({ kind: 'required', is });
const optional = (is: Check): Optional => ({ kind: 'optional', is });

/** Printable ASCII without spaces: ids, names of parties, topics and resources. Nothing of it can be taken for a separator of `ctx`. */
const VISIBLE = /^[\u0021-\u007e]*$/u;
/** No control character and no half of a character. */
const CLEAN = /^[^\p{Cc}\p{Surrogate}]+$/u;
const COMPACT_JWS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/u;
/** W3C Trace Context §3.2, version 00. */
const TRACE_PARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/u;
const DIGEST_HEX = /^[0-9a-f]{64}$/u;

const BITS_128_CHARACTERS = 22;
const BITS_256_CHARACTERS = 43;
const NAME_CHARACTERS_MAX = 128;
const TOPIC_CHARACTERS_MAX = 249;
const ID_CHARACTERS_MAX = 256;
const PATH_CHARACTERS_MAX = 512;
const TOKEN_CHARACTERS_MAX = 16_384;
const APPROVALS_MAX = 16;
const KEYS_MAX = 64;

const isText = (max: number, shape: RegExp = VISIBLE, min = 1): Check => (value) => typeof value === 'string' && value.length >= min && value.length <= max && shape.test(value);
const isBase64url = (characters: number): Check => (value) => typeof value === 'string' && value.length === characters && isCanonicalBase64url(value);
const isCount = (min = 0): Check => (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= min;
const isOneOf = (...values: readonly string[]): Check => (value) => typeof value === 'string' && values.includes(value);
const isListOf = (item: Check, max: number): Check => (value) => isJsonArray(value) && value.length <= max && value.every(item);
const isPercent: Check = (value) => typeof value === 'number' && value >= 0 && value <= 100;

const COMMON: Omit<RulesOf<MessageClaims>, never> = {
  v: required((value) => value === 1),
  mid: required(isBase64url(BITS_128_CHARACTERS)),
  iss: required(isText(NAME_CHARACTERS_MAX)),
  aud: required(isText(NAME_CHARACTERS_MAX)),
  tid: required(isText(NAME_CHARACTERS_MAX)),
  top: required(isText(TOPIC_CHARACTERS_MAX)),
  cin: required(isCount()),
  rin: required(isCount()),
  iat: required(isCount()),
  exp: required(isCount()),
  trc: optional(isText(PATH_CHARACTERS_MAX, TRACE_PARENT)),
};

const STEP = {
  exe: required(isText(ID_CHARACTERS_MAX)),
  stp: required(isText(ID_CHARACTERS_MAX)),
  itr: required(isText(PATH_CHARACTERS_MAX, VISIBLE, 0)),
  att: required(isCount()),
};

const SITE = { site: required(isText(NAME_CHARACTERS_MAX)) };

const RULES: RulesTable = {
  run: {
    ...COMMON,
    ...STEP,
    att: required(isCount(1)),
    act: required(isText(PATH_CHARACTERS_MAX)),
    wfd: required(isText(PATH_CHARACTERS_MAX, DIGEST_HEX)),
    key: required(isBase64url(BITS_256_CHARACTERS)),
    kind: required(isOneOf('local', 'idempotent', 'opaque')),
    ddl: optional(isCount()),
    ref: required(isText(ID_CHARACTERS_MAX)),
    apr: required(isListOf(isText(TOKEN_CHARACTERS_MAX, COMPACT_JWS), APPROVALS_MAX)),
  },
  cancel: { ...COMMON, ...STEP, key: required(isBase64url(BITS_256_CHARACTERS)), why: required(isOneOf('stopped', 'timed-out')) },
  result: {
    ...COMMON,
    ...STEP,
    outcome: required(isOneOf('done', 'failed', 'cancelled', 'in_doubt')),
    code: optional(isText(ID_CHARACTERS_MAX, CLEAN)),
    epoch: required(isCount()),
    ref: optional(isText(ID_CHARACTERS_MAX)),
    ah: optional(isText(ID_CHARACTERS_MAX)),
  },
  stale: { ...COMMON, ...STEP, of: required(isOneOf('run', 'cancel')) },
  refused: { ...COMMON, ...STEP, why: required(isOneOf('expired', 'unknown-definition', 'not-allowed', 'no-approval')) },
  beat: { ...COMMON, ...STEP, epoch: required(isCount()), pct: optional(isPercent) },
  hello: { ...COMMON, ...SITE, boot: required(isText(ID_CHARACTERS_MAX)), keys: required(isListOf(isBase64url(BITS_256_CHARACTERS), KEYS_MAX)) },
  credit: { ...COMMON, ...SITE, slots: required(isCount()), lag: required(isCount()) },
  manifest: { ...COMMON, ...SITE, manifest: required(isText(TOKEN_CHARACTERS_MAX, COMPACT_JWS)) },
};

const RULES_BY_NAME: ReadonlyMap<string, ReadonlyMap<string, Required | Optional>> = new Map(Object.entries(RULES).map(([type, rules]) => [type, new Map(Object.entries(rules))]));

function fits(claims: JsonObject, type: MessageType): boolean {
  const rules = RULES_BY_NAME.get(type) ?? new Map<string, Required | Optional>();
  const names = Object.keys(claims).filter((name) => name !== 'typ');
  return names.every((name) => rules.has(name)) && [...rules].every(([name, rule]) => isGood(Object.hasOwn(claims, name) ? claims[name] : undefined, rule));
}

function isGood(value: JsonValue | undefined, rule: Required | Optional): boolean {
  return value === undefined ? rule.kind === 'optional' : rule.is(value);
}

/** Only its place is checked here; what is in it, when it is opened (protocol §5, step 14). */
function isBox(box: JsonValue | undefined, type: MessageType): boolean {
  return box === undefined || (typeof box === 'string' && box.length > 0 && mayHaveBody(type));
}
