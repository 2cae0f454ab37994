import { ERROR_NAMES } from '../asl/error-names.ts';
import { assert } from '../kernel/assert.ts';
import { ask, callSurely, carry, pauseMs, plainObject, unload } from './converse.ts';
import { WORK_TRIES_MAX } from './limits.ts';
import type { Conversation, DurableAnswer, DurableWork, WorkAnswer } from './model.ts';
import { listenerOf } from './names.ts';
import { parseWorkAnswer } from './parse.ts';
import { firstTimer, type AwaitedAttempt, type Happened, type Run } from './run.ts';

/** The attempt as a worker gets it. A worker that begins after the deadline works for nobody. */
function* workOf(run: Run, { command }: AwaitedAttempt): Conversation<DurableWork> {
  const { revision, seed, principal, priority } = run.start;
  const { execution, apart } = run.snapshot;
  const { attemptId, state, resource, retryCount, visit, timeoutSeconds } = command;
  const given = yield* carry(run, command.arguments);
  return {
    revision,
    seed,
    principal,
    ...(priority === undefined ? {} : { priority }),
    executionId: execution.id,
    attemptId,
    state,
    resource,
    arguments: given,
    retryCount,
    ...(run.unrecorded.length === 0 ? {} : { facts: run.unrecorded }),
    ...(apart === undefined ? {} : { scope: apart.id }),
    ...(visit === undefined ? {} : { visit }),
    ...(timeoutSeconds === undefined ? {} : { deadline: Math.round(run.at + timeoutSeconds * 1000) }),
  };
}

function* eventOf(run: Run, { command }: AwaitedAttempt, answer: Extract<WorkAnswer, { kind: 'succeeded' | 'failed' | 'heartbeat' }>): Conversation<Happened> {
  const { attemptId } = command;
  if (answer.kind === 'heartbeat') return { kind: 'task-heartbeat', attemptId };
  if (answer.kind === 'succeeded') return { kind: 'task-succeeded', attemptId, output: yield* unload(run, answer.output) };
  const { kind: _kind, ...failure } = answer;
  return { kind: 'task-failed', attemptId, ...failure };
}

/** The worker was lost, or could not begin: after a pause it is tried again, a few times. An attempt may so be begun twice, which its worker can tell by its id. */
function* tryAgain(run: Run, attempt: AwaitedAttempt): Conversation<Happened | undefined> {
  if (attempt.tries + 1 >= WORK_TRIES_MAX) {
    return { kind: 'task-failed', attemptId: attempt.command.attemptId, error: ERROR_NAMES.handlerFailed, cause: 'The worker of the task was lost again and again' };
  }
  run.attempt = { ...attempt, tries: attempt.tries + 1 };
  const until = run.at + pauseMs(attempt.tries);
  yield* ask(run, { kind: 'sleep', until: Math.min(until, firstTimer(run)?.dueAt ?? until) });
  return undefined;
}

function* judge(run: Run, attempt: AwaitedAttempt, answer: DurableAnswer): Conversation<Happened | undefined> {
  if (answer.kind === 'due') return undefined;
  const told = answer.kind === 'came' ? parseWorkAnswer(answer.value) : undefined;
  if (told?.kind === 'pending') {
    run.attempt = { ...attempt, phase: 'out' };
    return undefined;
  }
  return told === undefined || told.kind === 'postponed' ? yield* tryAgain(run, attempt) : yield* eventOf(run, attempt, told);
}

function until(run: Run): { readonly until?: number } {
  const timer = firstTimer(run);
  return timer === undefined ? {} : { until: timer.dueAt };
}

/** Work of the target's own zone is an activity: its answer is the worker's. */
function* callWorker(run: Run, attempt: AwaitedAttempt): Conversation<Happened | undefined> {
  const input = plainObject(yield* workOf(run, attempt));
  const answer = yield* ask(run, { kind: 'call', activity: 'uwf-task', input, ...until(run) });
  // Of one that is lost or late it is not known if its facts were written; they are written again, which changes nothing.
  if (answer.kind === 'came') run.unrecorded = [];
  return yield* judge(run, attempt, answer);
}

/** Work of the bank is handed over; what answers it is an event with a name of its own. */
function* handOver(run: Run, attempt: AwaitedAttempt): Conversation<undefined> {
  yield* callSurely(run, 'uwf-dispatch', plainObject(yield* workOf(run, attempt)));
  run.unrecorded = [];
  run.attempt = { ...attempt, phase: 'out' };
}

/** What is no answer (to this attempt, in this form) is as if it had never come. */
function* listen(run: Run, attempt: AwaitedAttempt): Conversation<Happened | undefined> {
  const listener = listenerOf(attempt.command.attemptId);
  assert(listener !== undefined, 'attempts are numbered');
  const answer = yield* ask(run, { kind: 'listen', event: listener.event, ...until(run) });
  const told = answer.kind === 'came' ? parseWorkAnswer(answer.value) : undefined;
  return told === undefined || told.kind === 'pending' || told.kind === 'postponed' ? undefined : yield* eventOf(run, attempt, told);
}

/**
 * Goes on with the attempt that a frame waits for. Undefined: nothing has happened that the interpreter has to know; the caller looks at the timers and asks
 * again. Every wait ends with the first timer, whose firing always ends what is waited for: so nothing is ever awaited twice.
 */
export function* hearOfAttempt(run: Run, attempt: AwaitedAttempt): Conversation<Happened | undefined> {
  if (attempt.phase === 'out') return yield* listen(run, attempt);
  return run.program.isLocal(attempt.command.state) ? yield* callWorker(run, attempt) : yield* handOver(run, attempt);
}
