import type { Snapshot } from '../interpreter/snapshot.ts';

/** What names of this system start with in the service. */
export const ORCHESTRATOR_NAME = 'uwf-scope';

/** Functions that act for an orchestration, which acts by nothing else. */
export const ACTIVITY_NAMES = ['uwf-task', 'uwf-dispatch', 'uwf-cancel', 'uwf-report', 'uwf-record', 'uwf-put', 'uwf-get'] as const;

/** The name of one of {@link ACTIVITY_NAMES}. */
export type ActivityName = (typeof ACTIVITY_NAMES)[number];

/** By what the service knows what carries a scope out: the execution's own id, or that with the scope's. */
export function instanceOf({ execution, apart }: Pick<Snapshot, 'execution' | 'apart'>): string {
  return apart === undefined ? execution.id : `${execution.id}:${apart.id}`;
}

/** The name of a scope around which another one is opened, by its short id. */
export function innerInstance(instanceId: string, isExecution: boolean, shortId: string): string {
  return `${instanceId}${isExecution ? ':' : '.'}${shortId}`;
}

/** The last part of a scope's id: what its name adds to the one around it. */
export function shortIdOf(scopeId: string): string {
  return scopeId.slice(scopeId.lastIndexOf('.') + 1);
}

/** Who waits for an attempt, and for which event; undefined for a text that is no id of an attempt. Names of events are lower-case: the host ignores case, the library does not. */
export function listenerOf(attemptId: string): { readonly instanceId: string; readonly event: string } | undefined {
  const found = /^(.+):(\d+)$/.exec(attemptId);
  const [, instanceId, number] = found ?? [];
  return instanceId === undefined || number === undefined ? undefined : { instanceId, event: `uwf-answer-${number}` };
}

/** The event by which the scopes of one stay in a state tell their ends. */
export function scopesEvent(enteredSequence: number): string {
  return `uwf-scopes-${enteredSequence}`;
}
