/** Says inside one process that something was committed. Carries nothing and loses nothing: the stores are what counts. */
export interface CommitSignal {
  notify(): void;
  /** Returns how to end the subscription. */
  subscribe(listener: () => void): () => void;
}

/** A signal for the ports of one process. */
export function createCommitSignal(): CommitSignal {
  const listeners = new Set<() => void>();
  return {
    notify: () => listeners.forEach((listener) => listener()),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
