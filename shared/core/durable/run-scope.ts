import { scopeFrame } from '../interpreter/scope-apart.ts';
import { assert, InvariantError } from '../kernel/assert.ts';
import type { JsonObject, JsonValue } from '../kernel/json.ts';
import { hearOfAttempt } from './attempt.ts';
import { ask, callSurely, carry, pauseMs, plainObject, record } from './converse.ts';
import { GENERATION_REQUESTS_MAX } from './limits.ts';
import type { Conversation, DurableProgram, ScopeEnding, ScopeEnvelope, ScopeParent, ScopeStart } from './model.ts';
import { parseCarried, parseScopeStart, parseSent } from './parse.ts';
import { beginRun, firstTimer, takeTurn, type Happened, type Run } from './run.ts';
import { envelopeOf, giveUp, hearOfScopes, openScopes, settleScopes } from './scopes.ts';

function* hear(run: Run): Conversation<Happened | undefined> {
  const timer = firstTimer(run);
  if (timer !== undefined && timer.dueAt <= run.at) return { kind: 'timer-fired', timerId: timer.timerId };
  const waitingFor = scopeFrame(run.snapshot)?.waitingFor;
  assert(waitingFor !== undefined, 'an execution that goes on waits for something');
  if (waitingFor.kind === 'scopes') return yield* hearOfScopes(run);
  if (waitingFor.kind === 'task') {
    assert(run.attempt !== undefined, 'an attempt that is awaited was scheduled');
    return yield* hearOfAttempt(run, run.attempt);
  }
  assert(timer !== undefined, 'a wait has a timer');
  yield* ask(run, { kind: 'sleep', until: timer.dueAt });
  return undefined;
}

/** Whether nothing is under way that a new generation would not hear of. */
function isQuiet({ attempt, live }: Run): boolean {
  return live.size === 0 && attempt?.phase !== 'out';
}

function* goOnAnew(run: Run): Conversation<ScopeEnding> {
  yield* record(run);
  yield* settleScopes(run);
  const { turns, timers, attempt, snapshot } = run;
  const progress = { turns, timers, ...(attempt === undefined ? {} : { attempt: attempt.command }) };
  return { kind: 'again', input: yield* envelopeOf(run, { ...run.start, snapshot, progress }) };
}

function* outcomeOf(run: Run): Conversation<JsonObject> {
  const { status, output, failure } = run.snapshot;
  const aliases = run.snapshot.failureAliases;
  if (output !== undefined) return { kind: status, output: plainObject(yield* carry(run, output)) };
  return { kind: status, ...failure, ...(aliases === undefined ? {} : { aliases }) };
}

function* report(run: Run, parent: ScopeParent, outcome: JsonObject): Conversation<void> {
  const { apart } = run.snapshot;
  assert(apart !== undefined, 'a scope that reports has an id');
  const body: JsonObject = { scopeId: apart.id, ...outcome };
  yield* callSurely(run, 'uwf-report', { instanceId: parent.instanceId, event: parent.event, body });
}

/** A scope tells the one around it how it ended before it is over; the execution's outcome is its output. */
function* finish(run: Run): Conversation<ScopeEnding> {
  const outcome = yield* outcomeOf(run);
  const { parent } = run.start;
  if (parent === undefined) return { kind: 'ended', output: outcome };
  yield* report(run, parent, outcome);
  return { kind: 'ended', output: { kind: run.snapshot.status } };
}

/** A fault of ours ends the scope, and so the execution, instead of leaving others to wait for it. */
function* halt(run: Run): Conversation<ScopeEnding> {
  const { parent } = run.start;
  if (parent !== undefined) yield* report(run, parent, { kind: 'stopped' });
  return { kind: 'ended', output: { kind: 'stopped' } };
}

function* converseOrHalt(run: Run): Conversation<ScopeEnding> {
  try {
    return yield* converse(run);
  } catch (fault) {
    if (!(fault instanceof InvariantError)) throw fault;
    return yield* halt(run);
  }
}

/** What begins an attempt takes the facts along to the journal, which spares an activity. One that was lost may have been lost by that. */
function takesFacts({ snapshot, attempt }: Run): boolean {
  return snapshot.status === 'running' && attempt?.phase === 'new' && attempt.tries === 0;
}

function* converse(run: Run): Conversation<ScopeEnding> {
  if (run.turns === 0) takeTurn(run, { kind: 'execution-started' });
  for (;;) {
    if (scopeFrame(run.snapshot)?.waitingFor?.kind !== 'task') run.attempt = undefined;
    yield* giveUp(run);
    if (!takesFacts(run)) yield* record(run);
    if (run.snapshot.status !== 'running') return yield* finish(run);
    if (run.requests >= GENERATION_REQUESTS_MAX && isQuiet(run)) return yield* goOnAnew(run);
    yield* openScopes(run);
    const happened = yield* hear(run);
    if (happened !== undefined) takeTurn(run, happened);
  }
}

/** What an orchestration begins with when it was put away: asked for until the store gives it. There is nothing to show before. */
function* load(reference: string, startedAt: number): Conversation<{ readonly value: JsonValue; readonly at: number }> {
  let at = startedAt;
  for (let tries = 0; ; tries += 1) {
    const answer = yield { request: { kind: 'call', activity: 'uwf-get', input: { reference } }, status: '{}' };
    const given = answer.kind === 'came' ? parseCarried(parseSent(answer.value)) : undefined;
    if (given !== undefined && 'value' in given) return { value: given.value, at: answer.at };
    at = (yield { request: { kind: 'sleep', until: Math.max(at, answer.at) + pauseMs(tries) }, status: '{}' }).at;
  }
}

/** The input of the orchestration that carries an execution out. A large one is given by a reference, which its starter has put away. */
export function scopeInput(start: ScopeStart): string {
  const envelope: ScopeEnvelope = { revision: start.revision, start: { value: plainObject(start) } };
  return JSON.stringify(envelope);
}

/**
 * One scope of an execution (the machine, a branch, an iteration) as an orchestration: pure and synchronous, it asks the service for one thing at a time and
 * is told when it came. Equal answers give equal requests, which is what a replay needs. Within a scope at most one thing is awaited beside the first of its
 * timers, and that timer always ends it: nothing is ever awaited twice.
 * Ends with the outcome, or with the input of a new generation once the history has become long and nothing is under way.
 */
export function* runScope(program: DurableProgram, envelope: ScopeEnvelope, at: number): Conversation<ScopeEnding> {
  const { start } = envelope;
  if ('value' in start) return yield* converseOrHalt(beginRun(program, parseScopeStart(start.value), at));
  const loaded = yield* load(start.reference, at);
  return yield* converseOrHalt(beginRun(program, parseScopeStart(loaded.value), loaded.at));
}
