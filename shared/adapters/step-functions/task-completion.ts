import { SendTaskFailureCommand, SendTaskHeartbeatCommand, SendTaskSuccessCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import { jsonBytes } from '#shared/core/interpreter/json-size.ts';
import { PAYLOAD_BYTES_MAX } from '#shared/core/interpreter/limits.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { AttemptReference, CompletionOutcome, TaskCompletion } from '#shared/ports/task-completion.ts';
import { askUnless } from './errors.ts';

/** A token that nobody waits for: its execution ended, its time is over, or it was answered before. Never a fault to retry (protocol §6.4). */
const CLOSED = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'];
/** Characters of an error's name and its cause that the service takes. */
const ERROR_CHARACTERS_MAX = 256;
const CAUSE_CHARACTERS_MAX = 32_768;

/** Answers tasks by their tokens. Errors: `UWF-5010`. */
export function createStepFunctionsCompletion(client: SFNClient): TaskCompletion {
  return {
    complete: async ({ output, ...attempt }) => (jsonBytes(output) > PAYLOAD_BYTES_MAX ? refuseOutput(client, tokenOf(attempt)) : told(client.send(new SendTaskSuccessCommand({ taskToken: tokenOf(attempt), output: JSON.stringify(output) })))),
    fail: async ({ error, cause, ...attempt }) =>
      told(client.send(new SendTaskFailureCommand({ taskToken: tokenOf(attempt), error: error.slice(0, ERROR_CHARACTERS_MAX), cause: cause.slice(0, CAUSE_CHARACTERS_MAX) }))),
    heartbeat: async (attempt) => told(client.send(new SendTaskHeartbeatCommand({ taskToken: tokenOf(attempt) }))),
  };
}

/** The service takes no such answer, and would go on waiting for another: the state fails instead, as it does where our interpreter carries it out. */
function refuseOutput(client: SFNClient, taskToken: string): Promise<CompletionOutcome> {
  const cause = `The result of the task is over ${String(PAYLOAD_BYTES_MAX)} bytes.`;
  return told(client.send(new SendTaskFailureCommand({ taskToken, error: ERROR_NAMES.dataLimitExceeded, cause })));
}

function tokenOf({ token }: AttemptReference): string {
  assert(token !== undefined, 'an attempt of Step Functions has a token');
  return token;
}

async function told(call: Promise<unknown>): Promise<CompletionOutcome> {
  return (await askUnless(CLOSED, call)) === undefined ? 'closed' : 'told';
}
