import { isDeepStrictEqual } from 'node:util';
import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';

/** What was seen of one execution, and what our engine makes of the same. */
export interface ObservedExecution {
  readonly executionId: string;
  /** Absent: it has no end. */
  readonly outcome: object | undefined;
  readonly engineOutcome: object;
  readonly history: readonly HistoryEvent[];
  readonly engineHistory: readonly HistoryEvent[];
  /** Ids of attempts, each as often as its work was begun. */
  readonly begun: readonly string[];
}

/** `lost`: something is not there. `doubled`: something is there twice. `untrue`: what is told is not what our engine tells. `stuck`: no end. */
export interface Violation {
  readonly kind: 'lost' | 'doubled' | 'untrue' | 'stuck';
  readonly executionId: string;
  readonly what: string;
}

/** What of the promises does not hold: an execution ends as in our engine and is told as there, and each attempt is begun at least once and answered once. */
export function violationsOf(observed: ObservedExecution): readonly Violation[] {
  const { executionId, outcome, engineOutcome } = observed;
  if (outcome === undefined) return [{ kind: 'stuck', executionId, what: 'it has no end' }];
  const found: Omit<Violation, 'executionId'>[] = isDeepStrictEqual(outcome, engineOutcome) ? [] : [{ kind: 'untrue', what: `it ended as ${JSON.stringify(outcome).slice(0, 300)}` }];
  return [...found, ...attemptViolations(observed), ...tellingViolations(observed)].map((violation) => ({ ...violation, executionId }));
}

function attemptViolations({ history, begun }: ObservedExecution): readonly Omit<Violation, 'executionId'>[] {
  const facts = attemptFacts(history);
  const counts = new Map<string, number>();
  for (const attemptId of begun) counts.set(attemptId, (counts.get(attemptId) ?? 0) + 1);
  const strange = [...counts.keys()].filter((attemptId) => !facts.has(attemptId));
  return [
    ...strange.map((attemptId) => ({ kind: 'doubled' as const, what: `the attempt ${attemptId} was begun, and nobody asked for it` })),
    ...[...facts].flatMap(([attemptId, { scheduled, ended }]) => [
      ...(scheduled === 1 ? [] : [{ kind: 'doubled' as const, what: `the attempt ${attemptId} was scheduled ${String(scheduled)} times` }]),
      ...(ended === 1 ? [] : [{ kind: ended === 0 ? ('lost' as const) : ('doubled' as const), what: `the attempt ${attemptId} was answered ${String(ended)} times` }]),
      ...(counts.has(attemptId) ? [] : [{ kind: 'lost' as const, what: `the attempt ${attemptId} was never begun` }]),
    ]),
  ];
}

function attemptFacts(history: readonly HistoryEvent[]): ReadonlyMap<string, { readonly scheduled: number; readonly ended: number }> {
  const facts = new Map<string, { readonly scheduled: number; readonly ended: number }>();
  for (const { kind, details } of history) {
    const { attemptId } = details;
    if (typeof attemptId !== 'string') continue;
    const { scheduled, ended } = facts.get(attemptId) ?? { scheduled: 0, ended: 0 };
    facts.set(attemptId, kind === 'task-scheduled' ? { scheduled: scheduled + 1, ended } : { scheduled, ended: ended + 1 });
  }
  return facts;
}

/** In which order scopes that run beside each other are told is nobody's promise; within one it is. */
function tellingViolations({ history, engineHistory }: ObservedExecution): readonly Omit<Violation, 'executionId'>[] {
  const isNumbered = history.every(({ sequence }, index) => sequence === index + 1);
  const isTold = isDeepStrictEqual(byScope(history), byScope(engineHistory));
  return [...(isNumbered ? [] : [{ kind: 'lost' as const, what: 'its history has gaps' }]), ...(isTold ? [] : [{ kind: 'untrue' as const, what: 'its history is another one than that of our engine' }])];
}

function byScope(history: readonly HistoryEvent[]): { readonly [frame: string]: readonly string[] } {
  const scopes: { [frame: string]: string[] } = {};
  for (const { kind, state, frame } of history) (scopes[frame.join('.')] ??= []).push(`${kind} ${state ?? ''}`);
  return scopes;
}
