import { describe, expect, test } from 'vitest';
import { findingsOf, machineOf, programOf, runDocument } from '../run-document.ts';

describe('call of a function of the catalogue', () => {
  test('becomes one Task with its arguments, output, context and time limit', () => {
    const body = `do:
  - ask: { input: { from: "\${ $.order }" }, call: echo, with: { a: "\${ $.x }", all: "\${ $input }" }, timeout: { after: PT1.5S }, output: { as: { got: "\${ $.a }", sent: "\${ $input.x }" } }, export: { as: "\${ $output }" } }`;
    expect(machineOf(body).States['ask']).toEqual({
      Type: 'Task',
      Resource: 'uwf:function:echo:1.0.0',
      Arguments: { a: '{% $states.input.order.x %}', all: '{% $states.input.order %}' },
      TimeoutSeconds: 1.5,
      Output: { got: '{% $states.result.a %}', sent: '{% $states.input.order.x %}' },
      Assign: { uwf_context: "{% {'got': $states.result.a, 'sent': $states.input.order.x} %}" },
      End: true,
    });
  });

  test('has the result as its output when nothing else is said', () => {
    expect(runDocument('do: [ { ask: { call: "echo:1.0.0@default", with: { a: 1 } } } ]').output).toEqual({ a: 1 });
  });

  test('maps arguments to the document', () => {
    const { sourceMap } = programOf('do: [ { ask: { call: echo, with: { body: { phone: "${ $.p }" } } } } ]');
    expect(sourceMap.fields['/States/ask/Arguments/body/phone']).toBe('/do/0/ask/with/body/phone');
    expect(sourceMap.states['ask']).toEqual({ pointer: '/do/0/ask', task: 'ask', phase: 'body' });
  });

  test('goes on with the rest of the document when the function is not known', () => {
    expect(findingsOf('do: [ { a: { call: nobody } }, { b: { set: { x: "${ $nothing }" } } } ]')).toEqual(['UWF-2020 /do/0/a/call', 'UWF-2030 /do/1/b/set/x']);
  });
});

describe('call of a function of use.functions', () => {
  const FUNCTIONS = `use:
  functions:
    twice: { input: { from: "\${ $.v }" }, set: { v: "\${ $ * 2 }" }, output: { as: { v: "\${ $.v }", of: "\${ $input }" } } }
    twice-twice: { do: [ { a: { call: twice, with: { v: "\${ $.v }" } } }, { b: { call: twice, with: { v: "\${ $.v }" } } } ] }
    leave: { set: { left: true }, then: end }
`;

  test('puts the function in place, its with as the raw input, its output as the raw output', () => {
    const body = `${FUNCTIONS}do: [ { one: { call: twice, with: { v: "\${ $.n }" }, output: { as: { got: "\${ $ }", sent: "\${ $input.n }" } } } } ]`;
    expect(runDocument(body, { n: 4 }).output).toEqual({ got: { v: 8, of: 4 }, sent: 4 });
  });

  test('lets functions call functions, any number of times', () => {
    const body = `${FUNCTIONS}do: [ { one: { call: twice-twice, with: { v: 1 } } }, { two: { call: twice-twice, with: { v: "\${ $.v }" } } } ]`;
    expect(runDocument(body).output).toEqual({ v: 16, of: 8 });
  });

  test('ends the workflow from inside, through the output of the call', () => {
    const body = `${FUNCTIONS}do: [ { one: { call: leave, output: { as: { out: "\${ $ }" } } } }, { two: { set: { not: reached } } } ]`;
    expect(runDocument(body).output).toEqual({ out: { left: true } });
  });

  test('hides the error variable of the caller', () => {
    const body = 'use: { functions: { f: { set: { e: "${ $error.status }" } } } }\ndo: [ { t: { try: [ { r: { raise: { error: { type: "https://x.example/e", status: 400 } } } } ], catch: { do: [ { c: { call: f } } ] } } } ]';
    expect(findingsOf(body)).toEqual(['UWF-2030 /use/functions/f/set/e']);
  });
});
