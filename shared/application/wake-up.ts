/** A pause that can be ended early, for all who wait, and that misses nothing that was told while nobody waited. */
export interface WakeUp {
  /** Grows with each call of {@link WakeUp.wake}; taken before work, so that what happens meanwhile is not slept over. */
  count(): number;
  wake(): void;
  /** Resolves after `ms`, or as soon as the count is not `since` any more. */
  pause(ms: number, since: number): Promise<void>;
}

/** Pauses for the loops of one process. */
export function createWakeUp(): WakeUp {
  let count = 0;
  const waiting = new Set<() => void>();
  return {
    count: () => count,
    wake: () => {
      count += 1;
      [...waiting].forEach((resume) => resume());
    },
    pause: (ms, since) =>
      new Promise((resolve) => {
        if (count !== since) return resolve();
        const resume = (): void => {
          clearTimeout(timer);
          waiting.delete(resume);
          resolve();
        };
        const timer = setTimeout(resume, ms);
        waiting.add(resume);
      }),
  };
}
