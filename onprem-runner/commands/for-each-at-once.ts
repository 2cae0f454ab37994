/** Does `work` for every item, at most `atOnce` at a time; the answers come in the order of the items. After a fault no other item is begun. */
export async function forEachAtOnce<T, R>(items: readonly T[], atOnce: number, work: (item: T, index: number) => Promise<R>): Promise<readonly R[]> {
  const answers: R[] = [];
  const state = { next: 0 };
  const worker = async (): Promise<void> => {
    while (state.next < items.length) {
      const index = state.next++;
      for (const item of items.slice(index, index + 1)) answers[index] = await work(item, index);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
    return answers;
  } finally {
    state.next = items.length;
  }
}
