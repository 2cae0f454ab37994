import type { JsonObject, JsonValue } from '../../kernel/json.ts';
import { fail, succeed, type Result } from '../../kernel/result.ts';
import { BEHAVIOUR_TOKENS, behaviourOf } from '../behaviour.ts';
import { oversizedField } from '../causes.ts';
import type { Read } from '../data-language.ts';
import type { StateFailure } from '../failure.ts';
import { scopeFields } from '../frame.ts';
import { dataLimitExceeded } from '../leave.ts';
import { PAYLOAD_BYTES_MAX } from '../limits.ts';
import type { Visit } from '../model.ts';
import { dueAfter } from '../seconds.ts';
import type { Waiting } from '../snapshot.ts';
import { TOKEN_RESOURCE_SUFFIX } from '../task-token.ts';
import { countHistory, nextAttemptId, recordEvent, sizeOf, startTimer, upcomingAttemptId } from '../turn.ts';

/** What every attempt of a Task state is made of. */
export interface PreparedAttempt {
  readonly resource: string;
  readonly input: Read<JsonValue>;
  readonly timeout?: Read<number | undefined>;
  readonly heartbeat?: Read<number | undefined>;
  /** Bytes that the input may have; absent: {@link PAYLOAD_BYTES_MAX}. */
  readonly inputBytesMax?: number;
}

interface AttemptValues {
  readonly input: JsonValue;
  readonly timeoutSeconds?: number;
  readonly heartbeatSeconds?: number;
}

type TaskWaiting = Extract<Waiting, { kind: 'task' }>;

function evaluateInput(visit: Visit, attempt: PreparedAttempt): Result<JsonValue, StateFailure> {
  const { turn, name } = visit;
  const isToken = attempt.resource.endsWith(TOKEN_RESOURCE_SUFFIX) && behaviourOf(turn.snapshot) >= BEHAVIOUR_TOKENS;
  const input = attempt.input(isToken ? { ...visit, attemptId: upcomingAttemptId(turn) } : visit);
  if (!input.ok) return input;
  const max = attempt.inputBytesMax ?? PAYLOAD_BYTES_MAX;
  return sizeOf(turn, input.value) > max ? fail(dataLimitExceeded(oversizedField(name, 'arguments'))) : input;
}

function evaluateAttempt(visit: Visit, attempt: PreparedAttempt): Result<AttemptValues, StateFailure> {
  const input = evaluateInput(visit, attempt);
  if (!input.ok) return input;
  const timeout = attempt.timeout?.(visit) ?? succeed(undefined);
  if (!timeout.ok) return timeout;
  const heartbeat = attempt.heartbeat?.(visit) ?? succeed(undefined);
  if (!heartbeat.ok) return heartbeat;
  return succeed({
    input: input.value,
    ...(timeout.value === undefined ? {} : { timeoutSeconds: timeout.value }),
    ...(heartbeat.value === undefined ? {} : { heartbeatSeconds: heartbeat.value }),
  });
}

function startTimers({ turn }: Visit, values: AttemptValues): Pick<TaskWaiting, 'timeoutTimerId' | 'heartbeatTimerId' | 'heartbeatSeconds'> {
  const { timeoutSeconds, heartbeatSeconds } = values;
  const { at } = turn.event;
  return {
    ...(timeoutSeconds === undefined ? {} : { timeoutTimerId: startTimer(turn, dueAfter(at, timeoutSeconds)) }),
    ...(heartbeatSeconds === undefined ? {} : { heartbeatTimerId: startTimer(turn, dueAfter(at, heartbeatSeconds)), heartbeatSeconds }),
  };
}

/** Schedules the next attempt of the state: evaluates its fields anew, starts its timers. A failure has scheduled nothing. */
export function scheduleAttempt(visit: Visit, attempt: PreparedAttempt): Result<TaskWaiting, StateFailure> {
  const evaluated = evaluateAttempt(visit, attempt);
  if (!evaluated.ok) return evaluated;
  const { turn, frame, name } = visit;
  const { input, ...limits } = evaluated.value;
  const attemptId = nextAttemptId(turn);
  const retryCount = frame.retries.reduce((sum, count) => sum + count, 0);
  const { timeoutSeconds } = limits;
  const { enteredSequence } = frame;
  const visited = { ...scopeFields(frame), ...(enteredSequence === undefined ? {} : { visit: enteredSequence }) };
  turn.commands.push({ kind: 'schedule-task', attemptId, state: name, resource: attempt.resource, arguments: input, retryCount, ...visited, ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }) });
  const waitingFor = { kind: 'task', attemptId, ...startTimers(visit, evaluated.value) } as const;
  countHistory(turn, input);
  const details: JsonObject = { attemptId, resource: attempt.resource, arguments: input, retryCount, ...limits };
  recordEvent(turn, { frame, state: name }, 'task-scheduled', details);
  return succeed(waitingFor);
}
