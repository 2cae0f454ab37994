/** The three kinds of effects, and what has one of them. */
export const EFFECT_KINDS = ['local', 'idempotent', 'opaque'] as const;
export type EffectKind = (typeof EFFECT_KINDS)[number];

/** A start that the load asked for, until it was acknowledged. */
export interface Operation {
  readonly name: string;
  /** When it was asked for first. */
  readonly startedAt: number;
  /** Absent: never acknowledged. */
  readonly runId?: string;
  /** True: its end was asked for soon after its start. */
  readonly isCancelled: boolean;
}

/** A run as the cloud tells it at the end. */
export interface EndedRun {
  readonly runId: string;
  readonly status: string;
  readonly error?: string;
  readonly endedAt?: number;
}

/** A step as the cloud keeps it at the end. */
export interface EndedStep {
  readonly runId: string;
  readonly attemptId: string;
  /** `unknown`: it was cancelled before the cloud had sent it, so nothing of it is known but that. */
  readonly kind: EffectKind | 'unknown';
  readonly status: string;
}

/** What the far side of a step has. */
export interface Effect {
  readonly runId: string;
  readonly attemptId: string;
  readonly kind: EffectKind;
}

/** One fault, from when it was made until everything was there again. */
export interface FaultWindow {
  readonly kind: string;
  readonly from: number;
  readonly to: number;
}

/** Everything that was seen of a run of the system through faults. Times in epoch milliseconds. */
export interface Observed {
  readonly operations: readonly Operation[];
  readonly runs: readonly EndedRun[];
  readonly steps: readonly EndedStep[];
  readonly effects: readonly Effect[];
  readonly faults: readonly FaultWindow[];
  /** Rows and records that should not be there when all is over, by what they are. */
  readonly leftovers: Readonly<Record<string, number>>;
}

/** `lost`: something that was promised is not there. `doubled`: something is there twice. `untrue`: what is told did not happen. `stuck`: no end. */
export type ViolationKind = 'lost' | 'doubled' | 'untrue' | 'stuck';

export interface Violation {
  readonly kind: ViolationKind;
  readonly what: string;
  readonly runId?: string;
}

const RUN_IN_DOUBT = 'Uwf.InDoubt';
const OPEN_STATUSES = ['PENDING', 'RUNNING', 'PAUSED'];

/** What of the promises of the protocol does not hold: nothing, when all is well. */
export function findViolations(observed: Observed): readonly Violation[] {
  const effectsOfStep = groupBy(observed.effects, ({ attemptId }) => attemptId);
  const stepsOfRun = groupBy(observed.steps, ({ runId }) => runId);
  const runs = new Map(observed.runs.map((run) => [run.runId, run]));
  const operations = new Map(observed.operations.flatMap((operation) => (operation.runId === undefined ? [] : [[operation.runId, operation] as const])));
  return [
    ...observed.operations.flatMap((operation) => checkOperation(operation, runs)),
    ...observed.runs.flatMap((run) => checkRun(run, { operation: operations.get(run.runId), steps: stepsOfRun.get(run.runId) ?? [] })),
    ...observed.steps.flatMap((step) => checkStep(step, effectsOfStep.get(step.attemptId)?.length ?? 0)),
    ...strayEffects(observed),
    ...Object.entries(observed.leftovers).flatMap(([what, count]): readonly Violation[] => (count === 0 ? [] : [{ kind: 'stuck', what: `${String(count)} ${what}` }])),
  ];
}

function checkOperation({ name, runId }: Operation, runs: ReadonlyMap<string, EndedRun>): readonly Violation[] {
  if (runId === undefined) return [{ kind: 'lost', what: `start ${name} was never acknowledged` }];
  return runs.has(runId) ? [] : [{ kind: 'lost', what: `the run of ${name} is not there`, runId }];
}

function checkRun({ runId, status, error }: EndedRun, { operation, steps }: { readonly operation: Operation | undefined; readonly steps: readonly EndedStep[] }): readonly Violation[] {
  if (operation === undefined) return [{ kind: 'doubled', what: 'a run that no start was answered with', runId }];
  if (OPEN_STATUSES.includes(status)) return [{ kind: 'stuck', what: `the run is ${status}`, runId }];
  const isInDoubt = steps.some((step) => step.status === 'in_doubt');
  switch (status) {
    case 'COMPLETED':
      return EFFECT_KINDS.flatMap((kind): readonly Violation[] => {
        const done = steps.filter((step) => step.kind === kind && step.status === 'done').length;
        return done === 1 ? [] : [{ kind: done === 0 ? 'lost' : 'doubled', what: `the run succeeded with ${String(done)} ${kind} steps done`, runId }];
      });
    case 'CANCELLED':
      return operation.isCancelled ? [] : [{ kind: 'untrue', what: 'the run was cancelled by nobody', runId }];
    default:
      return error === RUN_IN_DOUBT && isInDoubt ? [] : [{ kind: 'untrue', what: `the run is ${status} (${error ?? 'no error'}) though nothing failed`, runId }];
  }
}

/** Protocol §12: no effect twice, `done` has one, `cancelled` has none. Only what nobody can ask about may be in doubt. */
function checkStep({ runId, kind, status }: EndedStep, effects: number): readonly Violation[] {
  const what = `a ${kind} step is ${status} with ${String(effects)} effects`;
  if (effects > 1) return [{ kind: 'doubled', what, runId }];
  switch (status) {
    case 'done':
      return effects === 1 ? [] : [{ kind: 'lost', what, runId }];
    case 'in_doubt':
      return kind === 'opaque' ? [] : [{ kind: 'untrue', what, runId }];
    case 'cancelled':
    case 'failed':
      return effects === 0 ? [] : [{ kind: 'untrue', what, runId }];
    default:
      return [{ kind: 'stuck', what, runId }];
  }
}

function strayEffects({ effects, steps }: Observed): readonly Violation[] {
  const known = new Set(steps.map(({ attemptId }) => attemptId));
  return effects.filter(({ attemptId }) => !known.has(attemptId)).map(({ runId, kind }) => ({ kind: 'doubled', what: `a ${kind} effect that no step asked for`, runId }));
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
