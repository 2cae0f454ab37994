import type { DomainError } from '#shared/core/asl/error-names.ts';
import { problemOf } from '#shared/core/history/problem.ts';
import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';
import type { ExecutionStatus } from '#shared/core/interpreter/snapshot.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { Zone } from '#shared/core/tier/tier.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import type { ExecutionRecord } from '#shared/ports/execution-store.ts';
import type { Runtime } from '#shared/ports/runtime.ts';
import type { DefinitionCache } from './definition-cache.ts';
import { allHistory } from './read-history.ts';
import { visibleExecution, type LookRequest } from './visible-execution.ts';

/** `caught`: the state failed and went on through a catcher. */
export type StateStatus = 'running' | 'succeeded' | 'caught' | 'failed' | 'stopped';

/** One stay in a state, for people who watch a run. */
export interface StateProgress {
  readonly state: string;
  /** The author's task that the state carries out, and its JSON Pointer; absent for states that no task stands behind. */
  readonly task?: string;
  readonly pointer?: string;
  /** Where the state is carried out. */
  readonly zone: Zone;
  readonly status: StateStatus;
  readonly enteredAt: number;
  readonly exitedAt?: number;
  /** Attempts scheduled so far; 0 for states that schedule none. */
  readonly attempts: number;
  /** ASL error name of the last failure. */
  readonly error?: string;
}

/** What is told of an execution: its record, its input and its stays in states, in order. */
export interface ExecutionDescription {
  readonly record: ExecutionRecord;
  readonly input: JsonValue;
  readonly progress: readonly StateProgress[];
  /** Why it failed, as the DSL has it, with the task as `instance`; absent unless it failed. */
  readonly problem?: DomainError;
}

/** What is seen of a stay while its history is read. */
type Stay = { -readonly [K in keyof StateProgress]: StateProgress[K] };

function enter(stored: StoredDefinition, event: HistoryEvent, state: string): Stay {
  const { placement, sourceMap } = stored.program;
  const task = Object.hasOwn(placement.tasks, state) ? placement.tasks[state] : undefined;
  const source = Object.hasOwn(sourceMap.states, state) ? sourceMap.states[state] : undefined;
  return {
    state,
    ...(source === undefined ? {} : { task: source.task, pointer: source.pointer }),
    zone: task?.zone ?? placement.zone,
    status: 'running',
    enteredAt: event.at,
    attempts: 0,
  };
}

function noteFailure(stay: Stay, event: HistoryEvent): void {
  const error = event.details['error'];
  stay.status = 'failed';
  if (typeof error === 'string') stay.error = error;
}

function note(stay: Stay, event: HistoryEvent): void {
  switch (event.kind) {
    case 'task-scheduled':
      stay.attempts += 1;
      stay.status = 'running';
      break;
    case 'task-failed':
    case 'task-timed-out':
    case 'evaluation-failed':
      noteFailure(stay, event);
      break;
    case 'retry-scheduled':
      stay.status = 'running';
      break;
    case 'task-cancelled':
      stay.status = 'stopped';
      break;
    case 'state-exited':
      stay.exitedAt = event.at;
      stay.status = stay.status === 'failed' ? 'caught' : 'succeeded';
      break;
    default:
      break;
  }
}

/** A stay that was open when the execution ended, ended with it. */
function closeWith(status: ExecutionStatus, stay: Stay): StateProgress {
  if (status === 'running' || stay.status !== 'running') return stay;
  return { ...stay, status: status === 'failed' ? 'failed' : 'stopped' };
}

/** Progress by states, from a history and the placement of its program. */
export function progressOf(stored: StoredDefinition, status: ExecutionStatus, history: readonly HistoryEvent[]): readonly StateProgress[] {
  const stays: Stay[] = [];
  const open = new Map<string, Stay>();
  for (const event of history) {
    if (event.state === undefined) continue;
    const place = event.frame.join('.');
    if (event.kind === 'state-entered') {
      const stay = enter(stored, event, event.state);
      open.set(place, stay);
      stays.push(stay);
      continue;
    }
    const stay = open.get(place);
    if (stay !== undefined) note(stay, event);
  }
  return stays.map((stay) => closeWith(status, stay));
}

/**
 * What is known of an execution and how far it has come. `principal` given: executions of others are answered as if there were none.
 * Errors: `UWF-4041`, `UWF-5001`.
 */
export async function describeExecution(
  ports: { readonly programs: DefinitionCache; readonly runtime: Runtime },
  request: LookRequest,
): Promise<ExecutionDescription> {
  const { record, input } = await visibleExecution(ports, request);
  const { stored } = await ports.programs.load(record.revision);
  const history = await allHistory(ports, record.id);
  const problem = problemOf({ ...record, history, sourceMap: stored.program.sourceMap });
  return { record, input, progress: progressOf(stored, record.status, history), ...(problem === undefined ? {} : { problem }) };
}
