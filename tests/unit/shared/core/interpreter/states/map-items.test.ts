import { describe, expect, test } from 'vitest';
import type { AslMachine, MapState } from '#shared/core/asl/model.ts';
import { replayHistory } from '#shared/core/history/replay.ts';
import { advance, startSnapshot } from '#shared/core/interpreter/advance.ts';
import { itemsOf } from '#shared/core/interpreter/states/map-items.ts';
import { isJsonObject } from '#shared/core/kernel/json.ts';
import type { DriverOptions } from '#tests/support/asl-driver.ts';
import { factsOf, programOf, runMachine, STARTED_AT } from '#tests/support/machines.ts';
import { failure, mapMachine, PASS, WORK } from './map-machine.ts';

test('itemsOf() takes arrays and objects, nothing else', () => {
  expect(itemsOf([1, null])).toEqual({ items: [1, null] });
  expect(itemsOf({ a: 1, b: [] })).toEqual({ items: [1, []], keys: ['a', 'b'] });
  expect([null, 1, 'text', true].map(itemsOf)).toEqual([undefined, undefined, undefined, undefined]);
});

describe('batches', () => {
  const batched = (ItemBatcher: MapState['ItemBatcher'], more: Partial<MapState> = {}): AslMachine =>
    mapMachine({ Items: [1, 2, 3], ...(ItemBatcher === undefined ? {} : { ItemBatcher }), ...more }, PASS, 'DISTRIBUTED');

  test('hold as many items as they may, with what they share', () => {
    expect(runMachine(batched({ MaxItemsPerBatch: 2, BatchInput: { x: '{% $states.input %}' } }), 'in').snapshot.output).toEqual([
      { BatchInput: { x: 'in' }, Items: [1, 2] },
      { BatchInput: { x: 'in' }, Items: [3] },
    ]);
  });

  test('hold what fits into their bytes, and one item at least', () => {
    expect(runMachine(batched({ MaxInputBytesPerBatch: '{% 20 %}' }, { Items: ['aaa', 'bbb', 'c'.repeat(50)] })).snapshot.output).toEqual([
      { Items: ['aaa'] },
      { Items: ['bbb'] },
      { Items: ['c'.repeat(50)] },
    ]);
  });

  test('go through ItemSelector, item by item', () => {
    expect(runMachine(batched({ MaxItemsPerBatch: 3 }, { ItemSelector: '{% $states.context.Map.Item.Index %}' })).snapshot.output).toEqual([{ Items: [0, 1, 2] }]);
  });

  test('count all their items when they fail', () => {
    const machine = mapMachine({ Items: [1, 2, 3, 4], ItemBatcher: { MaxItemsPerBatch: 3 }, ToleratedFailureCount: 2 }, WORK, 'DISTRIBUTED');
    const failBatchOf = (size: number): DriverOptions['task'] => ({ arguments: batch }) => (isJsonObject(batch) && Array.isArray(batch['Items']) && batch['Items'].length === size ? failure : { kind: 'succeeded', output: 'ok' });
    expect(runMachine(machine, {}, { task: failBatchOf(3) }).snapshot.failure?.error).toBe('States.ExceedToleratedFailureThreshold');
    expect(runMachine(machine, {}, { task: failBatchOf(1) }).snapshot.output).toEqual(['ok']);
  });

  test('fail the Map when their limits or their input fail', () => {
    for (const batcher of [{ MaxItemsPerBatch: '{% 0 %}' }, { MaxInputBytesPerBatch: '{% $x %}' }, { MaxItemsPerBatch: 1, BatchInput: '{% $x %}' }]) {
      expect(runMachine(batched(batcher)).snapshot.failure?.error).toBe('States.QueryEvaluationError');
    }
    expect(runMachine(batched({ MaxItemsPerBatch: 1 }, { ItemSelector: '{% $x %}' })).snapshot.failure?.error).toBe('States.QueryEvaluationError');
  });
});

describe('a Map of very many items', () => {
  const many = mapMachine({ Items: '{% [1..3000] %}' }, PASS, 'DISTRIBUTED');

  test('goes over several turns and tells the same again from its history', () => {
    const { snapshot, events, history } = runMachine(many);
    expect(snapshot.output).toHaveLength(3_000);
    expect(events.map((event) => event.kind)).toEqual(['execution-started', 'timer-fired']);
    expect(replayHistory(programOf(many), factsOf(), history)).toEqual({ ok: true, value: snapshot });
  });

  test('keeps of its items only those that are left, about', () => {
    const first = advance(programOf(many), startSnapshot(factsOf()), { kind: 'execution-started', at: STARTED_AT, seed: 's' });
    expect(first.snapshot.root.opened?.next).toBe(1_999);
    expect(first.snapshot.root.opened?.map?.items.length).toBeLessThan(1_600);
    expect(first.snapshot.root.waitingFor).toEqual({ kind: 'scopes', timerId: 'run-1:t1' });
  });

  test('goes on when an iteration ends before the timer of the next turn', () => {
    const states = { choose: { Type: 'Choice', Choices: [{ Condition: '{% $states.input = 1 %}', Next: 'work' }], Default: 'pass' }, ...WORK, ...PASS } as const;
    const machine = mapMachine({ Items: '{% [1..1500] %}' }, states, 'DISTRIBUTED');
    const program = programOf(machine);
    const first = advance(program, startSnapshot(factsOf()), { kind: 'execution-started', at: STARTED_AT, seed: 's' });
    const next = advance(program, first.snapshot, { kind: 'task-succeeded', attemptId: 'run-1:1', output: 1, at: STARTED_AT, seed: 't' });
    expect(next.commands).toContainEqual({ kind: 'clear-timer', timerId: 'run-1:t1' });
    expect(next.snapshot.status).toBe('succeeded');
  });

  test('leaves no timer behind when it is left before the next turn', () => {
    const states = { choose: { Type: 'Choice', Choices: [{ Condition: '{% $states.input = 1 %}', Next: 'work' }], Default: 'pass' }, ...WORK, ...PASS } as const;
    const program = programOf(mapMachine({ Items: '{% [1..1500] %}' }, states));
    const first = advance(program, startSnapshot(factsOf()), { kind: 'execution-started', at: STARTED_AT, seed: 's' });
    const failed = advance(program, first.snapshot, { kind: 'task-failed', attemptId: 'run-1:1', at: STARTED_AT, seed: 't' });
    expect(failed.commands).toEqual([{ kind: 'clear-timer', timerId: 'run-1:t1' }]);
    expect(failed.snapshot.status).toBe('failed');
  });
});
