import type { AslMachine } from '#shared/core/asl/model.ts';
import type { ExecutionFacts } from '#shared/core/interpreter/snapshot.ts';
import { prepareProgram, type Program } from '#shared/core/interpreter/program.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { fail, type Result } from '#shared/core/kernel/result.ts';
import { driveExecution } from '#tests/support/asl-driver.ts';
import { stateEvents, withAwsIds } from './aws-history.ts';
import { fakeTasks } from './fake-tasks.ts';

/** A case of the corpus, as its runner hands it over. */
export interface ExecutionCase {
  readonly id?: string;
  readonly definition: AslMachine;
  readonly input?: JsonValue;
  readonly tasks?: JsonObject;
  readonly stateMachineType?: string;
}

/** What the runner compares. */
export interface ExecutionAnswer {
  readonly status: string;
  readonly output?: JsonValue;
  readonly error?: string;
  readonly cause?: string;
  readonly history?: readonly { readonly type: string; readonly state: string }[];
}

/** As many events as AWS lets a history have. */
const TURNS_MAX = 25_000;

const START = 1_700_000_000_000;
const ACCOUNT = 'us-east-1:111111111111';
const STATUS = { succeeded: 'SUCCEEDED', failed: 'FAILED', 'timed-out': 'TIMED_OUT', stopped: 'ABORTED', running: 'RUNNING' } as const;

/** What an execution of a case is. */
export function factsOf(given: ExecutionCase): ExecutionFacts {
  const isExpress = given.stateMachineType === 'EXPRESS';
  const name = 'execution';
  const id = isExpress ? `arn:aws:states:${ACCOUNT}:express:machine:${name}:00000000-0000-4000-8000-000000000001` : `arn:aws:states:${ACCOUNT}:execution:machine:${name}`;
  return {
    id,
    name,
    machineId: `arn:aws:states:${ACCOUNT}:stateMachine:machine`,
    machineName: 'machine',
    startedAt: START,
    input: given.input ?? {},
    roleArn: 'arn:aws:iam::111111111111:role/role',
    ...(isExpress && /express_sync|sync_execution/.test(given.id ?? '') ? { isSynchronous: true } : {}),
  };
}

function prepared(definition: AslMachine): Result<Program, string> {
  const program = prepareProgram(definition, { causesQuoteValues: true });
  return program.ok ? program : fail(program.error.map(({ message, pointer }) => `${message} at ${pointer}`).join(', '));
}

function failed(cause: string): ExecutionAnswer {
  return { status: 'FAILED', error: 'States.Runtime', cause };
}

/** Runs one case against fakes and a virtual clock, and answers as AWS's DescribeExecution would. What is no case at all fails as well: nothing is thrown. */
export function execute(given: ExecutionCase): ExecutionAnswer {
  try {
    return executeCase(given);
  } catch {
    return failed('The definition is no state machine');
  }
}

function executeCase(given: ExecutionCase): ExecutionAnswer {
  const program = prepared(given.definition);
  if (!program.ok) return failed(program.error);
  const { snapshot, history, isEndless } = driveExecution(program.value, factsOf(given), { task: fakeTasks(given.tasks ?? {}), turnsMax: TURNS_MAX });
  if (isEndless) return { ...failed('The execution does not end'), history: stateEvents(history) };
  const { failure, output } = snapshot;
  return {
    status: STATUS[snapshot.status],
    ...(output === undefined ? {} : { output: withAwsIds(output, history) }),
    ...(failure?.error === undefined ? {} : { error: failure.error }),
    ...(failure?.cause === undefined ? {} : { cause: withAwsIds(failure.cause, history) }),
    history: stateEvents(history),
  };
}
