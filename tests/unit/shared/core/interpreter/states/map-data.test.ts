import { describe, expect, test } from 'vitest';
import type { AslMachine, MapState } from '#shared/core/asl/model.ts';
import { replayHistory } from '#shared/core/history/replay.ts';
import { advance, startSnapshot } from '#shared/core/interpreter/advance.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { DriverOptions } from '#tests/support/asl-driver.ts';
import { factsOf, outline, programOf, runMachine, STARTED_AT } from '#tests/support/machines.ts';
import { catchAll, failure, mapMachine, PASS, WORK } from './map-machine.ts';

describe('a Map with an ItemReader', () => {
  const reader = { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'JSON', MaxItems: 2 }, Arguments: { Bucket: '{% $states.input.bucket %}' } };
  const reading = (more: Partial<MapState> = {}): AslMachine => mapMachine({ ItemReader: reader, Catch: catchAll, ...more }, PASS, 'DISTRIBUTED');
  const items = (output: JsonValue): Partial<DriverOptions> => ({ task: () => ({ kind: 'succeeded', output }) });

  test('has its items read, by the arguments and the configuration of the reader', () => {
    const { snapshot, commands, history } = runMachine(reading(), { bucket: 'b' }, items(['one', 'two', 'three']));
    expect(commands).toEqual([
      { kind: 'schedule-task', attemptId: 'run-1:1', state: 'each', resource: reader.Resource, arguments: { Bucket: 'b', ReaderConfig: reader.ReaderConfig }, retryCount: 0, visit: 2 },
    ]);
    expect(snapshot.output).toEqual(['one', 'two']);
    expect(outline(history).slice(1, 5)).toEqual(['state-entered each', 'task-scheduled each', 'task-succeeded each', 'map-started each']);
  });

  test('takes the members of an object', () => {
    expect(runMachine(reading({ ItemSelector: '{% $states.context.Map.Item.Key %}' }), {}, items({ a: 1, b: 2, c: 3 })).snapshot.output).toEqual({ caught: expect.anything() });
    expect(runMachine(reading({ ItemSelector: '{% $states.context.Map.Item.Key %}' }), { bucket: 'b' }, items({ a: 1, b: 2, c: 3 })).snapshot.output).toEqual(['a', 'b']);
  });

  test('needs neither arguments nor a configuration', () => {
    const { commands } = runMachine(reading({ ItemReader: { Resource: 'r' } }), {}, items([]));
    expect(commands[0]).toMatchObject({ resource: 'r', arguments: {} });
  });

  test.each<[string, Partial<DriverOptions>, string | RegExp]>([
    ['the reader fails', { task: () => failure }, 'why'],
    ['what was read is no list', items('text'), /neither an array nor an object/],
    ['what was read is too large', items(['x'.repeat(17_000_000)]), /larger than/],
  ])('fails when %s', (_name, options, cause) => {
    const { output } = runMachine(reading(), { bucket: 'b' }, options).snapshot;
    expect(output).toMatchObject({ caught: { Error: 'States.ItemReaderFailed', Cause: expect.stringMatching(cause) } });
  });

  test('fails by MaxItems that is none', () => {
    const machine = reading({ ItemReader: { ...reader, ReaderConfig: { MaxItems: '{% 0.5 %}' } } });
    expect(runMachine(machine, { bucket: 'b' }, items([1])).snapshot.output).toMatchObject({ caught: { Error: 'States.QueryEvaluationError' } });
  });

  test('lets the reader say that it is alive', () => {
    const program = programOf(reading());
    const stamp = { at: STARTED_AT, seed: 's' };
    const { snapshot } = advance(program, startSnapshot(factsOf({ bucket: 'b' })), { ...stamp, kind: 'execution-started' });
    expect(advance(program, snapshot, { ...stamp, kind: 'task-heartbeat', attemptId: 'run-1:1' }).snapshot).toBe(snapshot);
  });

  test('replays to the same snapshot, also after too much was read', () => {
    for (const output of [[1, 2], ['x'.repeat(17_000_000)]]) {
      const { snapshot, history } = runMachine(reading(), { bucket: 'b' }, items(output));
      expect(replayHistory(programOf(reading()), factsOf({ bucket: 'b' }), history)).toEqual({ ok: true, value: snapshot });
    }
  });
});

describe('a Map with a ResultWriter', () => {
  const writer = { Resource: 'arn:aws:states:::s3:putObject', WriterConfig: { OutputType: 'JSON' }, Arguments: { Prefix: '{% $states.input %}' } };
  const writing = (more: Partial<MapState> = {}): AslMachine => mapMachine({ Items: [1, 2], ToleratedFailureCount: 1, ResultWriter: writer, ...more }, WORK, 'DISTRIBUTED');
  const task: DriverOptions['task'] = ({ resource, arguments: item }) => {
    if (resource === writer.Resource) return { kind: 'succeeded', output: { written: true } };
    return item === 2 ? failure : { kind: 'succeeded', output: 'ok' };
  };

  test('has its results written, and what the writer says is the result', () => {
    const { snapshot, commands } = runMachine(writing(), 'p', { task });
    expect(snapshot.output).toEqual({ written: true });
    expect(commands.findLast((command) => command.kind === 'schedule-task')?.arguments).toEqual({
      Prefix: 'p',
      WriterConfig: { OutputType: 'JSON' },
      Results: [
        { Index: 0, Status: 'SUCCEEDED', Output: 'ok' },
        { Index: 1, Status: 'FAILED', Error: 'Custom', Cause: 'why' },
      ],
    });
  });

  test('fails when the writer or its arguments fail', () => {
    const failing: DriverOptions['task'] = (attempt) => (attempt.resource === writer.Resource ? { kind: 'failed' } : task(attempt));
    expect(runMachine(writing({ Catch: catchAll }), 'p', { task: failing }).snapshot.output).toEqual({ caught: { Error: 'States.ResultWriterFailed', Cause: null } });
    const noPrefix = writing({ ResultWriter: { ...writer, Arguments: '{% $x %}' } });
    expect(runMachine(noPrefix, 'p', { task }).snapshot.failure?.error).toBe('States.QueryEvaluationError');
  });

  test('may have no more than that to say', () => {
    const { commands } = runMachine(writing({ ResultWriter: { Resource: 'w' } }), 'p', { task: ({ resource }) => (resource === 'w' ? failure : { kind: 'failed' }) });
    expect(commands.some((command) => command.kind === 'schedule-task' && command.resource === 'w')).toBe(false);
    const one = runMachine(writing({ Items: [1], ResultWriter: { Resource: 'w' } }), 'p', { task: ({ resource }) => (resource === 'w' ? { kind: 'succeeded', output: 0 } : { kind: 'failed' }) });
    expect(one.commands.findLast((command) => command.kind === 'schedule-task')?.arguments).toEqual({ Results: [{ Index: 0, Status: 'FAILED' }] });
  });

  test('without a Resource only flattens', () => {
    const flat = mapMachine({ Items: [[1, 2], 3], ResultWriter: { WriterConfig: { Transformation: 'FLATTEN' } } }, PASS, 'DISTRIBUTED');
    expect(runMachine(flat).snapshot.output).toEqual([1, 2, 3]);
    expect(runMachine(mapMachine({ Items: [[1], 2], ResultWriter: { WriterConfig: { Transformation: 'COMPACT' } } }, PASS, 'DISTRIBUTED')).snapshot.output).toEqual([[1], 2]);
  });
});
