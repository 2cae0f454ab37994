import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { CKF_RW_SESSION, CKF_SERIAL_SESSION, CKU_USER } from './constants.ts';
import type { Cryptoki, Handle } from './driver.ts';
import { fromCryptokiError, returnValueOf } from './errors.ts';
import { ignoreFailure, openLibrary, type Library } from './library.ts';

/** Where the keys are. */
export interface Pkcs11Options {
  /** Path of the vendor's library. */
  readonly library: string;
  /** Label of the token. */
  readonly token: string;
  /** Asked for when a connection is made; never kept. */
  readonly pin: () => Promise<string>;
  /** Sessions at the same time. */
  readonly sessions?: number;
}

/** A login to a token. Sessions are opened on it. */
export interface Connection {
  readonly cryptoki: Cryptoki;
  openSession(): Handle;
  /** True when the token answers and is the one that was asked for. */
  isPresent(): boolean;
  /** Handles of keys that were found, by key and version. */
  readonly handles: Map<string, Handle>;
  /** Newest versions of keys, and until when they are believed. */
  readonly newest: Map<string, { readonly version: number; readonly until: number }>;
  close(): void;
}

/** Finds the token and logs in. Errors: `UWF-5004`, `UWF-5005` (PIN), `UWF-5007` (the token is not there). */
export async function connect({ library: path, token, pin }: Pkcs11Options): Promise<Connection> {
  const library = await openLibrary(path);
  const { cryptoki } = library;
  try {
    const slot = findSlot(cryptoki, token);
    const first = cryptoki.C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION);
    login(cryptoki, first, await pin());
    return toConnection({ library, slot, token, first });
  } catch (error) {
    library.release();
    throw fromCryptokiError(error);
  }
}

/** The first session is never used and stays open: a login lasts as long as there is a session (§5.6). */
function toConnection({ library, slot, token, first }: { readonly library: Library; readonly slot: Handle; readonly token: string; readonly first: Handle }): Connection {
  const { cryptoki } = library;
  return {
    cryptoki,
    handles: new Map(),
    newest: new Map(),
    openSession: () => cryptoki.C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION),
    isPresent: () => labelOf(cryptoki, slot) === token,
    close: () => {
      ignoreFailure(() => cryptoki.C_CloseSession(first));
      library.release();
    },
  };
}

function findSlot(cryptoki: Cryptoki, token: string): Handle {
  const slots = cryptoki.C_GetSlotList(true).filter((slot) => labelOf(cryptoki, slot) === token);
  const [slot] = slots;
  if (slot === undefined) throw new UwfError('UWF-5007', `no token with the label ${token} is there`, { details: { reason: 'CKR_TOKEN_NOT_PRESENT' } });
  if (slots.length > 1) throw new UwfError('UWF-5005', `${slots.length} tokens have the label ${token}: labels must be distinct`);
  return slot;
}

/** Labels are padded with spaces to 32 bytes (§3.2). */
function labelOf(cryptoki: Cryptoki, slot: Handle): string | undefined {
  try {
    return cryptoki.C_GetTokenInfo(slot).label.trimEnd();
  } catch {
    return undefined;
  }
}

/** A login counts for all sessions of this process with the token. */
function login(cryptoki: Cryptoki, session: Handle, pin: string): void {
  try {
    cryptoki.C_Login(session, CKU_USER, pin);
  } catch (error) {
    if (returnValueOf(error) !== 'CKR_USER_ALREADY_LOGGED_IN') throw error;
  }
}
