import { setTimeout as sleep } from 'node:timers/promises';

/** What calls functions here in place of a cloud. */
export interface Loop {
  /** Ends it; throws what a turn threw. */
  stop(): Promise<void>;
}

/** A loop that goes on until it is stopped. */
export function forever(turn: () => Promise<unknown>, pauseMs: number): Loop {
  let isOn = true;
  const going = (async () => {
    while (isOn) {
      await turn();
      await sleep(pauseMs);
    }
  })();
  // Seen by who stops it.
  going.catch(() => undefined);
  return {
    stop: async () => {
      isOn = false;
      await going;
    },
  };
}
