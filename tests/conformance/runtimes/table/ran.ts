import { assert } from '#shared/core/kernel/assert.ts';
import type { HistoryEvent, HistoryEventKind } from '#shared/core/interpreter/history-event.ts';
import type { Runtime } from '#shared/ports/runtime.ts';
import type { Ran, RunSize, Visits } from './model.ts';
import type { ScriptedWork } from './scripted-work.ts';

const EVENTS_MAX = 25_000;
const CUT_SHORT: ReadonlySet<HistoryEventKind> = new Set(['parallel-failed', 'map-failed', 'branch-aborted', 'map-iteration-aborted', 'execution-timed-out']);

/** A run that is over, or waits for ever. */
export interface FinishedRun {
  readonly runtime: Runtime;
  readonly executionId: string;
  readonly work: ScriptedWork;
  readonly milliseconds: number;
  /** Size of the service's own history; absent: it is ours. */
  readonly kept?: Pick<RunSize, 'events' | 'bytes'>;
}

/** What the port tells of a run, beside what its worker saw of it. */
export async function ranOf({ runtime, executionId, work, milliseconds, kept }: FinishedRun): Promise<Ran> {
  const found = await runtime.load({ executionId });
  assert(found !== undefined, 'what was started is known');
  const history = await runtime.history({ executionId, after: 0, max: EVENTS_MAX });
  const { status, output, failure } = found.record;
  return {
    status,
    ...(output === undefined ? {} : { output }),
    ...(failure === undefined ? {} : { failure }),
    work: work.done,
    told: work.told(),
    visits: visitsOf(history),
    isCutShort: history.some(({ kind }) => CUT_SHORT.has(kind)),
    size: { milliseconds, transitions: history.filter(({ kind }) => kind === 'state-entered').length, ...(kept ?? { events: history.length, bytes: bytesOf(history) }) },
  };
}

/** Bytes of something as JSON. */
export function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value), 'utf8');
}

function visitsOf(history: readonly HistoryEvent[]): Visits {
  const entered = history.filter(({ kind, state }) => kind === 'state-entered' && state !== undefined);
  const namesOf = (events: readonly HistoryEvent[]): readonly string[] => events.map(({ state = '' }) => state);
  return { outer: namesOf(entered.filter(({ frame }) => frame.length === 0)), inner: namesOf(entered.filter(({ frame }) => frame.length > 0)).toSorted() };
}
