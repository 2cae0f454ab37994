import { HandlerFault } from '../handlers/handler-error.ts';

/** A number of places, and a queue before them. */
export interface Turns {
  readonly taken: number;
  readonly waiting: number;
  /** Resolves when a place is the caller's. Rejects with `HandlerFault` (`busy`) when the signal aborts before. */
  take(signal: AbortSignal): Promise<void>;
  /** Gives a place up, to who has waited longest. */
  leave(): void;
}

/** Places that are all free. */
export function createTurns(places: number): Turns {
  const waiting: { readonly begin: () => void }[] = [];
  let taken = 0;
  return {
    get taken() {
      return taken;
    },
    get waiting() {
      return waiting.length;
    },
    take: async (signal) => {
      if (taken >= places) return waitForTurn(waiting, signal);
      taken += 1;
    },
    leave: () => {
      const next = waiting.shift();
      if (next === undefined) taken -= 1;
      else next.begin();
    },
  };
}

/** In the order of asking. Who gives up leaves the queue. */
async function waitForTurn(waiting: { readonly begin: () => void }[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const entry = {
      begin: () => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      },
    };
    const giveUp = (): void => {
      waiting.splice(waiting.indexOf(entry), 1);
      reject(new HandlerFault('busy'));
    };
    if (signal.aborted) return reject(new HandlerFault('busy'));
    waiting.push(entry);
    signal.addEventListener('abort', giveUp, { once: true });
  });
}
