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
  /** Of a task that was scheduled: what its service was asked for. */
  readonly parameters?: JsonValue;
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

/** Ends of an execution that can be taken back, and what says that one was. */
const ENDS: ReadonlySet<string> = new Set(['ExecutionFailed', 'ExecutionAborted', 'ExecutionTimedOut']);
const REDRIVEN = 'ExecutionRedriven';

/** Where an event happened. */
interface Spot {
  readonly frame: readonly number[];
  readonly state?: string;
}

/** What is known while a history is read. */
interface Reading {
  readonly events: Map<number, ServiceEvent>;
  readonly spots: Map<number, Spot>;
  /** Branches that a Parallel has begun, by the event with which it started. */
  readonly branches: Map<number, number>;
}

/**
 * The facts of an execution as our engine would tell them, from number 1 on without gaps. An end that was taken back keeps its number, so that whoever has read
 * up to it goes on behind it.
 */
export function historyOf(events: readonly ServiceEvent[]): readonly HistoryEvent[] {
  const reading: Reading = { events: new Map(), spots: new Map(), branches: new Map() };
  const redrivenAt = events.findLast(({ type }) => type === REDRIVEN)?.id ?? 0;
  const facts = events.flatMap((event) => {
    const spot = spotOf(event, reading);
    reading.spots.set(event.id, spot);
    reading.events.set(event.id, event);
    const kind = event.id < redrivenAt && ENDS.has(event.type) ? 'execution-redriven' : kindOf(event.type);
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
  if (event.type === REDRIVEN) return spotBefore(event, reading);
  if (event.type.startsWith('Execution')) return { frame: [] };
  if (event.type.endsWith('StateEntered')) return withState(enteredFrame(event, before, reading), event.name);
  if (/^(?:Parallel|Map)StateStarted$/u.test(event.type)) return startedSpot(event, before, reading);
  const entered = event.name === undefined ? undefined : enteredBefore(event, reading, ({ name }) => name === event.name);
  if (entered !== undefined) return withState(event.type.startsWith('MapIteration') ? [...entered.frame, event.index ?? 0] : entered.frame, event.name);
  if (/^(?:Parallel|Map)State(?:Succeeded|Failed|Aborted)$/u.test(event.type)) return closedSpot(event, before, reading);
  return withState(before.frame, event.name ?? before.state);
}

/** What goes on again does so where the last thing happened; of several branches each begins with an event that names its state. */
function spotBefore({ id }: ServiceEvent, { events, spots }: Reading): Spot {
  const last = [...events.values()].findLast((event) => event.id < id && !event.type.startsWith('Execution'));
  return (last === undefined ? undefined : spots.get(last.id)) ?? { frame: [] };
}

function withState(frame: readonly number[], state: string | undefined): Spot {
  return { frame, ...(state === undefined ? {} : { state }) };
}

function enteredFrame({ previousId }: ServiceEvent, before: Spot, { events, branches }: Reading): readonly number[] {
  if (events.get(previousId)?.type !== 'ParallelStateStarted') return before.frame;
  const branch = branches.get(previousId) ?? 0;
  branches.set(previousId, branch + 1);
  return [...before.frame, branch];
}

/** Started for the first time it follows its own beginning; started again, what failed inside of it. */
function startedSpot(event: ServiceEvent, before: Spot, reading: Reading): Spot {
  const kind = event.type.replace('Started', 'Entered');
  if (reading.events.get(event.previousId)?.type === kind) return before;
  return enteredBefore(event, reading, ({ type }, { frame }) => type === kind && frame.length < before.frame.length) ?? before;
}

/** The end of a Parallel or Map follows the last event of one of its scopes; without any, its beginning, or what failed of its own. */
function closedSpot(event: ServiceEvent, before: Spot, reading: Reading): Spot {
  const entered = event.type.startsWith('Map') ? 'MapStateEntered' : 'ParallelStateEntered';
  const previous = reading.events.get(event.previousId);
  if (previous?.type === 'EvaluationFailed' && [...reading.events.values()].some(({ type, name }) => type === entered && name === previous.name)) return before;
  const hasScopes = !/^(?:Parallel|Map)State(?:Started|Entered)$/u.test(previous?.type ?? '');
  const frame = hasScopes ? before.frame.slice(0, -1) : before.frame;
  return enteredBefore(event, reading, ({ type }, spot) => type === entered && spot.frame.length === frame.length) ?? { frame };
}

/** Where the last state was entered before an event, on the way that led to it, of which something holds. */
function enteredBefore({ previousId }: ServiceEvent, { events, spots }: Reading, holds: (event: ServiceEvent, spot: Spot) => boolean): Spot | undefined {
  for (let event = events.get(previousId); event !== undefined; event = events.get(event.previousId)) {
    const spot = spots.get(event.id);
    if (spot !== undefined && event.type.endsWith('StateEntered') && holds(event, spot)) return spot;
  }
  return undefined;
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
