import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CommandError } from '../output/command-error.ts';
import { isLocalUrl } from './api-address.ts';

/** How a development client gets its tokens: the client-credentials grant (RFC 6749 §4.4) of an issuer on this machine. */
export interface ProfileIssuer {
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Where the API of a running system is and how it is entered: written by `uwf dev`, read by every command that calls the API. */
export interface Profile {
  readonly api: string;
  readonly issuer?: ProfileIssuer;
}

const PROFILE_FILE = 'profile.json';
const OWNER_ONLY = 0o600;

/** Path of the profile beneath a data directory. */
export function profilePath(dataDirectory: string): string {
  return join(dataDirectory, PROFILE_FILE);
}

/** Writes a profile for its owner only: it lets its reader in. */
export function writeProfile(file: string, profile: Profile): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(profile, null, 2)}\n`, { mode: OWNER_ONLY });
  // The mode above counts for a new file only.
  chmodSync(file, OWNER_ONLY);
}

/** The profile of a file; undefined when there is none. Errors: `UWF-6007` when it is not one. */
export function readProfile(folder: string, file: string): Profile | undefined {
  const text = textOf(resolve(folder, file));
  return text === undefined ? undefined : parseProfile(file, text);
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Reads the text of a profile. Its API and issuer must be on this machine: a profile is found by the folder that a command is started in,
 * and a folder must not be able to send a token elsewhere.
 */
export function parseProfile(file: string, text: string): Profile {
  const tree = parseObject(text);
  const api = tree?.['api'];
  if (!isLocalUrl(api)) throw wrong(file, 'api must be a URL on this machine; name another API with --api');
  if (tree?.['issuer'] === undefined) return { api };
  const issuer = asRecord(tree['issuer']);
  const { tokenEndpoint, clientId, clientSecret } = issuer ?? {};
  if (!isLocalUrl(tokenEndpoint)) throw wrong(file, 'issuer.tokenEndpoint must be a URL on this machine');
  if (typeof clientId !== 'string' || typeof clientSecret !== 'string') throw wrong(file, 'issuer must have clientId and clientSecret');
  return { api, issuer: { tokenEndpoint, clientId, clientSecret } };
}

function wrong(file: string, detail: string): CommandError {
  return new CommandError('UWF-6007', `${file}: ${detail}`);
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return asRecord(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : undefined;
}
