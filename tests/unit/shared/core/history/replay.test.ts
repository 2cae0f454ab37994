import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outsideEventsOf, replayEvents, replayHistory } from '#shared/core/history/replay.ts';
import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';
import { driveExecution } from '#tests/support/asl-driver.ts';
import { optionsOf, scenario } from '#tests/support/machine-arbitrary.ts';
import { answering, factsOf, machineOf, programOf, runMachine, STARTED_AT } from '#tests/support/machines.ts';

const RUNS = { numRuns: 300 };

test('the outside events give the same history and the same snapshot again', () => {
  fc.assert(
    fc.property(scenario, (given) => {
      const program = programOf(given.machine);
      const facts = factsOf(given.input);
      const { events, history, snapshot } = driveExecution(program, facts, optionsOf(given));
      expect(replayEvents(program, facts, events)).toEqual({ history, snapshot });
    }),
    RUNS,
  );
});

test('a history alone, as a store gives it back, rebuilds the snapshot', () => {
  fc.assert(
    fc.property(scenario, (given) => {
      const program = programOf(given.machine);
      const facts = factsOf(given.input);
      const { history, snapshot } = driveExecution(program, facts, optionsOf(given));
      const stored: readonly HistoryEvent[] = JSON.parse(JSON.stringify(history));
      expect(replayHistory(program, facts, stored)).toEqual({ ok: true, value: snapshot });
    }),
    RUNS,
  );
});

test('a history that was cut between two turns rebuilds the snapshot of that time', () => {
  fc.assert(
    fc.property(scenario, fc.nat(), (given, at) => {
      const program = programOf(given.machine);
      const facts = factsOf(given.input);
      const { events } = driveExecution(program, facts, optionsOf(given));
      const cut = replayEvents(program, facts, events.slice(0, (at % events.length) + 1));
      expect(replayHistory(program, facts, cut.history)).toEqual({ ok: true, value: cut.snapshot });
    }),
    RUNS,
  );
});

describe('outsideEventsOf()', () => {
  test('tells a failure without error and cause without them', () => {
    const { history } = runMachine(machineOf({ a: { Type: 'Task', Resource: 'r', End: true } }), {}, { task: () => ({ kind: 'failed' }) });
    expect(outsideEventsOf(history)[1]).toEqual({ kind: 'task-failed', attemptId: 'run-1:1', at: STARTED_AT, seed: 'seed-1' });
  });

  test('tells a result that was too large as the failure that it became', () => {
    const machine = machineOf({ a: { Type: 'Task', Resource: 'r', End: true } });
    const { history, snapshot } = runMachine(machine, {}, { task: () => ({ kind: 'succeeded', output: 'x'.repeat(300_000) }) });
    expect(outsideEventsOf(history)[1]).toMatchObject({ kind: 'task-failed', error: 'States.DataLimitExceeded' });
    expect(replayHistory(programOf(machine), factsOf(), history)).toEqual({ ok: true, value: snapshot });
  });
});

describe('replayHistory() finds the first event that this build would not write', () => {
  const machine = machineOf({ a: { Type: 'Pass', Output: { n: 1, list: [1, 2] }, Next: 'b' }, b: { Type: 'Task', Resource: 'r', End: true } });
  const { history } = runMachine(machine, {}, { task: answering({ kind: 'succeeded', output: 1 }) });
  const changed = (index: number, change: (event: HistoryEvent) => HistoryEvent) => history.map((event, position) => (position === index ? change(event) : event));

  test.each<[string, readonly HistoryEvent[], number]>([
    ['another value', changed(2, (event) => ({ ...event, details: { ...event.details, output: { n: 2, list: [1, 2] } } })), 3],
    ['another item', changed(2, (event) => ({ ...event, details: { ...event.details, output: { n: 1, list: [1, 3] } } })), 3],
    ['a member more', changed(2, (event) => ({ ...event, details: { ...event.details, extra: null } })), 3],
    ['another kind', changed(1, (event) => ({ ...event, kind: 'state-exited' })), 2],
    ['an event less', history.slice(0, -1), history.length],
    ['an event more', [...history, ...history.slice(-1)], history.length + 1],
  ])('%s', (_name, recorded, sequence) => {
    expect(replayHistory(programOf(machine), factsOf(), recorded)).toEqual({ ok: false, error: { sequence } });
  });

  test('but not a difference in the order of keys', () => {
    const reordered = changed(2, (event) => ({ ...event, details: Object.fromEntries(Object.entries(event.details).reverse()) }));
    expect(replayHistory(programOf(machine), factsOf(), reordered).ok).toBe(true);
  });
});
