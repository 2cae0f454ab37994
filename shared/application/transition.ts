import type { Command } from '#shared/core/interpreter/command.ts';
import type { ExecutionEvent } from '#shared/core/interpreter/event.ts';
import type { Step } from '#shared/core/interpreter/model.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { isJsonObject, type JsonObject } from '#shared/core/kernel/json.ts';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import { PRIORITIES, type Priority } from '#shared/core/kernel/priority.ts';
import type { CancelItem, WorkItem } from '#shared/core/work/message.ts';
import type { ExecutionRecord, OutboxMessage, Transition } from '#shared/ports/execution-store.ts';
import { encodeCancelItem, encodeWorkItem, parseWorkMessage, type MalformedMessage } from './work-messages.ts';

/** What of the record goes into work items. */
export type StepOwner = Pick<ExecutionRecord, 'id' | 'definition' | 'revision' | 'principal' | 'priority'>;

/** A message that waits in the outbox, and what its route depends on. */
export interface OutboxContent {
  readonly revision: string;
  readonly state: string;
  /** The most urgent that the execution lets its tasks be. */
  readonly priority?: Priority;
  readonly message: WorkItem | CancelItem;
}

function workItemOf(owner: StepOwner, command: Extract<Command, { kind: 'schedule-task' }>, at: number): WorkItem {
  const { kind: _kind, timeoutSeconds, ...attempt } = command;
  const deadline = timeoutSeconds === undefined ? {} : { deadline: at + Math.ceil(timeoutSeconds * 1000) };
  return { kind: 'run', ...attempt, ...deadline, executionId: owner.id, definition: owner.definition, revision: owner.revision, principal: owner.principal };
}

function outboxMessagesOf(owner: StepOwner, command: Command, at: number): readonly OutboxMessage[] {
  const priority = owner.priority === undefined ? {} : { priority: owner.priority };
  switch (command.kind) {
    case 'schedule-task': {
      const message = encodeWorkItem(workItemOf(owner, command, at));
      return [{ id: command.attemptId, kind: 'schedule-task', payload: { revision: owner.revision, state: command.state, ...priority, message } }];
    }
    case 'cancel-task': {
      const message = encodeCancelItem({ kind: 'cancel', attemptId: command.attemptId, executionId: owner.id, ...(command.scope === undefined ? {} : { scope: command.scope }) });
      return [{ id: `${command.attemptId}:cancel`, kind: 'cancel-task', payload: { revision: owner.revision, state: command.state, ...priority, message } }];
    }
    default:
      return [];
  }
}

/** Reads back what {@link transitionOf} wrote into the outbox. */
export function parseOutboxPayload(payload: JsonObject): Result<OutboxContent, MalformedMessage> {
  const { revision, state, message } = payload;
  if (typeof revision !== 'string' || typeof state !== 'string' || !isJsonObject(message)) return fail({ part: 'payload' });
  const priority = PRIORITIES.find((one) => one === payload['priority']);
  const parsed = parseWorkMessage(message);
  return parsed.ok ? succeed({ revision, state, message: parsed.value, ...(priority === undefined ? {} : { priority }) }) : parsed;
}

/**
 * One step as it is written: commands become outbox messages and timer rows. A timer that fired is cleared whatever came of it, or it
 * would fire for ever; only a step that sets it anew keeps it.
 */
export function transitionOf(owner: StepOwner, step: Step, event: ExecutionEvent): Transition {
  const timersSet = step.commands.flatMap((command) => (command.kind === 'start-timer' ? [{ timerId: command.timerId, dueAt: command.dueAt }] : []));
  const cleared = step.commands.flatMap((command) => (command.kind === 'clear-timer' ? [command.timerId] : []));
  const expectedSequence = step.snapshot.sequence - step.events.length;
  assert(expectedSequence >= 0, 'a step has no more events than its snapshot counts');
  return {
    executionId: owner.id,
    expectedSequence,
    at: event.at,
    snapshot: step.snapshot,
    events: step.events,
    outbox: step.commands.flatMap((command) => outboxMessagesOf(owner, command, event.at)),
    timersSet,
    timersCleared: event.kind === 'timer-fired' ? [...cleared, event.timerId] : cleared,
  };
}
