import { DescribeExecutionCommand, paginateGetExecutionHistory, RedriveExecutionCommand, StartExecutionCommand, StopExecutionCommand, type DescribeExecutionOutput, type SFNClient } from '@aws-sdk/client-sfn';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { machineName } from '#shared/core/step-functions/machine-name.ts';
import { historyOf, type ServiceEvent } from '#shared/core/step-functions/history.ts';
import { unansweredTasks } from '#shared/core/step-functions/unanswered.ts';
import type { ExecutionEngine, HostedExecution, HostedStart, UnansweredWork } from '#shared/ports/execution-engine.ts';
import type { RedriveOutcome } from '#shared/ports/runtime.ts';
import { ask, askUnless, fromServiceError } from './errors.ts';
import { aliasArn, publishVersion, type StepFunctionsPlace } from './publish.ts';
import { toServiceEvent } from './service-event.ts';

/** Events of a page at most, and of a history. */
const PAGE_EVENTS_MAX = 1_000;
const HISTORY_EVENTS_MAX = 25_000;

/** Characters of a token by which a repeated request is known. */
const CLIENT_TOKEN_CHARACTERS_MAX = 64;

const GONE = ['ExecutionDoesNotExist', 'InvalidArn'];

/** Executions on Step Functions (Standard workflows). */
export function createStepFunctionsEngine(client: SFNClient, place: StepFunctionsPlace): ExecutionEngine {
  return {
    publish: ({ stored }) => publishVersion(client, place, stored),
    start: (request) => start(client, place, request),
    describe: async ({ place: executionArn }) => {
      const told = await askUnless(GONE, client.send(new DescribeExecutionCommand({ executionArn })));
      return told === undefined ? undefined : executionOf(told);
    },
    history: async ({ place: executionArn, after, max }) => historyOf(await eventsOf(client, executionArn)).slice(after, after + max),
    stop: async ({ place: executionArn, reason }) => {
      const before = await askUnless(GONE, client.send(new DescribeExecutionCommand({ executionArn })));
      if (before === undefined) return 'unknown';
      if (before.status !== 'RUNNING' && before.status !== 'PENDING_REDRIVE') return 'ended';
      await ask(client.send(new StopExecutionCommand({ executionArn, error: 'Uwf.Stopped', ...(reason === undefined ? {} : { cause: reason }) })));
      return 'stopped';
    },
    redrive: ({ executionId, place: executionArn }) => redrive(client, { executionId, executionArn }),
  };
}

interface Redriven {
  readonly executionId: string;
  readonly executionArn: string;
}

/** The token is of the end that is taken back: however many ask for it at once, it is taken back once. */
async function redrive(client: SFNClient, { executionId, executionArn }: Redriven): Promise<RedriveOutcome> {
  const look = (): Promise<DescribeExecutionOutput | undefined> => askUnless(GONE, client.send(new DescribeExecutionCommand({ executionArn })));
  const ended = await look();
  const outcome = whyNot(ended);
  if (outcome !== undefined) return outcome;
  const clientToken = `${executionId}.${String(ended?.stopDate?.getTime())}`.slice(-CLIENT_TOKEN_CHARACTERS_MAX);
  const redriven = await askUnless(['ExecutionNotRedrivable'], client.send(new RedriveExecutionCommand({ executionArn, clientToken })));
  // Somebody else may have been quicker, with a token that is forgotten by now.
  return redriven === undefined ? (whyNot(await look()) ?? 'too-old') : 'redriven';
}

/** Undefined of one that can go on. */
function whyNot(told: DescribeExecutionOutput | undefined): RedriveOutcome | undefined {
  if (told === undefined) return 'unknown';
  if (told.status === 'RUNNING' || told.status === 'PENDING_REDRIVE') return 'running';
  if (told.status === 'SUCCEEDED') return 'succeeded';
  return told.redriveStatus === 'NOT_REDRIVABLE' ? 'too-old' : undefined;
}

/** The name is our id: a second start of it is refused by the service, and is none. */
async function start(client: SFNClient, place: StepFunctionsPlace, { executionId, stored, input }: HostedStart): Promise<{ readonly place: string }> {
  const call = client.send(new StartExecutionCommand({ stateMachineArn: aliasArn(place, stored), name: executionId, input: JSON.stringify(input) }));
  const started = await askUnless(['ExecutionAlreadyExists'], call);
  return { place: started?.executionArn ?? `${place.arn}:execution:${machineName(place.prefix, stored.identity)}:${executionId}` };
}

/** Reads which tasks of an execution were never answered. Errors: `UWF-5010`. */
export function createStepFunctionsUnanswered(client: SFNClient): UnansweredWork {
  return { of: async ({ place }) => unansweredTasks(await eventsOf(client, place)) };
}

const STATUSES: Readonly<Record<string, HostedExecution['status']>> = { SUCCEEDED: 'succeeded', FAILED: 'failed', TIMED_OUT: 'timed-out', ABORTED: 'stopped' };

function executionOf({ status, startDate, stopDate, redriveDate, input, output, error, cause }: DescribeExecutionOutput): HostedExecution {
  assert(startDate !== undefined, 'an execution has a start');
  const known = STATUSES[status ?? ''] ?? 'running';
  const hasFailed = known === 'failed' || known === 'timed-out';
  return {
    status: known,
    startedAt: startDate.getTime(),
    input: parseData(input),
    ...(stopDate === undefined || known === 'running' ? {} : { endedAt: stopDate.getTime() }),
    ...(redriveDate === undefined ? {} : { redrivenAt: redriveDate.getTime() }),
    ...(known === 'succeeded' ? { output: parseData(output) } : {}),
    ...(hasFailed ? { failure: { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) } } : {}),
  };
}

function parseData(text: string | undefined): JsonValue {
  const value: JsonValue = text === undefined ? null : JSON.parse(text);
  return value;
}

async function eventsOf(client: SFNClient, executionArn: string): Promise<readonly ServiceEvent[]> {
  const events: ServiceEvent[] = [];
  try {
    for await (const page of paginateGetExecutionHistory({ client }, { executionArn, maxResults: PAGE_EVENTS_MAX })) {
      events.push(...(page.events ?? []).map(toServiceEvent));
      if (events.length >= HISTORY_EVENTS_MAX) break;
    }
    return events;
  } catch (error) {
    throw fromServiceError(error);
  }
}
