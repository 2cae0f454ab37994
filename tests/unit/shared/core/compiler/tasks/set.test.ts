import { describe, expect, test } from 'vitest';
import { machineOf, programOf, runDocument } from '../run-document.ts';

describe('set', () => {
  test('replaces its input by exactly the template', () => {
    const run = runDocument('do: [ { one: { set: { a: "${ $.b }", c: [1, "${ b }"], d: null } } } ]', { b: 2, gone: true });
    expect(run.output).toEqual({ a: 2, c: [1, 2], d: null });
  });

  test('gives out text that ASL would take for an expression as it stands', () => {
    expect(runDocument('do: [ { one: { set: { a: "{% $states.input %}", b: "{%" } } } ]').output).toEqual({ a: '{% $states.input %}', b: '{%' });
  });

  test('needs one state with input.from, output.as and export.as together', () => {
    const body = `do:
  - one: { input: { from: "\${ $.in }" }, set: { v: "\${ $.x * 2 }" }, output: { as: { w: "\${ $.v + $input.x }" } }, export: { as: { kept: "\${ $output.w }" } } }
  - two: { set: { kept: "\${ $context.kept }", w: "\${ $.w }" } }`;
    const run = runDocument(body, { in: { x: 3 } });
    expect(run.output).toEqual({ kept: 9, w: 9 });
    expect(run.states).toEqual(['workflow.start', 'one', 'two']);
  });

  test('evaluates a template that gives another value each time only once', () => {
    const body = `do:
  - one: { set: { id: "\${ $uuid() }" }, output: { as: "\${ $ }" }, export: { as: "\${ $ }" } }
  - two: { set: { same: "\${ $.id = $context.id }" } }`;
    expect(runDocument(body).output).toEqual({ same: true });
  });

  test('keeps nested arrays of a template that is read by output.as', () => {
    const body = 'do: [ { one: { set: { rows: ["${ $.row }"] }, output: { as: { rows: "${ $.rows }", from: "${ $input.row }" } } } } ]';
    expect(runDocument(body, { row: [1, 2] }).output).toEqual({ rows: [[1, 2]], from: [1, 2] });
  });

  test('fails, rather than to leave a member out, when an expression gives nothing', () => {
    expect(runDocument('do: [ { one: { set: { a: "${ $.missing }" } } } ]').failure?.error).toBe('States.QueryEvaluationError');
  });

  test('says that its schema is not validated where it stays in the target zone', () => {
    const program = programOf('do: [ { one: { set: { a: 1 }, output: { schema: { document: { type: object } } } } } ]');
    expect(program.machine.States['one']?.Type).toBe('Pass');
  });

  test('maps every leaf to its place in the document', () => {
    expect(programOf('do: [ { one: { set: { a: { b: "${ $.c }" } } } } ]').sourceMap.fields).toMatchObject({ '/States/one/Output/a/b': '/do/0/one/set/a/b' });
  });

  test('moves to a worker, with what it reads only, when the author wants it on-prem', () => {
    const body = 'do: [ { one: { set: { a: "${ $.b & $workflow.id }", c: 1 }, export: { as: { a: "${ $.a }" } }, metadata: { uwf: { zone: on-prem } } } } ]';
    expect(machineOf(body).States['one']).toMatchObject({
      Type: 'Task',
      Resource: 'uwf:evaluate',
      Arguments: {
        template: { a: { 'uwf:expression': '$states.input.b & $states.context.Execution.Id' }, c: 1 },
        states: { input: '{% $states.input %}', context: { Execution: { Id: '{% $states.context.Execution.Id %}' } } },
        variables: {},
      },
      Assign: { uwf_context: { a: '{% $states.result.a %}' } },
    });
  });
});
