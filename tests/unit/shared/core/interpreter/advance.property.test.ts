import fc from 'fast-check';
import { expect, test } from 'vitest';
import { brokenInvariants } from '#shared/core/history/invariants.ts';
import { advance, startSnapshot } from '#shared/core/interpreter/advance.ts';
import type { Snapshot } from '#shared/core/interpreter/snapshot.ts';
import { driveExecution } from '#tests/support/asl-driver.ts';
import { optionsOf, scenario, type Scenario } from '#tests/support/machine-arbitrary.ts';
import { factsOf, programOf } from '#tests/support/machines.ts';

function run(given: Scenario, more: { readonly store?: (snapshot: Snapshot) => Snapshot; readonly duplicate?: boolean } = {}) {
  return driveExecution(programOf(given.machine), factsOf(given.input), { ...optionsOf(given), ...more });
}

const RUNS = { numRuns: 300 };

test('every history keeps the invariants, whatever happens', () => {
  fc.assert(
    fc.property(scenario, (given) => {
      const { history, snapshot } = run(given);
      expect(brokenInvariants(history)).toEqual([]);
      expect(history.length).toBe(snapshot.sequence);
    }),
    RUNS,
  );
});

test('storing the snapshot as JSON between any two turns changes nothing', () => {
  const store = (snapshot: Snapshot): Snapshot => JSON.parse(JSON.stringify(snapshot));
  fc.assert(
    fc.property(scenario, (given) => {
      const kept = run(given);
      const stored = run(given, { store });
      expect(stored.history).toEqual(kept.history);
      expect(stored.snapshot).toEqual(kept.snapshot);
      expect(JSON.parse(JSON.stringify(kept.snapshot))).toEqual(kept.snapshot);
    }),
    RUNS,
  );
});

test('an event that comes again changes nothing', () => {
  fc.assert(
    fc.property(scenario, (given) => {
      const program = programOf(given.machine);
      let snapshot = startSnapshot(factsOf(given.input));
      for (const event of run(given).events) {
        const once = advance(program, snapshot, event);
        const again = advance(program, once.snapshot, { ...event, at: event.at + 1, seed: 'again' });
        expect(again.snapshot).toBe(once.snapshot);
        expect(again.events).toEqual([]);
        snapshot = once.snapshot;
      }
    }),
    RUNS,
  );
});

test('equal arguments give equal steps, and arguments are left as they were', () => {
  fc.assert(
    fc.property(scenario, (given) => {
      const program = programOf(given.machine);
      let snapshot = startSnapshot(factsOf(given.input));
      for (const event of run(given).events) {
        const before = JSON.stringify([snapshot, event]);
        const step = advance(program, snapshot, event);
        expect(advance(program, snapshot, event)).toEqual(step);
        expect(JSON.stringify([snapshot, event])).toBe(before);
        snapshot = step.snapshot;
      }
    }),
    RUNS,
  );
});

test('an ended execution waits for nothing and leaves no timer behind', () => {
  fc.assert(
    fc.property(scenario, (given) => {
      const { snapshot, commands, events } = run(given);
      fc.pre(snapshot.status !== 'running');
      const running = new Set<string>();
      for (const command of commands) {
        if (command.kind === 'start-timer') running.add(command.timerId);
        if (command.kind === 'clear-timer') running.delete(command.timerId);
      }
      for (const event of events) if (event.kind === 'timer-fired') running.delete(event.timerId);
      expect([...running]).toEqual([]);
      expect(snapshot.root).not.toHaveProperty('waitingFor');
      expect(snapshot.root).not.toHaveProperty('state');
    }),
    RUNS,
  );
});
