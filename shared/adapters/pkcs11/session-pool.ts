import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { connect, type Connection, type Pkcs11Options } from './connection.ts';
import type { Cryptoki, Handle } from './driver.ts';
import { fromCryptokiError, isLost } from './errors.ts';
import { ignoreFailure } from './library.ts';
import { SESSION_WAIT_MS, SESSIONS_DEFAULT } from './limits.ts';

/** One session in the hands of one call: a session does one thing at a time. */
export interface Session {
  readonly cryptoki: Cryptoki;
  readonly handle: Handle;
  /** Handles of keys that were found on this connection. */
  readonly handles: Map<string, Handle>;
  /** Newest versions of keys, and until when they are believed. */
  readonly newest: Map<string, { readonly version: number; readonly until: number }>;
  isPresent(): boolean;
}

/** Sessions with a token, opened when they are needed. */
export interface SessionPool {
  /**
   * Does something with a session. When the connection turns out to be lost it is made anew, and the work is done once more: work must bear that.
   * Errors: `UWF-5005`, `UWF-5007`, and the work's own.
   */
  use<T>(work: (session: Session) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A connection and its free sessions; a new one takes its place when it is lost. */
interface Generation {
  readonly connection: Connection;
  readonly free: Handle[];
  isLost: boolean;
  busy: number;
}

/** Opens nothing yet: the token may come later. */
export function createSessionPool(options: Pkcs11Options): SessionPool {
  const max = options.sessions ?? SESSIONS_DEFAULT;
  const turns = createTurns(max);
  let current: Promise<Generation> | undefined;
  let refusal: UwfError | undefined;
  const generation = (): Promise<Generation> => {
    if (refusal !== undefined) throw refusal;
    current ??= connect(options).then(
      (connection) => ({ connection, free: [], isLost: false, busy: 0 }),
      (error: unknown) => {
        current = undefined;
        // A PIN that was refused once is not tried again by this process.
        if (error instanceof UwfError && error.code === 'UWF-5005') refusal = error;
        throw error;
      },
    );
    return current;
  };
  const once = async <T>(work: (session: Session) => Promise<T>): Promise<T> => {
    const held = await generation();
    try {
      return await withSession(held, work);
    } catch (error) {
      if (isLost(error) && !held.isLost) {
        held.isLost = true;
        current = undefined;
      }
      throw error;
    } finally {
      closeWhenUnused(held);
    }
  };
  return {
    use: (work) =>
      turns.take(async () => {
        try {
          return await once(work).catch((error: unknown) => (isLost(error) ? once(work) : Promise.reject(error)));
        } catch (error) {
          throw fromCryptokiError(error);
        }
      }),
    close: async () => {
      const held = await current?.catch(() => undefined);
      current = undefined;
      if (held === undefined) return;
      held.isLost = true;
      closeWhenUnused(held);
    },
  };
}

async function withSession<T>(held: Generation, work: (session: Session) => Promise<T>): Promise<T> {
  const { connection, free } = held;
  held.busy += 1;
  try {
    const handle = free.pop() ?? connection.openSession();
    try {
      const result = await work({ cryptoki: connection.cryptoki, handle, handles: connection.handles, newest: connection.newest, isPresent: connection.isPresent });
      free.push(handle);
      return result;
    } catch (error) {
      // Something may still be under way on it.
      ignoreFailure(() => connection.cryptoki.C_CloseSession(handle));
      throw error;
    }
  } finally {
    held.busy -= 1;
  }
}

function closeWhenUnused(held: Generation): void {
  if (!held.isLost || held.busy > 0) return;
  const { connection, free } = held;
  for (const handle of free.splice(0)) ignoreFailure(() => connection.cryptoki.C_CloseSession(handle));
  connection.close();
}

/** Lets so many work at once; the others wait for their turn, each for a bounded time. */
function createTurns(max: number): { take<T>(work: () => Promise<T>): Promise<T> } {
  let taken = 0;
  const waiting: (() => void)[] = [];
  const enter = async (): Promise<void> => {
    if (taken < max) {
      taken += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(turn), 1);
        reject(new UwfError('UWF-5007', 'every session with the token is busy', { details: { reason: 'CKR_SESSION_COUNT' } }));
      }, SESSION_WAIT_MS);
      const turn = (): void => {
        clearTimeout(timer);
        resolve();
      };
      waiting.push(turn);
    });
  };
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) taken -= 1;
    else next();
  };
  return {
    take: async (work) => {
      await enter();
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
