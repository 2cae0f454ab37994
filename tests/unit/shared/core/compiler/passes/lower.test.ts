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

  test('refuses what it does not enforce', () => {
    expect(findingsOf('output: { schema: { document: { type: object } } }\ntimeout: { after: "${ $.x }" }\ndo: [ { a: { set: { c: 1 } } } ]')).toEqual(['UWF-2042 /output/schema/document', 'UWF-2044 /timeout/after']);
  });

  test('knows neither a task nor $input in its own fields', () => {
    expect(findingsOf('input: { from: "${ $context }" }\noutput: { as: "${ $input & $task.name }" }\ndo: [ { a: { set: { c: 1 } } } ]')).toEqual(['UWF-2030 /input/from', 'UWF-2030 /output/as']);
  });
});
