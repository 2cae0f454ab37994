import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';
import { isJsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';

/** What the development issuer keeps between its starts. */
export interface IssuerFiles {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: JWK;
  readonly clientSecret: string;
}

const KEY_FILE = 'development-issuer-key.json';
const SECRET_FILE = 'development-client-secret';
const OWNER_ONLY = 0o600;
const OWNER_ONLY_DIRECTORY = 0o700;
const OTHERS_MASK = 0o077;
const SECRET_BYTES = 32;

/** Opens the key pair and the client secret of a directory, making what is missing. Errors: `UWF-5005` when they are not private or not usable. */
export async function openIssuerFiles(directory: string): Promise<IssuerFiles> {
  await mkdir(directory, { recursive: true, mode: OWNER_ONLY_DIRECTORY });
  const keyText = await readOrMake(join(directory, KEY_FILE), makeKey);
  const clientSecret = (await readOrMake(join(directory, SECRET_FILE), () => Promise.resolve(randomBytes(SECRET_BYTES).toString('base64url')))).trim();
  return { ...(await parseKey(keyText)), clientSecret };
}

async function makeKey(): Promise<string> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return JSON.stringify(await exportJWK(privateKey));
}

/** Two starts at once agree: a file appears whole or not at all, and the one that comes second reads that of the first. */
async function readOrMake(path: string, make: () => Promise<string>): Promise<string> {
  const existing = await readOwnerOnly(path);
  if (existing !== undefined) return existing;
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, `${await make()}\n`, { mode: OWNER_ONLY, flag: 'wx' });
    await link(draft, path).catch(() => undefined);
  } catch (cause) {
    throw new UwfError('UWF-5005', 'a file of the development issuer cannot be written', { cause });
  } finally {
    await rm(draft, { force: true });
  }
  const text = await readOwnerOnly(path);
  if (text === undefined) throw new UwfError('UWF-5005', 'a file of the development issuer cannot be written');
  return text;
}

async function readOwnerOnly(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  if ((found.mode & OTHERS_MASK) !== 0) throw new UwfError('UWF-5005', 'a file of the development issuer may be read by others than its owner: chmod 600');
  return readFile(path, 'utf8');
}

async function parseKey(text: string): Promise<Omit<IssuerFiles, 'clientSecret'>> {
  const { kty, crv, x, y, d } = parseJwk(text);
  if (kty !== 'EC' || crv !== 'P-256' || x === undefined || y === undefined || d === undefined) throw new UwfError('UWF-5005', 'the key of the development issuer is not an EC P-256 key');
  const kid = await calculateJwkThumbprint({ kty, crv, x, y });
  const privateKey = await importJWK({ kty, crv, x, y, d }, 'ES256');
  if (privateKey instanceof Uint8Array) throw new UwfError('UWF-5005', 'the key of the development issuer is not asymmetric');
  return { kid, privateKey, publicKey: { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' } };
}

/** The parser's own message would quote the text, which is a key. */
function parseJwk(text: string): { readonly [member in 'kty' | 'crv' | 'x' | 'y' | 'd']?: string } {
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return Object.fromEntries(Object.entries(value).filter(([, member]) => typeof member === 'string'));
  } catch {
    throw new UwfError('UWF-5005', 'the key of the development issuer is not JSON');
  }
  throw new UwfError('UWF-5005', 'the key of the development issuer is not a JWK');
}
