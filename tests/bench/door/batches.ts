/** Gives what has gathered on, all at once, while the lot before is under way. */
export function inBatches<T>(send: (batch: readonly T[]) => Promise<void>): (item: T) => void {
  let waiting: T[] = [];
  let isSending = false;
  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await send(batch);
    }
    isSending = false;
  };
  return (item) => {
    waiting.push(item);
    if (isSending) return;
    isSending = true;
    // What comes in the same turn goes with it.
    setImmediate(() => void run());
  };
}
