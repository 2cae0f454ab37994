import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';
import type { ExecutionStatus, Snapshot } from '#shared/core/interpreter/snapshot.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import type { CreateExecution, OutboxMessage, Transition } from '#shared/ports/execution-store.ts';

/** 2026-11-23, and not a round number. */
export const START = 1_795_401_234_567;

interface SnapshotParts {
  readonly sequence: number;
  readonly status?: ExecutionStatus;
  readonly input?: JsonValue;
  readonly variables?: JsonObject;
  readonly output?: JsonValue;
  readonly failure?: { readonly error?: string; readonly cause?: string };
}

export function snapshotOf(id: string, parts: SnapshotParts): Snapshot {
  const input = parts.input ?? {};
  return {
    sequence: parts.sequence,
    status: parts.status ?? 'running',
    execution: { id, name: id, machineId: 'bank/pay/1.0.0', machineName: 'pay', startedAt: START, input },
    root: { path: [], state: 'a', enteredAt: START, input, variables: parts.variables ?? {}, retries: [], children: [] },
    attempts: 0,
    timers: 0,
    ...(parts.output === undefined ? {} : { output: parts.output }),
    ...(parts.failure === undefined ? {} : { failure: parts.failure }),
  };
}

export function eventOf(sequence: number, more: Partial<HistoryEvent> = {}): HistoryEvent {
  return { sequence, at: START + sequence, kind: sequence === 1 ? 'execution-started' : 'state-entered', frame: [], details: {}, ...more };
}

export function messageOf(id: string, more: Partial<OutboxMessage> = {}): OutboxMessage {
  return { id, kind: 'schedule-task', payload: { state: 'a' }, ...more };
}

interface Parts extends Partial<Omit<Transition, 'snapshot'>>, Omit<SnapshotParts, 'sequence'> {
  /** Where the step ends; by default one event after `expectedSequence`. */
  readonly sequence?: number;
}

/** A step of one event, unless the parts say otherwise. */
export function transitionOf(executionId: string, expectedSequence: number, parts: Parts = {}): Transition {
  const sequence = parts.sequence ?? expectedSequence + (parts.events?.length ?? 1);
  const { status, input, variables, output, failure, sequence: _sequence, ...given } = parts;
  const snapshot = snapshotOf(executionId, {
    sequence,
    ...(status === undefined ? {} : { status }),
    ...(input === undefined ? {} : { input }),
    ...(variables === undefined ? {} : { variables }),
    ...(output === undefined ? {} : { output }),
    ...(failure === undefined ? {} : { failure }),
  });
  const events = Array.from({ length: sequence - expectedSequence }, (_, index) => eventOf(expectedSequence + index + 1));
  return { executionId, expectedSequence, at: START + sequence, snapshot, events, outbox: [], timersSet: [], timersCleared: [], ...given };
}

interface RecordParts {
  readonly name?: string;
  readonly namespace?: string;
  readonly version?: string;
  readonly principal?: string;
  readonly createdAt?: number;
  readonly idempotency?: { readonly key: string; readonly fingerprint: string };
}

export function creationOf(id: string, record: RecordParts = {}, parts: Parts = {}): CreateExecution {
  const { executionId: _id, expectedSequence: _expected, ...transition } = transitionOf(id, 0, parts);
  return {
    record: {
      id,
      definition: { namespace: record.namespace ?? 'bank', name: record.name ?? 'pay', version: record.version ?? '1.0.0' },
      revision: 'a'.repeat(64),
      principal: record.principal ?? 'alice',
      createdAt: record.createdAt ?? START,
    },
    transition,
    ...(record.idempotency === undefined ? {} : { idempotency: record.idempotency }),
  };
}
