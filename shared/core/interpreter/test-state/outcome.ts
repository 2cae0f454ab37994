import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { matchesError } from '../failure.ts';
import type { StateTestOutcome } from './model.ts';
import { targetOf, type TrialRun } from './trial.ts';
import { TESTED_STATE } from './subject.ts';

/** What a run came to, with what is told of a failure at the higher inspection levels. */
export interface Verdict {
  readonly outcome: StateTestOutcome;
  readonly errorDetails?: JsonObject;
}

/** The interpreter says which state failed and where; a test has only one. */
const PREFIX = /^An error occurred while executing the state '[\s\S]*?' \(entered at the event id #\d+\)\. /u;

/** Reads from the history what became of the tested state. */
export function verdictOf(run: TrialRun, state: JsonObject): Verdict {
  const failure = failureOf(run);
  const exit = run.events.find(({ kind, state: name, frame }) => kind === 'state-exited' && name === TESTED_STATE && frame.length === 0);
  if (exit !== undefined) return failure === undefined ? { outcome: leftOutcome(run, exit.details) } : caught(run, state, { details: exit.details, failure });
  const retry = run.events.find(({ kind }) => kind === 'retry-scheduled');
  if (retry !== undefined && failure !== undefined) return retriable(failure, retry.details, retry.at);
  const ended = failure ?? lastFailure(run);
  const details = retryIndex(state, ended);
  return { outcome: { status: 'FAILED', ...ended }, ...(details === undefined ? {} : { errorDetails: { retryIndex: details } }) };
}

interface Failed {
  readonly error?: string;
  readonly cause?: string;
}

/** Why the state's work failed, if it did. */
function failureOf(run: TrialRun): Failed | undefined {
  const failed = run.events.find(({ kind }) => kind === 'task-failed' || kind === 'task-timed-out' || kind === 'evaluation-failed');
  return failed === undefined ? undefined : failedOf(failed.details);
}

function lastFailure({ snapshot }: TrialRun): Failed {
  return failedOf({ error: snapshot.failure?.error ?? null, cause: snapshot.failure?.cause ?? null });
}

function failedOf({ error, cause }: JsonObject): Failed {
  return { ...(typeof error === 'string' ? { error } : {}), ...(typeof cause === 'string' ? { cause: cause.replace(PREFIX, '') } : {}) };
}

function leftOutcome({ events }: TrialRun, { output = null }: JsonObject): StateTestOutcome {
  const entered = events.find(({ kind, state }) => kind === 'state-entered' && state !== undefined && state !== TESTED_STATE);
  return { status: 'SUCCEEDED', output, ...(entered?.state === undefined ? {} : { nextState: targetOf(entered.state) }) };
}

function caught(run: TrialRun, state: JsonObject, { details, failure }: { readonly details: JsonObject; readonly failure: Failed }): Verdict {
  const catchIndex = indexOfMatch(state['Catch'], failure);
  return { outcome: { ...leftOutcome(run, details), ...failure, status: 'CAUGHT_ERROR' }, ...(catchIndex === undefined ? {} : { errorDetails: { catchIndex } }) };
}

function retriable(failure: Failed, { retrier = 0, dueAt }: JsonObject, at: number): Verdict {
  const seconds = typeof dueAt === 'number' ? Math.round(dueAt - at) / 1000 : 0;
  return { outcome: { status: 'RETRIABLE', ...failure }, errorDetails: { retryBackoffIntervalSeconds: seconds, retryIndex: retrier } };
}

function retryIndex(state: JsonObject, failure: Failed): number | undefined {
  return indexOfMatch(state['Retry'], failure);
}

function indexOfMatch(handlers: JsonValue | undefined, failure: Failed): number | undefined {
  if (!isJsonArray(handlers)) return undefined;
  const index = handlers.findIndex((handler) => isJsonObject(handler) && matchesError(namesOf(handler['ErrorEquals']), failure));
  return index < 0 ? undefined : index;
}

function namesOf(value: JsonValue | undefined): readonly string[] {
  return isJsonArray(value) ? value.filter((name) => typeof name === 'string') : [];
}
