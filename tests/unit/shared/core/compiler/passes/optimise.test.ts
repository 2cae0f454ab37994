import { describe, expect, test } from 'vitest';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { OptimisationLevel } from '#shared/core/compiler/model.ts';
import { compileText, failing, runAsl, type Answers, type RunResult } from '../run-document.ts';

function at(level: OptimisationLevel, body: string, input: JsonValue = {}, answers?: Answers): RunResult {
  const outcome = compileText(body, level);
  assert(outcome.accepted, `the document compiles: ${JSON.stringify(outcome.diagnostics)}`);
  return runAsl(outcome.program.machine, input, answers);
}

/** Transitions without and with fusion; the outcome must be the same. */
function transitions(body: string, input: JsonValue = {}, answers?: Answers): readonly number[] {
  const [plain, fused, most] = ([0, 1, 2] as const).map((level) => at(level, body, input, answers));
  assert(plain !== undefined && fused !== undefined && most !== undefined, 'three levels');
  for (const other of [fused, most]) {
    expect(other).toMatchObject({ status: plain.status, given: plain.given });
    expect(other.output).toEqual(plain.output);
    expect(other.failure?.error).toEqual(plain.failure?.error);
  }
  return [plain, fused, most].map(({ states }) => states.length);
}

describe('optimiseProgram()', () => {
  test.each<[string, string, JsonValue, readonly number[]]>([
    ['a row of sets', 'do: [ { a: { set: { x: 1, y: 2 } } }, { b: { set: { z: "${ $.x + $.y }" } } }, { c: { set: { out: "${ $.z }" } } } ]', {}, [3, 1, 1]],
    ['a set behind a call', 'do: [ { a: { call: echo, with: { v: "${ $.n }" } } }, { b: { set: { got: "${ $.v }" } } } ]', { n: 1 }, [2, 1, 1]],
    ['a set in front of a call', 'do: [ { a: { set: { v: 1, all: "${ $ }" } } }, { b: { call: echo, with: { w: "${ $.v }", n: "${ $.all }" } } } ]', { n: 1 }, [2, 1, 1]],
    ['a set behind a wait', 'do: [ { a: { wait: PT1S } }, { b: { set: { got: "${ $.n }" } } } ]', { n: 1 }, [2, 1, 1]],
    ['a set behind a fork', 'do: [ { a: { fork: { branches: [ { x: { wait: PT1S } }, { y: { wait: PT1S } } ] } } }, { b: { set: { got: "${ $ }" } } } ]', { n: 1 }, [4, 3, 3]],
    ['exports and the start of the context', 'do: [ { a: { set: { x: 1 }, export: { as: { k: "${ $output.x }" } } } }, { b: { set: { c: "${ $context }" } } } ]', {}, [3, 1, 1]],
    ['the start of the context in front of a call', 'do: [ { a: { call: echo, with: { c: "${ $context }" }, export: { as: "${ $output }" } } }, { b: { call: echo, with: { d: "${ $context.c }" } } } ]', {}, [3, 2, 2]],
    ['sets on the ways of a switch', 'do: [ { s: { switch: [ { a: { when: "${ $.n = 1 }", then: one } }, { d: { then: two } } ] } }, { one: { set: { v: 1 }, then: z } }, { two: { set: { v: 2 }, then: z } }, { z: { call: echo, with: { v: "${ $.v }" } } } ]', { n: 1 }, [3, 2, 2]],
    ['if on a set', 'do: [ { a: { if: "${ $.n = 1 }", set: { v: 1 } } }, { b: { call: echo, with: { g: "${ $ }" } } } ]', { n: 1 }, [3, 1, 1]],
    ['if that does not hold', 'do: [ { a: { if: "${ $.n = 2 }", set: { v: 1 } } }, { b: { call: echo, with: { g: "${ $ }" } } } ]', { n: 1 }, [2, 1, 1]],
    ['two switches', 'do: [ { a: { switch: [ { x: { when: "${ $.n = 2 }", then: c } } ] } }, { b: { switch: [ { x: { when: "${ $.n = 1 }", then: c } } ] } }, { n: { call: echo } }, { c: { call: echo, with: { n: "${ $.n }" } } } ]', { n: 1 }, [3, 2, 2]],
    ['sets of nested lists', 'do: [ { o: { do: [ { a: { set: { x: 1 } } } ] } }, { b: { set: { y: "${ $.x }" } } } ]', {}, [2, 1, 1]],
    ['a set in front of a fork', 'do: [ { s: { set: { n: 2, all: "${ $ }" } } }, { f: { fork: { branches: [ { c: { call: echo, with: { v: "${ $.n }" } } }, { d: { set: { n: "${ $.all }" } } } ] } } } ]', { n: 1 }, [4, 3, 3]],
    ['a loop with a set in front', 'do: [ { s: { set: { xs: [1, 2], sum: 0 } } }, { l: { for: { in: "${ $.xs }" }, do: [ { c: { call: echo, with: { v: "${ $item }" } } } ] } } ]', {}, [8, 3, 3]],
  ])('%s', (_, body, input, expected) => {
    expect(transitions(body, input)).toEqual(expected);
  });

  test.each([
    ['a value that is not there and that nothing reads on', 'do: [ { a: { set: { x: "${ $.missing }", y: 1 } } }, { b: { set: { z: "${ $.y }" } } } ]'],
    ['a value that is not there inside of an expression', 'do: [ { a: { set: { x: "${ $.missing }" } } }, { b: { set: { z: "${ {\\"v\\": $.x} }" } } } ]'],
    ['a value that is not there, read on one way only', 'do: [ { a: { set: { x: "${ $.missing }" } } }, { b: { set: { z: "${ false ? $.x : 1 }" } } } ]'],
    ['an error that nothing reads on', 'do: [ { a: { set: { x: "${ $.text + 1 }", y: 1 } } }, { b: { set: { z: "${ $.y }" } } } ]'],
    ['a set that fails behind a call in a try', 'do: [ { t: { try: [ { c: { call: echo } } ], catch: { do: [ { h: { set: { caught: true } } } ] } } }, { b: { set: { z: "${ $.missing }" } } } ]'],
    ['a member that an object does not have', 'do: [ { a: { set: { x: 1 } } }, { b: { set: { z: "${ $.y }" } } } ]'],
    ['an export that fails', 'do: [ { a: { set: { x: 1 }, export: { as: { k: "${ $.missing }" } } } }, { b: { set: { z: 1 }, export: { as: { j: 1 } } } } ]'],
  ])('%s fails as before', (_, body) => {
    transitions(body, { text: 'a' });
    expect(at(1, body, { text: 'a' }).failure?.error).toBe('States.QueryEvaluationError');
  });

  test('a call is not tried again because a later set fails', () => {
    const body = 'do: [ { t: { try: [ { c: { call: echo, with: { v: 1 } } } ], catch: { retry: { limit: { attempt: { count: 3 } } } } } }, { b: { set: { z: "${ $.v & $.missing + 1 }" } } } ]';
    const run = at(2, body);
    expect(run.given).toHaveLength(1);
    transitions(body);
  });

  test.each([
    ['arrays of computed items', 'do: [ { a: { set: { rows: ["${ $.xs }", 1] } } }, { b: { set: { all: "${ $.rows }", n: "${ $count($.rows) }" } } } ]'],
    ['values that change', 'do: [ { a: { set: { id: "${ $uuid() }" } } }, { b: { set: { same: "${ $.id = $.id }" } } } ]'],
    ['text that looks like an expression', 'do: [ { a: { set: { t: "{% 1 %}" } } }, { b: { set: { u: "${ $.t }" } } } ]'],
    ['an output that is no object', 'do: [ { a: { set: "${ $.xs[0] }" } }, { b: { set: { v: "${ $ }" } } } ]'],
    ['a name that an author binds in both', 'do: [ { a: { set: { v: "${ ($x := $.n; $x + 1) }" } } }, { b: { set: { w: "${ ($x := 5; $.v + $x) }" } } } ]'],
    ['filters', 'do: [ { a: { set: { l: "${ $.xs }" } } }, { b: { set: { v: "${ $.l[$ > 1] }" } } } ]'],
    ['facts of the state', 'do: [ { a: { set: { x: 1 } } }, { b: { set: { s: "${ $task.name & $states.context.State.Name }" } } } ]'],
  ])('%s', (_, body) => {
    transitions(body, { xs: [1, 2], n: 1 });
  });

  test('errors go the way that they went', () => {
    const body = 'do: [ { a: { set: { v: 1 } } }, { t: { try: [ { c: { call: flaky, with: { w: "${ $.v }" } } } ], catch: { do: [ { h: { set: { e: "${ $error.status }", i: "${ $ }", at: "${ $error.instance }" } } } ] } } } ]';
    transitions(body, {}, () => failing('urn:uwf:error:BUSY', 503));
    expect(at(2, body, {}, () => failing('urn:uwf:error:BUSY', 503)).output).toEqual({ e: 503, i: { v: 1 }, at: '/do/1/t/try/0/c' });
  });

  test('the source map tells every task that a state carries out', () => {
    const outcome = compileText('do: [ { a: { set: { x: "${ $.n }" } } }, { b: { set: { y: "${ $.x }" } } }, { c: { set: { z: "${ $.y }" } } } ]', 1);
    assert(outcome.accepted, 'the document compiles');
    const { states, fields } = outcome.program.sourceMap;
    expect(states).toEqual({ a: { pointer: '/do/0/a', task: 'a', phase: 'body', also: [{ pointer: '/do/1/b', task: 'b' }, { pointer: '/do/2/c', task: 'c' }] } });
    expect(fields['/States/a/Output/z']).toBe('/do/0/a/set/x');
  });

  test('a set of its own placement stays a state', () => {
    const outcome = compileText('do: [ { a: { set: { x: 1 } } }, { b: { set: { y: "${ $.x }" }, metadata: { uwf: { zone: on-prem } } } }, { c: { set: { z: "${ $.y }" } } } ]', 2);
    assert(outcome.accepted, `the document compiles: ${JSON.stringify(outcome.diagnostics)}`);
    expect(Object.keys(outcome.program.placement.tasks)).toEqual(['b']);
  });

  test('a task whose sealed data would be inspected stays as it is, and the rest is fused', () => {
    const schema = 'input: { schema: { document: { type: object, additionalProperties: false, required: [pan, n], properties: { pan: { type: string, x-tier: 1 }, n: { type: integer, x-tier: 3 } } } } }\n';
    const tasks = 'do: [ { keep: { set: { pan: "${ $.pan }", n: "${ $.n }" } } }, { use: { call: echo, with: { v: "${ $.n }" } } }, { a: { set: { x: "${ $.v + 1 }" } } }, { b: { call: echo, with: { w: "${ $.x }" } } } ]';
    const outcome = compileText(`${schema}${tasks}`, 1);
    assert(outcome.accepted, `the document compiles: ${JSON.stringify(outcome.diagnostics)}`);
    expect(Object.keys(outcome.program.machine.States)).toEqual(['keep', 'use', 'b']);
    expect(at(1, tasks, { pan: '4', n: 1 }).states).toEqual(['use', 'b']);
  });

  test('a large value is not written into many places', () => {
    const big = JSON.stringify('x'.repeat(900));
    const outcome = compileText(`do: [ { a: { set: { x: ${big} } } }, { b: { set: { y: "\${ $.x & $.x & $.x & $.x }" } } } ]`, 1);
    expect(outcome.accepted && Object.keys(outcome.program.machine.States)).toEqual(['a', 'b']);
  });
});
