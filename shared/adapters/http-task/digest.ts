import { createHash, randomBytes } from 'node:crypto';
import { parseChallenges, type Challenge } from './challenges.ts';

/** Hash functions of RFC 7616 §3.3 by their names there, the strongest first. */
const HASHES = [
  ['sha-512-256', 'sha512-256'],
  ['sha-256', 'sha256'],
  ['md5', 'md5'],
] as const;

/** What a request is authorised with. */
export interface DigestRequest {
  readonly method: string;
  readonly url: URL;
  readonly username: string;
  readonly password: string;
}

/**
 * The `Authorization` of a request that was answered with 401 (RFC 7616 §3.4), for the strongest challenge that can be answered; undefined
 * when there is none. Quality of protection is `auth`, or none where the server offers none (RFC 2069, by RFC 7616 §3.4.1 for old servers).
 */
export function answerDigest(wwwAuthenticate: string | null, request: DigestRequest, cnonce: string = randomBytes(24).toString('base64')): string | undefined {
  const challenges = parseChallenges(wwwAuthenticate ?? '').filter(({ scheme }) => scheme === 'digest');
  const usable = challenges.flatMap((challenge) => usableOf(challenge)).sort((left, right) => left.rank - right.rank);
  return usable[0] === undefined ? undefined : authorization(usable[0], request, cnonce);
}

interface UsableChallenge {
  readonly rank: number;
  /** As the server wrote it. */
  readonly algorithm: string | undefined;
  readonly hash: (text: string) => string;
  readonly isSession: boolean;
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  readonly hasQop: boolean;
  readonly hidesUser: boolean;
}

function usableOf({ parameters }: Challenge): readonly UsableChallenge[] {
  const [realm, nonce, qop] = [parameters.get('realm'), parameters.get('nonce'), parameters.get('qop')];
  const algorithm = parameters.get('algorithm');
  const name = (algorithm ?? 'MD5').toLowerCase();
  const isSession = name.endsWith('-sess');
  const rank = HASHES.findIndex(([known]) => known === (isSession ? name.slice(0, -'-sess'.length) : name));
  const hash = HASHES[rank]?.[1];
  const isAnswerable = qop === undefined || qop.split(',').some((one) => one.trim().toLowerCase() === 'auth');
  if (realm === undefined || nonce === undefined || hash === undefined || !isAnswerable || (isSession && qop === undefined)) return [];
  const hidesUser = parameters.get('userhash')?.toLowerCase() === 'true';
  return [{ rank, algorithm, hash: (text) => createHash(hash).update(text, 'utf8').digest('hex'), isSession, realm, nonce, opaque: parameters.get('opaque'), hasQop: qop !== undefined, hidesUser }];
}

/** The first use of each nonce: a new challenge comes with every 401. */
const NONCE_COUNT = '00000001';

function authorization(challenge: UsableChallenge, request: DigestRequest, cnonce: string): string {
  const { hash, realm, nonce, opaque, algorithm, hasQop } = challenge;
  const uri = `${request.url.pathname}${request.url.search}`;
  const secret = hash(`${request.username}:${realm}:${request.password}`);
  const first = challenge.isSession ? hash(`${secret}:${nonce}:${cnonce}`) : secret;
  const second = hash(`${request.method}:${uri}`);
  const response = hash(hasQop ? `${first}:${nonce}:${NONCE_COUNT}:${cnonce}:auth:${second}` : `${first}:${nonce}:${second}`);
  const parts = [
    userPart(challenge, request.username),
    `realm=${quoted(realm)}`,
    `uri=${quoted(uri)}`,
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    `nonce=${quoted(nonce)}`,
    ...(hasQop ? [`nc=${NONCE_COUNT}`, `cnonce=${quoted(cnonce)}`, 'qop=auth'] : []),
    `response="${response}"`,
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
    ...(challenge.hidesUser ? ['userhash=true'] : []),
  ];
  return `Digest ${parts.join(', ')}`;
}

/** A name that a header cannot carry as it is goes in the form of RFC 8187 (RFC 7616 §3.4). */
function userPart({ hash, hidesUser, realm }: UsableChallenge, username: string): string {
  if (hidesUser) return `username="${hash(`${username}:${realm}`)}"`;
  return /^[\x20-\x7e]*$/u.test(username) ? `username=${quoted(username)}` : `username*=UTF-8''${encodeURIComponent(username).replace(/['()*]/gu, percentEncoded)}`;
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/gu, '\\$&')}"`;
}
