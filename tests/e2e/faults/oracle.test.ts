import { describe, expect, test } from 'vitest';
import { judge, printVerdict } from '#tests/support/faults/fault-table.ts';
import { EFFECT_KINDS, findViolations, type EffectKind, type Observed } from '#tests/support/faults/oracle.ts';

const STEP_MS = 100;

/** Runs that all went well, one after the other, with two faults meanwhile. */
function soundRuns(count: number): Observed {
  const ids = Array.from({ length: count }, (_none, index) => `run-${String(index)}`);
  const ofAll = <T>(make: (runId: string, kind: EffectKind) => T): readonly T[] => ids.flatMap((runId) => EFFECT_KINDS.map((kind) => make(runId, kind)));
  return {
    operations: ids.map((runId, index) => ({ name: `op-${String(index)}`, startedAt: index * STEP_MS, runId, isCancelled: false })),
    runs: ids.map((runId, index) => ({ runId, status: 'COMPLETED', endedAt: index * STEP_MS + 50 })),
    steps: ofAll((runId, kind) => ({ runId, attemptId: `${runId}:${kind}`, kind, status: 'done' })),
    effects: ofAll((runId, kind) => ({ runId, attemptId: `${runId}:${kind}`, kind })),
    faults: [{ kind: 'kill', from: 0, to: 400 }, { kind: 'cut', from: 500, to: 800 }],
    leftovers: { 'open steps': 0 },
  };
}

const SOUND = soundRuns(10);
const kindsOf = (observed: Observed): readonly string[] => findViolations(observed).map(({ kind }) => kind);
const effectOf = (kind: EffectKind) => ({ runId: 'run-3', attemptId: `run-3:${kind}`, kind });
const without = (kind: EffectKind): Observed => ({ ...SOUND, effects: SOUND.effects.filter(({ attemptId }) => attemptId !== `run-3:${kind}`) });

/** The same with one step of the fourth run, and the run itself, ended otherwise. */
function ended(kind: EffectKind, status: string, run: { readonly status: string; readonly error?: string }, isCancelled = false): Observed {
  return {
    ...SOUND,
    operations: SOUND.operations.map((operation) => (operation.runId === 'run-3' ? { ...operation, isCancelled } : operation)),
    runs: SOUND.runs.map((one) => (one.runId === 'run-3' ? { ...one, ...run } : one)),
    steps: SOUND.steps.map((step) => (step.attemptId === `run-3:${kind}` ? { ...step, status } : step)),
  };
}

const IN_DOUBT = { status: 'FAILED', error: 'Uwf.InDoubt' };

