import { PARALLEL_CALLS_MAX } from './limits.ts';

/** Does the work for all items, a few of them at once, and gives the answers in their order. The first failure is the failure of all. */
export async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const answers: R[] = [];
  const waiting = items.entries();
  const worker = async (): Promise<void> => {
    for (const [place, item] of waiting) answers[place] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL_CALLS_MAX, items.length) }, worker));
  return answers;
}

/** Items in groups of a size. */
export function inGroups<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, group) => items.slice(group * size, (group + 1) * size));
}
