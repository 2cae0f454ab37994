/** What is to happen at a time of a clock that jumps. */
export interface Diary {
  add(at: number, act: () => void): void;
  /** When something happens next; infinity: nothing will. */
  next(): number;
  /** Does what is due, in order. */
  act(now: number): void;
}

/** A diary with nothing in it. */
export function createDiary(): Diary {
  let entries: readonly { readonly at: number; readonly act: () => void }[] = [];
  return {
    add: (at, act) => {
      entries = [...entries, { at, act }].sort((left, right) => left.at - right.at);
    },
    next: () => entries[0]?.at ?? Number.POSITIVE_INFINITY,
    act: (now) => {
      const due = entries.filter(({ at }) => at <= now);
      entries = entries.filter(({ at }) => at > now);
      due.forEach(({ act }) => act());
    },
  };
}