describe('the oracle of the fault tests', () => {
  test('finds nothing where all went well', () => {
    expect(findViolations(SOUND)).toEqual([]);
  });

  test.each(EFFECT_KINDS)('finds a planted second %s effect', (kind) => {
    expect(findViolations({ ...SOUND, effects: [...SOUND.effects, effectOf(kind)] })).toEqual([{ kind: 'doubled', what: `a ${kind} step is done with 2 effects`, runId: 'run-3' }]);
  });

  test.each(EFFECT_KINDS)('finds that the %s effect of a step that is done is missing', (kind) => {
    expect(findViolations(without(kind))).toEqual([{ kind: 'lost', what: `a ${kind} step is done with 0 effects`, runId: 'run-3' }]);
  });

  test('finds an effect that no step asked for', () => {
    expect(kindsOf({ ...SOUND, effects: [...SOUND.effects, { runId: 'run-3', attemptId: 'another', kind: 'opaque' }] })).toEqual(['doubled']);
  });

  test('finds a start that was never acknowledged, and a run that is gone', () => {
    expect(kindsOf({ ...SOUND, operations: [...SOUND.operations, { name: 'op-x', startedAt: 1, isCancelled: false }] })).toEqual(['lost']);
    expect(kindsOf({ ...SOUND, operations: [...SOUND.operations, { name: 'op-x', startedAt: 1, runId: 'gone', isCancelled: false }] })).toEqual(['lost']);
  });

  test('finds a run that was started twice', () => {
    expect(kindsOf({ ...SOUND, runs: [...SOUND.runs, { runId: 'second', status: 'COMPLETED' }] })).toEqual(['doubled']);
  });

  test('finds a success that skipped a step, or did one twice', () => {
    expect(kindsOf({ ...without('local'), steps: SOUND.steps.filter(({ attemptId }) => attemptId !== 'run-3:local') })).toEqual(['lost']);
    const again = { runId: 'run-3', attemptId: 'again', kind: 'local' as const };
    expect(kindsOf({ ...SOUND, steps: [...SOUND.steps, { ...again, status: 'done' }], effects: [...SOUND.effects, again] })).toEqual(['doubled']);
  });

  test('accepts doubt about what nobody can ask about, with its effect or without', () => {
    const doubtful = ended('opaque', 'in_doubt', IN_DOUBT);
    expect(findViolations(doubtful)).toEqual([]);
    expect(findViolations({ ...doubtful, effects: without('opaque').effects })).toEqual([]);
    expect(kindsOf({ ...doubtful, effects: [...SOUND.effects, effectOf('opaque')] })).toEqual(['doubled']);
  });

  test.each(['local', 'idempotent'] as const)('accepts no doubt about a %s effect', (kind) => {
    expect(kindsOf(ended(kind, 'in_doubt', IN_DOUBT))).toEqual(['untrue']);
  });

  test('finds that what is told to be cancelled has happened', () => {
    const cancelled = ended('opaque', 'cancelled', { status: 'CANCELLED' }, true);
    expect(kindsOf(cancelled)).toEqual(['untrue']);
    expect(findViolations({ ...cancelled, effects: without('opaque').effects })).toEqual([]);
  });

  test('knows steps that were cancelled before they were sent: nothing of them may have happened', () => {
    const unsent = { runId: 'run-3', attemptId: 'unsent', kind: 'unknown', status: 'cancelled' } as const;
    expect(findViolations({ ...SOUND, steps: [...SOUND.steps, unsent] })).toEqual([]);
    expect(kindsOf({ ...SOUND, steps: [...SOUND.steps, unsent], effects: [...SOUND.effects, { runId: 'run-3', attemptId: 'unsent', kind: 'local' }] })).toEqual(['untrue']);
    expect(kindsOf({ ...SOUND, steps: [...SOUND.steps, { ...unsent, status: 'in_doubt' }] })).toEqual(['untrue']);
  });

  test('finds a cancellation that nobody asked for, and a failure without a reason', () => {
    expect(kindsOf({ ...ended('opaque', 'cancelled', { status: 'CANCELLED' }), effects: without('opaque').effects })).toEqual(['untrue']);
    expect(kindsOf({ ...ended('opaque', 'failed', { status: 'FAILED', error: 'Uwf.HandlerFailed' }), effects: without('opaque').effects })).toEqual(['untrue']);
    expect(kindsOf(ended('opaque', 'done', IN_DOUBT))).toEqual(['untrue']);
  });

  test('finds what did not end', () => {
    expect(kindsOf(ended('opaque', 'dispatched', { status: 'RUNNING' }))).toEqual(['stuck', 'stuck']);
    expect(findViolations({ ...SOUND, leftovers: { 'open steps': 2, others: 0 } })).toEqual([{ kind: 'stuck', what: '2 open steps' }]);
  });
});

describe('the table of the fault tests', () => {
  test('counts operations by the fault that they were started in, and what was lost and doubled of them', () => {
    const { rows, during } = judge({ ...ended('opaque', 'in_doubt', IN_DOUBT), effects: [...without('local').effects, { ...effectOf('local'), runId: 'run-6', attemptId: 'run-6:local' }] });
    expect(rows).toMatchObject([
      { fault: 'kill', times: 1, operations: 5, succeeded: 4, inDoubt: 1, lost: 1, doubled: 0 },
      { fault: 'cut', times: 1, operations: 4, succeeded: 4, inDoubt: 0, lost: 0, doubled: 1 },
    ]);
    // The ninth was started before the last fault was over, and ended after it.
    expect(during).toEqual({ started: 9, succeeded: 7 });
  });

  test('tells the longest time without a success that touches a fault', () => {
    const silent = { ...SOUND, runs: SOUND.runs.filter(({ runId }) => !['run-4', 'run-5', 'run-6'].includes(runId)), faults: [{ kind: 'kill', from: 420, to: 430 }, { kind: 'cut', from: 760, to: 790 }] };
    expect(judge(silent).rows.map(({ fault, silenceMs }) => [fault, silenceMs])).toEqual([['kill', 400], ['cut', 100]]);
  });

  test('is printed with a line for each fault and one for all', () => {
    const lines = printVerdict(judge(SOUND)).split('\n').map((line) => line.trim().split(/ {2,}/u));
    expect(lines.slice(0, 4).map(([first]) => first)).toEqual(['fault', 'kill', 'cut', 'all']);
    expect(lines[3]).toEqual(['all', '2', '9', '9', '0', '0', '0', '0', '100']);
    expect(lines[4]?.join()).toContain('of 9 operations started during the faults 8 had succeeded');
  });
});
