import { diagnosticWarning, type Diagnostic } from '../../kernel/diagnostic.ts';
import type { LinkedProgram } from '../ir/link.ts';
import { reachableStates, successorsOf, withStates } from '../verify.ts';

/** What is left, and tasks that went. */
export interface PruneOutcome {
  readonly linked: LinkedProgram;
  readonly diagnostics: readonly Diagnostic[];
}

/** Pass 4: drops states that nothing leads to, neither as they are nor from their twins, and tells the author of tasks that go with them. */
export function pruneUnreachable(linked: LinkedProgram): PruneOutcome {
  const reached = reachableStates(linked.machine, (name) => {
    const twin = linked.traits.get(name)?.evaluate;
    return twin === undefined ? [] : successorsOf(twin);
  });
  return {
    linked: {
      machine: withStates(linked.machine, reached),
      sourceMap: linked.sourceMap,
      traits: new Map([...linked.traits].filter(([name]) => reached.has(name))),
    },
    diagnostics: unreachableTasks(linked, reached),
  };
}

function unreachableTasks({ sourceMap }: LinkedProgram, reached: ReadonlySet<string>): readonly Diagnostic[] {
  const entries = Object.entries(sourceMap.states);
  const live = entries.filter(([name]) => reached.has(name)).map(([, entry]) => entry.pointer);
  const dead = new Map(entries.filter(([name, { phase }]) => !reached.has(name) && phase === 'body').map(([, entry]) => [entry.pointer, entry.task]));
  return [...dead]
    .filter(([pointer]) => !live.includes(pointer) && !pointer.includes('/catch/do/'))
    .map(([pointer, task]) => diagnosticWarning('UWF-2048', pointer, `Nothing leads to task '${task}'.`));
}
