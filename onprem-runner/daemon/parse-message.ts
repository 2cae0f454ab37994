import { parseWorkMessage } from '#shared/application/work-messages.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import type { CancelItem, WorkItem } from '#shared/core/work/message.ts';

/** Why a message goes to the dead letters: nothing of its content. */
export type RejectCode = 'malformed' | 'key-mismatch';

/** Parses a message of the command topic; its record key must be the execution that it is about (protocol §5, step 11). */
export function parseCommand(body: JsonObject, key: string): Result<WorkItem | CancelItem, RejectCode> {
  const command = parseWorkMessage(body);
  if (!command.ok) return fail('malformed');
  return command.value.executionId === key ? succeed(command.value) : fail('key-mismatch');
}

/** Parses a work item as the inbox kept it; undefined when it is none. */
export function parseWorkItem(body: JsonObject): WorkItem | undefined {
  const command = parseWorkMessage(body);
  return command.ok && command.value.kind === 'run' ? command.value : undefined;
}
