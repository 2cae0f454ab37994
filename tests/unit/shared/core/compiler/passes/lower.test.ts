import { describe, expect, test } from 'vitest';
import { findingsOf, machineOf, runDocument } from '../run-document.ts';

describe('the workflow itself', () => {
  test('applies its input.from first and its output.as last', () => {
    const body = 'input: { from: "${ $.in }" }\noutput: { as: { out: "${ $ }" } }\ndo: [ { a: { set: { x: "${ $ }", raw: "${ $workflow.input.in }" } } } ]';
    expect(runDocument(body, { in: 1 })).toMatchObject({ output: { out: { x: 1, raw: 1 } }, states: ['workflow.start', 'a', 'workflow.output'] });
  });

  test('starts with an empty context, where the context is used', () => {
    expect(runDocument('do: [ { a: { set: { c: "${ $context }" } } } ]').output).toEqual({ c: {} });
    expect(machineOf('do: [ { a: { set: { c: 1 } } } ]').StartAt).toBe('a');
  });

  test('knows its context in its output', () => {
    expect(runDocument('output: { as: "${ $context }" }\ndo: [ { a: { set: { x: 1 }, export: { as: "${ $ }" } } } ]').output).toEqual({ x: 1 });
  });

  test('has a time limit', () => {
    expect(machineOf('timeout: { after: PT1M }\ndo: [ { a: { set: { c: 1 } } } ]').TimeoutSeconds).toBe(60);
    expect(runDocument('timeout: { after: PT1S }\ndo: [ { a: { wait: PT1M } } ]')).toMatchObject({ status: 'timed-out', took: 1000 });
  });

  test('enforces its output schema, and a time limit that is computed', () => {
    const body = 'output: { schema: { document: { required: [c] } } }\ntimeout: { after: "${ $.x }" }\ndo: [ { w: { wait: PT2S } }, { a: { set: { c: 1 } } } ]';
    expect(findingsOf(body)).toEqual([]);
    expect(runDocument(body, { x: 'PT5S' }).output).toEqual({ c: 1 });
    expect(runDocument(body, { x: 'PT1S' }).status).toBe('failed');
    expect(runDocument(body.replace('c: 1', 'd: 1'), { x: 'PT5S' }).status).toBe('failed');
  });

  test('knows neither a task nor $input in its own fields', () => {
    expect(findingsOf('input: { from: "${ $context }" }\noutput: { as: "${ $input & $task.name }" }\ndo: [ { a: { set: { c: 1 } } } ]')).toEqual(['UWF-2030 /input/from', 'UWF-2030 /output/as']);
  });
});
