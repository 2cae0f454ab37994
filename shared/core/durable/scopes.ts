import { scopeFrame, scopesApart, scopeSnapshot } from '../interpreter/scope-apart.ts';
import type { Frame } from '../interpreter/snapshot.ts';
import { assert } from '../kernel/assert.ts';
import { ask, callSurely, carry, plainObject, unload } from './converse.ts';
import { GENERATION_REQUESTS_MAX, SCOPE_ID_UNITS_MAX, LIVE_SCOPES_MAX } from './limits.ts';
import type { Conversation, ScopeEnvelope, ScopeReport, ScopeStart } from './model.ts';
import { instanceOf, scopesEvent } from './names.ts';
import { parseScopeReport } from './parse.ts';
import { firstTimer, type Happened, type Run } from './run.ts';

function idOf({ apart }: Frame): string {
  assert(apart !== undefined, 'scopes of a durable execution are carried out apart');
  return apart.id;
}

function instanceOfScope(run: Run, scopeId: string): string {
  const { execution } = run.snapshot;
  return instanceOf({ execution, apart: { path: [], id: scopeId } });
}

/** By which event the scopes of the current state tell their ends. */
function currentEvent(run: Run): string {
  const frame = scopeFrame(run.snapshot);
  assert(frame?.enteredSequence !== undefined, 'a state that opens scopes has been entered');
  return scopesEvent(frame.enteredSequence);
}

/** The input of an orchestration, as the text that it is given as. */
export function* envelopeOf(run: Run, start: ScopeStart): Conversation<string> {
  const envelope: ScopeEnvelope = { revision: start.revision, start: yield* carry(run, plainObject(start)) };
  return JSON.stringify(envelope);
}

function* opening(run: Run, scope: Frame): Conversation<{ readonly instanceId: string; readonly input: string }> {
  const { progress: _progress, parent: _parent, ...origin } = run.start;
  const scopeId = idOf(scope);
  const instanceId = instanceOfScope(run, scopeId);
  assert(scopeId.length <= SCOPE_ID_UNITS_MAX, 'a program nests its scopes no deeper than their names allow');
  const seed = `${run.start.seed}:${scopeId}`;
  const parent = { instanceId: run.instanceId, event: currentEvent(run) };
  const input = yield* envelopeOf(run, { ...origin, seed, snapshot: scopeSnapshot(run.snapshot, scope), parent });
  return { instanceId, input };
}

/**
 * Starts the scopes that the interpreter has opened since. A generation that has become long starts no more of them: it waits until those that run have
 * ended, because a new generation would not hear of them, and the next one goes on.
 */
export function* openScopes(run: Run): Conversation<void> {
  if (run.requests >= GENERATION_REQUESTS_MAX) return;
  const waiting = scopesApart(run.snapshot).filter((scope) => !run.live.has(idOf(scope)));
  const scopes: { readonly instanceId: string; readonly input: string }[] = [];
  const some = waiting.slice(0, Math.max(LIVE_SCOPES_MAX - run.live.size, 0));
  for (const scope of some) scopes.push(yield* opening(run, scope));
  if (scopes.length === 0) return;
  // Known before they are asked for: whoever ends this orchestration from now on finds them.
  some.forEach((scope) => run.live.add(idOf(scope)));
  yield* ask(run, { kind: 'open', scopes });
}

function* eventOf(run: Run, report: ScopeReport): Conversation<Happened | undefined> {
  if (!run.live.delete(report.scopeId)) return undefined;
  run.told = [...run.told, report.scopeId];
  switch (report.kind) {
    case 'stopped':
      return { kind: 'stop-requested', reason: 'engine-fault' };
    case 'failed': {
      const { scopeId, kind: _kind, ...failure } = report;
      return { kind: 'scope-failed', scopeId, failure };
    }
    default:
      return { kind: 'scope-succeeded', scopeId: report.scopeId, output: yield* unload(run, report.output) };
  }
}

/** Waits for the next scope to tell its end. One that was told before is not heard twice. */
export function* hearOfScopes(run: Run): Conversation<Happened | undefined> {
  const timer = firstTimer(run);
  const answer = yield* ask(run, { kind: 'listen', event: currentEvent(run), ...(timer === undefined ? {} : { until: timer.dueAt }) });
  const report = answer.kind === 'came' ? parseScopeReport(answer.value) : undefined;
  return report === undefined ? undefined : yield* eventOf(run, report);
}

/** Ends what nobody waits for any more: attempts, and scopes with everything beneath them. */
export function* giveUp(run: Run): Conversation<void> {
  const awaited = new Set(scopesApart(run.snapshot).map(idOf));
  const gone = [...run.live].filter((id) => !awaited.has(id));
  if (gone.length === 0 && run.cancelled.length === 0) return;
  const { revision } = run.start;
  const executionId = run.snapshot.execution.id;
  const attempts = run.cancelled.map(({ attemptId, state }) => ({ attemptId, state }));
  yield* callSurely(run, 'uwf-cancel', { revision, executionId, at: run.at, attempts, instances: gone.map((id) => instanceOfScope(run, id)) });
  run.cancelled = [];
  gone.forEach((id) => run.live.delete(id));
}

/** Waits until the scopes that told their end are over. */
export function* settleScopes(run: Run): Conversation<void> {
  if (run.told.length > 0) yield* ask(run, { kind: 'settle', instanceIds: run.told.map((id) => instanceOfScope(run, id)) });
}
