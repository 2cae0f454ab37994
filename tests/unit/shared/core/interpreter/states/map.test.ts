import { describe, expect, test } from 'vitest';
import type { AslMachine, AslState, MapState } from '#shared/core/asl/model.ts';
import type { Snapshot } from '#shared/core/interpreter/snapshot.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { DriverOptions } from '#tests/support/asl-driver.ts';
import { answering, machineOf, outline, runMachine } from '#tests/support/machines.ts';
import { catchAll, failure, mapMachine, PASS, WORK } from './map-machine.ts';

/** Fails for the items that are named, gives back the others. */
function failingFor(...items: readonly JsonValue[]): DriverOptions['task'] {
  return ({ arguments: item }) => (items.includes(item) ? failure : { kind: 'succeeded', output: item });
}

describe('the items of a Map', () => {
  test('are its input, or what Items gives', () => {
    expect(runMachine(mapMachine({}), ['a', 'b']).snapshot.output).toEqual(['a', 'b']);
    expect(runMachine(mapMachine({ Items: '{% $states.input.list %}' }), { list: [1, null] }).snapshot.output).toEqual([1, null]);
    expect(runMachine(mapMachine({ Items: [1, '{% $states.input %}'] }), 'two').snapshot.output).toEqual([1, 'two']);
  });

  test('go through ItemSelector, which sees the item, its index and the input', () => {
    const ItemSelector = { v: '{% $states.context.Map.Item.Value %}', i: '{% $states.context.Map.Item.Index %}', in: '{% $states.input.x %}' };
    expect(runMachine(mapMachine({ Items: ['a', 'b'], ItemSelector }), { x: 1 }).snapshot.output).toEqual([
      { v: 'a', i: 0, in: 1 },
      { v: 'b', i: 1, in: 1 },
    ]);
  });

  test('are seen by the states inside of an inline Map', () => {
    const states = { see: { Type: 'Pass', Output: '{% $states.context.Map.Item.Index & ":" & $states.context.Map.Item.Value %}', End: true } } as const;
    expect(runMachine(mapMachine({ Items: ['a', 'b'] }, states)).snapshot.output).toEqual(['0:a', '1:b']);
  });

  test('may be none at all', () => {
    const { snapshot, history } = runMachine(mapMachine({ Items: [] }));
    expect(snapshot.output).toEqual([]);
    expect(outline(history).slice(1, 5)).toEqual(['state-entered each', 'map-started each', 'map-succeeded each', 'state-exited each']);
  });

  test('must be an array', () => {
    expect(runMachine(mapMachine({ Items: '{% $states.input %}', Catch: catchAll }), { a: 1 }).snapshot.output).toEqual({
      caught: {
        Error: 'States.QueryEvaluationError',
        Cause: "An error occurred while executing the state 'each' (entered at the event id #2). The JSONata expression '$states.input' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'object'",
      },
    });
    expect(runMachine(mapMachine({}), 1).snapshot.failure?.cause).toMatch(/Map state input must be an array but was$/);
  });

  test('are tried one after the other when MaxConcurrency is 1', () => {
    const { history } = runMachine(mapMachine({ Items: [1, 2], MaxConcurrency: 1 }, PASS));
    expect(outline(history).slice(2, -4)).toEqual([
      'map-started each',
      'map-iteration-started each',
      'state-entered pass',
      'state-exited pass',
      'map-iteration-succeeded each',
      'map-iteration-started each',
      'state-entered pass',
      'state-exited pass',
      'map-iteration-succeeded each',
      'map-succeeded each',
    ]);
  });
});

describe('the limit of concurrency', () => {
  function mostAtOnce(machine: AslMachine): number {
    let most = 0;
    const store = (snapshot: Snapshot): Snapshot => {
      most = Math.max(most, snapshot.root.children.length);
      return snapshot;
    };
    runMachine(machine, {}, { store, task: () => ({ kind: 'succeeded', output: 1, afterMs: 10 }) });
    return most;
  }

  test.each<[JsonValue, number]>([
    [1, 1],
    [3, 3],
    ['{% 1 + 1 %}', 2],
    [0, 40],
  ])('%j lets %i iterations run at the same time', (MaxConcurrency, most) => {
    expect(mostAtOnce(mapMachine({ Items: '{% [1..60] %}', MaxConcurrency: MaxConcurrency as number }))).toBe(most);
  });

  test('is 40 inline and 1000 distributed when nothing is said', () => {
    expect(mostAtOnce(mapMachine({ Items: '{% [1..60] %}' }))).toBe(40);
    expect(mostAtOnce(mapMachine({ Items: '{% [1..1010] %}' }, WORK, 'DISTRIBUTED'))).toBe(1000);
  });

  test('that is negative fails the state', () => {
    expect(runMachine(mapMachine({ Items: [1], MaxConcurrency: '{% -1 %}' })).snapshot.failure?.cause).toMatch(/MaxConcurrency cannot be negative\.$/);
  });
});

