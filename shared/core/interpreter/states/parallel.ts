import type { ParallelState } from '../../asl/model.ts';
import { assert } from '../../kernel/assert.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { prepareRecovery, recover } from '../catch.ts';
import { oversizedField } from '../causes.ts';
import type { Read, StatePreparation } from '../data-language.ts';
import { numberOf, withoutScopes } from '../frame.ts';
import { dataLimitExceeded } from '../leave.ts';
import { PAYLOAD_BYTES_MAX } from '../limits.ts';
import type { Opening, PreparedState, Signal, StateOutcome, Visit } from '../model.ts';
import { failScopes, goOnOpening, leaveScopes, outputsOf, recordScopeEnd, waitForScopes, withResult, type ScopeRules } from '../scopes.ts';
import type { Opened } from '../snapshot.ts';
import { prepareTransition } from '../transition.ts';
import { recordEvent, sizeOf } from '../turn.ts';

interface PreparedParallel extends ScopeRules {
  /** The first state of each branch. */
  readonly branches: readonly string[];
  readonly input: Read<JsonValue>;
}

function start(visit: Visit, parallel: PreparedParallel): StateOutcome {
  const { turn, frame, name } = visit;
  const input = parallel.input(visit);
  if (!input.ok) return recover(visit, parallel.recovery, input.error);
  if (sizeOf(turn, input.value) > PAYLOAD_BYTES_MAX) return recover(visit, parallel.recovery, dataLimitExceeded(oversizedField(name, 'arguments')));
  const total = parallel.branches.length;
  recordEvent(turn, { frame, state: name }, 'parallel-started', { branches: total });
  return waitForScopes(visit, { total, next: 0, results: [], input: input.value });
}

function withoutInput(opened: Opened): Opened {
  const { input: _input, ...rest } = opened;
  return rest;
}

/** The input of the branches is kept until the last of them has started. */
function openNext({ frame }: Visit, parallel: PreparedParallel): Opening | undefined {
  const { opened } = frame;
  assert(opened !== undefined, 'a Parallel that waits for its branches has opened some');
  const startAt = parallel.branches[opened.next];
  if (startAt === undefined || opened.input === undefined) return undefined;
  const index = opened.next;
  const counted = { ...opened, next: index + 1 };
  return { kind: 'opening', unit: 'branch', index, startAt, input: opened.input, opened: index + 1 === opened.total ? withoutInput(counted) : counted };
}

function resume(visit: Visit, parallel: PreparedParallel, signal: Signal): StateOutcome {
  const { opened, waitingFor } = visit.frame;
  if (waitingFor?.kind === 'retry') return start({ ...visit, frame: withoutScopes(visit.frame) }, parallel);
  assert(opened !== undefined, 'a Parallel waits for its branches or for a retry');
  if (signal.kind === 'timer-fired') return goOnOpening(visit, opened);
  assert(signal.kind === 'scope-succeeded' || signal.kind === 'scope-failed', 'a Parallel has no attempts of its own');
  recordScopeEnd(visit, 'branch', signal);
  if (signal.kind === 'scope-failed') return failScopes(visit, parallel, signal.failure);
  const counted = withResult(opened, { index: numberOf(signal.scope), output: signal.output });
  return counted.results.length === counted.total ? leaveScopes(visit, parallel, outputsOf(counted)) : waitForScopes(visit, counted);
}

/** Parallel: all branches with the same input; the first that fails gives up the others, and its error is the state's (states-language.net, "Parallel State"). */
export function prepareParallel(state: ParallelState, preparation: StatePreparation): PreparedState {
  const parallel: PreparedParallel = {
    unit: 'branch',
    type: 'parallel',
    branches: state.Branches.map((branch) => branch.StartAt),
    input: preparation.language.workInput(state, preparation),
    exit: preparation.language.workExit(state, preparation),
    recovery: prepareRecovery(state, preparation),
    ...prepareTransition(state, preparation),
  };
  if (parallel.branches.length === 0) preparation.report({ pointer: `${preparation.pointer}/Branches`, message: 'A Parallel has at least one branch' });
  return {
    type: 'Parallel',
    enter: (visit) => start(visit, parallel),
    resume: (visit, signal) => resume(visit, parallel, signal),
    openNext: (visit) => openNext(visit, parallel),
  };
}
