import { parsePresent } from '#shared/core/definition/normalise/parse-present.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';

/** How a request says who it is (DSL "Authentication"), secrets resolved: never to be logged or told. */
export type Authentication =
  | { readonly kind: 'basic' | 'digest'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }
  | OAuthPolicy;

/** Where and how a token is to be had (DSL "OAUTH2 Authentication", "OpenIdConnect Authentication"). */
export interface OAuthPolicy {
  /** `oidc`: the token endpoint is found by discovery. */
  readonly kind: 'oauth2' | 'oidc';
  readonly authority: string;
  readonly grant: OAuthGrant;
  /** Path beneath the authority, or an address of its own. */
  readonly tokenPath: string;
  readonly client: { readonly id?: string; readonly secret?: string; readonly assertion?: string; readonly authentication: ClientAuthentication };
  readonly encoding: (typeof ENCODINGS)[number];
  readonly issuers: readonly string[];
  readonly scopes: readonly string[];
  readonly audiences: readonly string[];
  readonly username?: string;
  readonly password?: string;
  readonly subject?: OAuthToken;
  readonly actor?: OAuthToken;
}

export type OAuthGrant = (typeof GRANTS)[number];
export type ClientAuthentication = (typeof CLIENT_AUTHENTICATIONS)[number];

/** A token that is shown to get another one. */
export interface OAuthToken {
  readonly token: string;
  readonly type: string;
}

/** Without `authorization_code`: nobody is there to log in. */
const GRANTS = ['client_credentials', 'password', 'refresh_token', 'urn:ietf:params:oauth:grant-type:token-exchange'] as const;
const CLIENT_AUTHENTICATIONS = ['client_secret_post', 'client_secret_basic', 'client_secret_jwt', 'private_key_jwt', 'none'] as const;
const ENCODINGS = ['application/x-www-form-urlencoded', 'application/json'] as const;
const TOKEN_PATH_DEFAULT = '/oauth2/token';

/** Reads the `authentication` of a call, its secrets resolved. The error is the JSON Pointer of the member that cannot be used. */
export function parseAuthentication(value: JsonValue): Result<Authentication, string> {
  if (!isJsonObject(value)) return fail('');
  const [scheme, ...others] = SCHEMES.filter((known) => Object.hasOwn(value, known));
  if (scheme === undefined || others.length > 0) return fail('');
  const properties = value[scheme];
  if (!isJsonObject(properties)) return fail(`/${scheme}`);
  const reader = createReader(properties);
  const authentication = readScheme(scheme, reader);
  const [wrong] = reader.wrong;
  return wrong === undefined ? succeed(authentication) : fail(`/${scheme}/${wrong}`);
}

const SCHEMES = ['basic', 'bearer', 'digest', 'oauth2', 'oidc'] as const;

function readScheme(scheme: (typeof SCHEMES)[number], reader: Reader): Authentication {
  switch (scheme) {
    case 'basic':
      // RFC 7617 §2: the colon ends the name.
      return { kind: 'basic', username: reader.textLike('username', /^[^:]*$/u), password: reader.text('password') };
    case 'digest':
      return { kind: 'digest', username: reader.text('username'), password: reader.text('password') };
    case 'bearer':
      // What a header can carry in one piece: no spaces, no line breaks.
      return { kind: 'bearer', token: reader.textLike('token', /^[\x21-\x7e]+$/u) };
    case 'oauth2':
      return readOAuth('oauth2', reader);
    case 'oidc':
      return readOAuth('oidc', reader);
  }
}

