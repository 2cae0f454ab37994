import type { JsonObject, JsonValue } from '../../kernel/json.ts';
import { fail, succeed, type Result } from '../../kernel/result.ts';
import { oversizedField } from '../causes.ts';
import { evaluateTemplate, scopeOf, type EvaluationScope } from '../evaluation.ts';
import type { StateFailure } from '../failure.ts';
import { dataLimitExceeded } from '../leave.ts';
import { PAYLOAD_BYTES_MAX } from '../limits.ts';
import type { Visit } from '../model.ts';
import { dueAfter, evaluateOptionalSeconds, type PreparedSeconds } from '../seconds.ts';
import type { Waiting } from '../snapshot.ts';
import type { PreparedTemplate } from '../template.ts';
import { countHistory, nextAttemptId, recordEvent, sizeOf, startTimer } from '../turn.ts';

/** What every attempt of a Task state is made of. */
export interface PreparedAttempt {
  readonly resource: string;
  /** `Arguments`; absent: the state's input. */
  readonly input?: PreparedTemplate;
  readonly timeout?: PreparedSeconds;
  readonly heartbeat?: PreparedSeconds;
}

interface AttemptValues {
  readonly input: JsonValue;
  readonly timeoutSeconds?: number;
  readonly heartbeatSeconds?: number;
}

function evaluateInput(scope: EvaluationScope, attempt: PreparedAttempt): Result<JsonValue, StateFailure> {
  const { turn, frame, name } = scope.visit;
  const input = attempt.input === undefined ? succeed(frame.input) : evaluateTemplate(scope, attempt.input);
  if (!input.ok) return input;
  return sizeOf(turn, input.value) > PAYLOAD_BYTES_MAX ? fail(dataLimitExceeded(oversizedField(name, 'arguments'))) : input;
}

function evaluateAttempt(scope: EvaluationScope, attempt: PreparedAttempt): Result<AttemptValues, StateFailure> {
  const input = evaluateInput(scope, attempt);
  if (!input.ok) return input;
  const timeout = evaluateOptionalSeconds(scope, attempt.timeout);
  if (!timeout.ok) return timeout;
  const heartbeat = evaluateOptionalSeconds(scope, attempt.heartbeat);
  if (!heartbeat.ok) return heartbeat;
  return succeed({
    input: input.value,
    ...(timeout.value === undefined ? {} : { timeoutSeconds: timeout.value }),
    ...(heartbeat.value === undefined ? {} : { heartbeatSeconds: heartbeat.value }),
  });
}

function startTimers({ turn }: Visit, values: AttemptValues): Pick<Extract<Waiting, { kind: 'task' }>, 'timeoutTimerId' | 'heartbeatTimerId' | 'heartbeatSeconds'> {
  const { timeoutSeconds, heartbeatSeconds } = values;
  const { at } = turn.event;
  return {
    ...(timeoutSeconds === undefined ? {} : { timeoutTimerId: startTimer(turn, dueAfter(at, timeoutSeconds)) }),
    ...(heartbeatSeconds === undefined ? {} : { heartbeatTimerId: startTimer(turn, dueAfter(at, heartbeatSeconds)), heartbeatSeconds }),
  };
}

/** Schedules the next attempt of the state: evaluates its fields anew, starts its timers. A failure has scheduled nothing. */
export function scheduleAttempt(visit: Visit, attempt: PreparedAttempt): Result<Extract<Waiting, { kind: 'task' }>, StateFailure> {
  const evaluated = evaluateAttempt(scopeOf(visit), attempt);
  if (!evaluated.ok) return evaluated;
  const { turn, frame, name } = visit;
  const { input, ...limits } = evaluated.value;
  const attemptId = nextAttemptId(turn);
  const retryCount = frame.retries.reduce((sum, count) => sum + count, 0);
  const { timeoutSeconds } = limits;
  turn.commands.push({ kind: 'schedule-task', attemptId, state: name, resource: attempt.resource, arguments: input, retryCount, ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }) });
  const waitingFor = { kind: 'task', attemptId, ...startTimers(visit, evaluated.value) } as const;
  countHistory(turn, input);
  const details: JsonObject = { attemptId, resource: attempt.resource, arguments: input, retryCount, ...limits };
  recordEvent(turn, { frame, state: name }, 'task-scheduled', details);
  return succeed(waitingFor);
}
