import type { HistoryEvent, HistoryEventKind } from '../interpreter/history-event.ts';
import type { JsonObject, JsonValue } from '../kernel/json.ts';

/** An event as Step Functions tells it, with the parts that we read. */
export interface ServiceEvent {
  readonly id: number;
  readonly previousId: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly type: string;
  /** Of an event about a state: its name. */
  readonly name?: string;
  /** Of an event about an item of a Map: its number. */
  readonly index?: number;
  readonly input?: JsonValue;
  readonly output?: JsonValue;
  readonly error?: string;
  readonly cause?: string;
}

/** Events by their types; others say nothing that ours do. */
const KINDS: Readonly<Record<string, HistoryEventKind>> = {
  ExecutionStarted: 'execution-started', ExecutionSucceeded: 'execution-succeeded', ExecutionFailed: 'execution-failed', ExecutionAborted: 'execution-stopped', ExecutionTimedOut: 'execution-timed-out',
  TaskScheduled: 'task-scheduled', TaskSucceeded: 'task-succeeded', TaskFailed: 'task-failed', TaskSubmitFailed: 'task-failed', TaskStartFailed: 'task-failed', TaskTimedOut: 'task-timed-out',
  LambdaFunctionScheduled: 'task-scheduled', LambdaFunctionSucceeded: 'task-succeeded', LambdaFunctionFailed: 'task-failed', LambdaFunctionScheduleFailed: 'task-failed', LambdaFunctionStartFailed: 'task-failed',
  LambdaFunctionTimedOut: 'task-timed-out', ActivityScheduled: 'task-scheduled', ActivitySucceeded: 'task-succeeded', ActivityFailed: 'task-failed', ActivityScheduleFailed: 'task-failed', ActivityTimedOut: 'task-timed-out',
  EvaluationFailed: 'evaluation-failed', ParallelStateStarted: 'parallel-started', ParallelStateSucceeded: 'parallel-succeeded', ParallelStateFailed: 'parallel-failed',
  MapStateStarted: 'map-started', MapStateSucceeded: 'map-succeeded', MapStateFailed: 'map-failed', MapIterationStarted: 'map-iteration-started', MapIterationSucceeded: 'map-iteration-succeeded',
  MapIterationFailed: 'map-iteration-failed', MapIterationAborted: 'map-iteration-aborted',
};

/** Where an event happened. */
interface Spot {
  readonly frame: readonly number[];
  readonly state?: string;
}

/** What is known while a history is read. */
interface Reading {
  readonly spots: Map<number, Spot>;
  /** Types by id. */
  readonly types: Map<number, string>;
  /** Branches that a Parallel has begun, by the event with which it started. */
  readonly branches: Map<number, number>;
}

/** The facts of an execution as our engine would tell them, from number 1 on without gaps. */
export function historyOf(events: readonly ServiceEvent[]): readonly HistoryEvent[] {
  const reading: Reading = { spots: new Map(), types: new Map(), branches: new Map() };
  const facts = events.flatMap((event) => {
    const spot = spotOf(event, reading);
    reading.spots.set(event.id, spot);
    reading.types.set(event.id, event.type);
    const kind = kindOf(event.type);
    return kind === undefined ? [] : [{ event, spot, kind }];
  });
  return facts.map(({ event, spot, kind }, index) => ({
    sequence: index + 1,
    at: event.at,
    kind,
    ...(spot.state === undefined || kind.startsWith('execution-') ? {} : { state: spot.state }),
    frame: spot.frame,
    details: detailsOf(event),
  }));
}

function kindOf(type: string): HistoryEventKind | undefined {
  if (type.endsWith('StateEntered')) return 'state-entered';
  return type.endsWith('StateExited') ? 'state-exited' : KINDS[type];
}

/** Scopes are told by what an event follows: the first of a branch follows the start of its Parallel, the first of an item the start of its iteration. */
function spotOf(event: ServiceEvent, reading: Reading): Spot {
  const before = reading.spots.get(event.previousId) ?? { frame: [] };
  const frame = frameOf(event, before, reading);
  const state = event.type.endsWith('StateEntered') ? event.name : (event.name ?? stateAround(before, frame));
  return { frame, ...(state === undefined ? {} : { state }) };
}

function frameOf(event: ServiceEvent, before: Spot, { types, branches }: Reading): readonly number[] {
  if (event.type.startsWith('Execution')) return [];
  if (event.type === 'MapIterationStarted') return [...(types.get(event.previousId) === 'MapStateStarted' ? before.frame : before.frame.slice(0, -1)), event.index ?? 0];
  if (/^(?:Parallel|Map)State(?:Succeeded|Failed|Aborted|Exited)$/u.test(event.type)) return closing(event, before, types);
  if (event.type.endsWith('StateEntered') && types.get(event.previousId) === 'ParallelStateStarted') {
    const branch = branches.get(event.previousId) ?? 0;
    branches.set(event.previousId, branch + 1);
    return [...before.frame, branch];
  }
  return before.frame;
}

/** The end of a Parallel or Map follows the last event of one of its scopes; what follows that is outside already. */
function closing(event: ServiceEvent, before: Spot, types: ReadonlyMap<number, string>): readonly number[] {
  const previous = types.get(event.previousId) ?? '';
  const isOutside = /^(?:Parallel|Map)State(?:Started|Succeeded|Failed|Entered)$/u.test(previous);
  return isOutside ? before.frame : before.frame.slice(0, -1);
}

/** What comes between has no name; that of the state before counts within the same scope. */
function stateAround(before: Spot, frame: readonly number[]): string | undefined {
  return before.frame.length === frame.length ? before.state : undefined;
}

function detailsOf({ input, output, error, cause, id, type }: ServiceEvent): JsonObject {
  return {
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...(type.endsWith('Scheduled') ? { attemptId: `event-${String(id)}` } : {}),
  };
}