describe('an iteration that fails', () => {
  test('fails the Map with its error, and the others are given up', () => {
    const { snapshot, history, commands } = runMachine(mapMachine({ Items: [1, 2, 3] }), {}, { task: ({ arguments: item }) => (item === 2 ? failure : { kind: 'never' }) });
    expect(snapshot.failure).toEqual({ error: 'Custom', cause: 'why' });
    expect(commands.filter((command) => command.kind === 'cancel-task').map((command) => command.attemptId)).toEqual(['run-1:1', 'run-1:3']);
    expect(outline(history).slice(-7)).toEqual([
      'map-iteration-failed each',
      'task-cancelled work',
      'map-iteration-aborted each',
      'task-cancelled work',
      'map-iteration-aborted each',
      'map-failed each',
      'execution-failed',
    ]);
  });

  test('is caught around the Map, whose catcher assigns outside', () => {
    const machine = machineOf({
      each: { Type: 'Map', Items: [1], ItemProcessor: { StartAt: 'work', States: WORK }, Catch: [{ ErrorEquals: ['Custom'], Assign: { e: '{% $states.errorOutput.Error %}' }, Next: 'after' }], End: true },
      after: { Type: 'Pass', Output: '{% $e %}', End: true },
    });
    expect(runMachine(machine, {}, { task: () => failure }).snapshot.output).toBe('Custom');
  });

  test('is tried again with all iterations from the start', () => {
    const { snapshot, history } = runMachine(mapMachine({ Items: [1, 2], Retry: [{ ErrorEquals: ['Custom'] }] }), {}, { task: answering({ kind: 'succeeded', output: 0 }, failure, { kind: 'succeeded', output: 1 }, { kind: 'succeeded', output: 2 }) });
    expect(snapshot.output).toEqual([1, 2]);
    expect(history.filter((event) => event.kind === 'map-started')).toHaveLength(2);
  });
});

describe('the fields of a Map', () => {
  test('that fail can be caught', () => {
    const fields: readonly Partial<MapState>[] = [
      { Items: '{% $x %}' },
      { Items: [1], ItemSelector: '{% $x %}' },
      { Items: [1], MaxConcurrency: '{% $x %}' },
      { Items: [1], ToleratedFailureCount: '{% $x %}' },
      { Items: [1], ToleratedFailurePercentage: '{% 101 %}' },
      { Items: [1], Output: '{% $x %}' },
    ];
    for (const more of fields) expect(runMachine(mapMachine({ ...more, Catch: catchAll })).snapshot.output).toMatchObject({ caught: { Error: 'States.QueryEvaluationError' } });
  });

  test('that fail for one item give up the iterations that run', () => {
    const ItemSelector = '{% $states.context.Map.Item.Index = 1 ? $x : 0 %}';
    const { commands, history } = runMachine(mapMachine({ Items: [1, 2], ItemSelector }), {}, { task: answering() });
    expect(commands.at(-1)).toEqual({ kind: 'cancel-task', attemptId: 'run-1:1', state: 'work', scope: '0' });
    expect(outline(history).slice(-5)).toEqual(['evaluation-failed each', 'task-cancelled work', 'map-iteration-aborted each', 'map-failed each', 'execution-failed']);
  });

  test('may not make an input of more than 256 KiB', () => {
    const ItemSelector = ['{% $states.input %}', '{% $states.input %}'];
    expect(runMachine(mapMachine({ Items: [1], ItemSelector, Catch: catchAll }), 'x'.repeat(200_000)).snapshot.output).toMatchObject({ caught: { Error: 'States.DataLimitExceeded' } });
  });
});

describe('failures that are tolerated', () => {
  const distributed = (more: Partial<MapState>): AslMachine => mapMachine({ Items: [1, 2, 3, 4], ...more }, WORK, 'DISTRIBUTED');
  const exceeded = { error: 'States.ExceedToleratedFailureThreshold', cause: 'The specified tolerated failure threshold was exceeded' };

  test.each<[string, Partial<MapState>, readonly JsonValue[], boolean]>([
    ['none is tolerated by itself', {}, [2], false],
    ['up to the count', { ToleratedFailureCount: 1 }, [2], true],
    ['not more than the count', { ToleratedFailureCount: 1 }, [2, 3], false],
    ['up to the percentage', { ToleratedFailurePercentage: 50 }, [1, 4], true],
    ['not more than the percentage', { ToleratedFailurePercentage: 49.9 }, [1, 4], false],
    ['not more than either of the two', { ToleratedFailureCount: 3, ToleratedFailurePercentage: 25 }, [1, 4], false],
  ])('%s', (_name, more, failing, isTolerated) => {
    const { snapshot } = runMachine(distributed(more), {}, { task: failingFor(...failing) });
    if (isTolerated) expect(snapshot.output).toEqual([1, 2, 3, 4].filter((item) => !failing.includes(item)));
    else expect(snapshot.failure).toEqual(exceeded);
  });

  test('are counted inline only where the Map says so', () => {
    expect(runMachine(mapMachine({ Items: [1, 2] }), {}, { task: failingFor(1) }).snapshot.failure?.error).toBe('Custom');
    expect(runMachine(mapMachine({ Items: [1, 2], ToleratedFailureCount: 1 }), {}, { task: failingFor(1) }).snapshot.output).toEqual([2]);
  });

  test('are caught by the name of the threshold', () => {
    const { snapshot } = runMachine(distributed({ Catch: [{ ErrorEquals: ['States.ExceedToleratedFailureThreshold'], Next: 'caught' }] }), {}, { task: failingFor(1) });
    expect(snapshot.output).toEqual({ caught: { Error: exceeded.error, Cause: exceeded.cause } });
  });

  test('may be any of an iteration, but not a loop without an end', () => {
    const loop = { a: { Type: 'Pass', Next: 'b' }, b: { Type: 'Pass', Next: 'a' } } as const;
    expect(runMachine(mapMachine({ Items: [1], ToleratedFailureCount: 9 }, loop, 'DISTRIBUTED')).snapshot.failure?.error).toBe('Uwf.TransitionLimit');
    expect(runMachine(distributed({ ToleratedFailureCount: 9 }), {}, { task: () => ({ kind: 'failed', error: 'States.Runtime' }) }).snapshot.output).toEqual([]);
  });
});