function readOAuth(kind: OAuthPolicy['kind'], reader: Reader): OAuthPolicy {
  const grant = reader.choice('grant', GRANTS, undefined);
  const policy: OAuthPolicy = {
    kind,
    authority: reader.address('authority'),
    grant,
    tokenPath: reader.within('endpoints').optional('token') ?? TOKEN_PATH_DEFAULT,
    client: readClient(reader.within('client')),
    encoding: reader.within('request').choice('encoding', ENCODINGS, ENCODINGS[0]),
    issuers: reader.texts('issuers'),
    scopes: reader.texts('scopes'),
    audiences: reader.texts('audiences'),
    ...parsePresent<Pick<OAuthPolicy, 'username' | 'password' | 'subject' | 'actor'>>({
      username: reader.optional('username'),
      password: reader.optional('password'),
      subject: readToken(reader, 'subject'),
      actor: readToken(reader, 'actor'),
    }),
  };
  if (grant === 'password' && policy.username === undefined) reader.reject('username');
  if (grant === 'password' && policy.password === undefined) reader.reject('password');
  if ((grant === 'refresh_token' || grant.startsWith('urn:')) && policy.subject === undefined) reader.reject('subject');
  return policy;
}

function readClient(reader: Reader): OAuthPolicy['client'] {
  const authentication = reader.choice('authentication', CLIENT_AUTHENTICATIONS, CLIENT_AUTHENTICATIONS[0]);
  const [id, secret, assertion] = [reader.optional('id'), reader.optional('secret'), reader.optional('assertion')];
  if (authentication !== 'none' && id === undefined) reader.reject('id');
  if (authentication === 'private_key_jwt' && assertion === undefined) reader.reject('assertion');
  if (authentication !== 'none' && authentication !== 'private_key_jwt' && secret === undefined && assertion === undefined) reader.reject('secret');
  return { authentication, ...parsePresent<Omit<OAuthPolicy['client'], 'authentication'>>({ id, secret, assertion }) };
}

function readToken(reader: Reader, name: string): OAuthToken | undefined {
  if (!reader.has(name)) return undefined;
  const inner = reader.within(name);
  return { token: inner.text('token'), type: inner.text('type') };
}

/** Reads members of one object; notes the place of each that is wrong, never what it holds. */
interface Reader {
  readonly wrong: readonly string[];
  has(name: string): boolean;
  text(name: string): string;
  /** A text of a form. */
  textLike(name: string, form: RegExp): string;
  optional(name: string): string | undefined;
  texts(name: string): readonly string[];
  /** An absolute http or https address. */
  address(name: string): string;
  choice<T extends string>(name: string, choices: readonly [T, ...T[]], otherwise: T | undefined): T;
  /** An inner object; absent, it is empty. */
  within(name: string): Reader;
  reject(name: string): void;
}

function createReader(object: JsonObject, path = '', wrong: string[] = []): Reader {
  const member = (name: string): JsonValue | undefined => (Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined);
  const reject = (name: string): void => void wrong.push(`${path}${name}`);
  const optional = (name: string): string | undefined => {
    const value = member(name);
    // A number is what YAML makes of a password such as 1234.
    if (value === undefined || typeof value === 'string') return value;
    if (typeof value === 'number') return String(value);
    reject(name);
    return undefined;
  };
  const text = (name: string): string => {
    if (member(name) === undefined) reject(name);
    return optional(name) ?? '';
  };
  return {
    wrong,
    reject,
    has: (name) => member(name) !== undefined,
    text,
    textLike: (name, form) => {
      const value = text(name);
      if (!form.test(value)) reject(name);
      return value;
    },
    optional,
    texts: (name) => {
      const value = member(name) ?? [];
      const items = isJsonArray(value) ? value.filter((item) => typeof item === 'string') : [];
      if (!isJsonArray(value) || items.length < value.length) reject(name);
      return items;
    },
    address: (name) => {
      const value = text(name);
      if (!URL.canParse(value) || !/^https?:$/u.test(new URL(value).protocol)) reject(name);
      return value;
    },
    choice: (name, choices, otherwise) => {
      const value = optional(name) ?? otherwise;
      const choice = choices.find((one) => one === value);
      if (choice === undefined) reject(name);
      return choice ?? choices[0];
    },
    within: (name) => {
      const value = member(name) ?? {};
      if (!isJsonObject(value)) reject(name);
      return createReader(isJsonObject(value) ? value : {}, `${path}${name}/`, wrong);
    },
  };
}
