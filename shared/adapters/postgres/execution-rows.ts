import { PRIORITIES } from '#shared/core/kernel/priority.ts';
import { isEnded, timersAfter, wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import type { HistoryEvent, HistoryEventKind } from '#shared/core/interpreter/history-event.ts';
import type { ExecutionStatus, Failure } from '#shared/core/interpreter/snapshot.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { DueTimer, ExecutionRecord, OutboxEntry, Transition } from '#shared/ports/execution-store.ts';
import { parseJson, parseMember, parseName, parseNumber, parseObject, parseOptionalRaw, parseRaw } from './rows.ts';
import { shardOf } from './shard.ts';
import type { SqlParameter, SqlRow } from './sql-client.ts';
import { toColumn } from './text.ts';

const STATUSES: readonly ExecutionStatus[] = ['running', 'succeeded', 'failed', 'stopped', 'timed-out'];
const OUTBOX_KINDS: readonly OutboxEntry['kind'][] = ['schedule-task', 'cancel-task'];

/** The columns of `executions` that a transition changes, in the order of the statements. */
export function snapshotColumns({ snapshot, at }: Pick<Transition, 'snapshot' | 'at'>): {
  readonly status: ExecutionStatus;
  readonly sequence: number;
  readonly at: number;
  readonly endedAt: number | null;
  readonly snapshot: string;
  readonly output: string | null;
  readonly failure: string | null;
} {
  return {
    status: snapshot.status,
    sequence: snapshot.sequence,
    at: wholeMilliseconds(at),
    endedAt: isEnded(snapshot.status) ? wholeMilliseconds(at) : null,
    snapshot: JSON.stringify(snapshot),
    output: snapshot.output === undefined ? null : JSON.stringify(snapshot.output),
    failure: snapshot.failure === undefined ? null : JSON.stringify(snapshot.failure),
  };
}

/** The arrays of new events, messages and timers, in the order of `journalRows`. */
export function journalParameters(transitions: readonly Transition[]): readonly SqlParameter[] {
  const events = transitions.flatMap(({ executionId, events: added }) => added.map((event) => ({ executionId, event })));
  const messages = transitions.flatMap(({ executionId, outbox }) => outbox.map((message) => ({ executionId, message })));
  const timers = transitions.flatMap((transition) => timersAfter(transition).map((timer) => ({ executionId: transition.executionId, timer })));
  return [
    events.map(({ executionId }) => shardOf(executionId)),
    events.map(({ executionId }) => toColumn(executionId)),
    events.map(({ event }) => event.sequence),
    events.map(({ event }) => wholeMilliseconds(event.at)),
    events.map(({ event }) => event.kind),
    events.map(({ event }) => (event.state === undefined ? null : toColumn(event.state))),
    events.map(({ event }) => JSON.stringify(event.frame)),
    events.map(({ event }) => JSON.stringify(event.details)),
    messages.map(({ executionId }) => toColumn(executionId)),
    messages.map(({ message }) => toColumn(message.id)),
    messages.map(({ message }) => message.kind),
    messages.map(({ message }) => JSON.stringify(message.payload)),
    timers.map(({ executionId }) => toColumn(executionId)),
    timers.map(({ timer }) => toColumn(timer.timerId)),
    timers.map(({ timer }) => wholeMilliseconds(timer.dueAt)),
  ];
}

export function parseRecord(row: SqlRow): ExecutionRecord {
  const output = parseOptionalRaw(row, 'output');
  const failure = parseOptionalRaw(row, 'failure');
  return {
    id: parseName(row, 'id'),
    definition: { namespace: parseName(row, 'namespace'), name: parseName(row, 'name'), version: parseName(row, 'version') },
    revision: parseName(row, 'revision'),
    principal: parseName(row, 'principal'),
    ...(row['priority'] === null ? {} : { priority: parseMember(row, 'priority', PRIORITIES) }),
    status: parseMember(row, 'status', STATUSES),
    createdAt: parseNumber(row, 'created_at'),
    updatedAt: parseNumber(row, 'updated_at'),
    ...(row['ended_at'] === null ? {} : { endedAt: parseNumber(row, 'ended_at') }),
    ...(output === undefined ? {} : { output: parseJson<JsonValue>(output) }),
    ...(failure === undefined ? {} : { failure: parseJson<Failure>(failure) }),
  };
}

export function parseEvent(row: SqlRow): HistoryEvent {
  return {
    sequence: parseNumber(row, 'sequence'),
    at: parseNumber(row, 'at'),
    kind: parseKind(row),
    ...(row['state'] === null ? {} : { state: parseName(row, 'state') }),
    frame: parseJson<readonly number[]>(parseRaw(row, 'frame')),
    details: parseObject(row, 'details'),
  };
}

/** Kinds grow with the interpreter: what an event was stored as is what it is. */
function parseKind(row: SqlRow): HistoryEventKind {
  return parseRaw(row, 'kind') as HistoryEventKind;
}

export function parseOutboxEntry(row: SqlRow): OutboxEntry {
  return {
    id: parseName(row, 'id'),
    executionId: parseName(row, 'execution_id'),
    kind: parseMember(row, 'kind', OUTBOX_KINDS),
    payload: parseObject(row, 'payload'),
  };
}

export function parseTimer(row: SqlRow): DueTimer {
  return { executionId: parseName(row, 'execution_id'), timerId: parseName(row, 'timer_id'), dueAt: parseNumber(row, 'due_at') };
}