describe('an iteration of a distributed Map', () => {
  const see = (output: JsonValue): { readonly [name: string]: AslState } => ({ see: { Type: 'Pass', Output: output, End: true } });

  test('is an execution of its own, with its own input', () => {
    const output = { input: '{% $states.context.Execution.Input %}', name: '{% $states.context.Execution.Name %}', id: '{% $states.context.Execution.Id %}' };
    expect(runMachine(mapMachine({ Items: ['a', 'b'], Label: 'lab' }, see(output), 'DISTRIBUTED')).snapshot.output).toEqual([
      { input: 'a', name: 'lab:2.0.0', id: 'run-1/lab:2.0.0' },
      { input: 'b', name: 'lab:2.0.1', id: 'run-1/lab:2.0.1' },
    ]);
  });

  test('sees no variables from outside, and may use their names', () => {
    const machine = (mode: 'INLINE' | 'DISTRIBUTED'): AslMachine =>
      machineOf({
        set: { Type: 'Pass', Assign: { v: 1 }, Next: 'each' },
        each: {
          Type: 'Map',
          Items: [1],
          ItemProcessor: { ProcessorConfig: { Mode: mode }, StartAt: 'see', States: { see: { Type: 'Pass', Output: '{% $exists($v) %}', Assign: { w: 2 }, End: true } } },
          End: true,
        },
      });
    expect(runMachine(machine('INLINE')).snapshot.output).toEqual([true]);
    expect(runMachine(machine('DISTRIBUTED')).snapshot.output).toEqual([false]);
  });

  test('does not see the item of the Map, nor do scopes inside of it', () => {
    const inner = { both: { Type: 'Parallel', Branches: [{ StartAt: 'see', States: see('{% [$exists($states.context.Map), $states.context.Execution.Input] %}') }], End: true } } as const;
    expect(runMachine(mapMachine({ Items: ['a'] }, inner, 'DISTRIBUTED')).snapshot.output).toEqual([[[false, 'a']]]);
  });

  test('may come from the members of an object', () => {
    const ItemSelector = { k: '{% $states.context.Map.Item.Key %}', v: '{% $states.context.Map.Item.Value %}' };
    expect(runMachine(mapMachine({ ItemSelector }, PASS, 'DISTRIBUTED'), { a: 1, b: 2 }).snapshot.output).toEqual([
      { k: 'a', v: 1 },
      { k: 'b', v: 2 },
    ]);
  });

  test('may be named by the processor of before 2022', () => {
    const legacy = { StartAt: 'see', States: see('{% $states.context.Execution.Input %}'), ProcessorConfig: { Mode: 'DISTRIBUTED' } };
    expect(runMachine(machineOf({ each: { Type: 'Map', Items: ['a'], Iterator: legacy, End: true } })).snapshot.output).toEqual(['a']);
  });
});

test('a JSONPath Map reads its paths, and its items go through Parameters as before 2022', () => {
  const machine: AslMachine = {
    StartAt: 'each',
    States: {
      each: {
        Type: 'Map',
        InputPath: '$.work',
        ItemsPath: '$.items',
        Parameters: { 'item.$': '$$.Map.Item.Value', 'all.$': '$.name' },
        MaxConcurrencyPath: '$.at-once',
        ResultPath: '$.result',
        ItemProcessor: { StartAt: 'pass', States: PASS },
        End: true,
      },
    },
  };
  const work = { items: [1, 2], name: 'n', 'at-once': '1' };
  expect(runMachine(machine, { work }).snapshot.output).toEqual({ work, result: [{ item: 1, all: 'n' }, { item: 2, all: 'n' }] });
});
