import { describe, expect, test } from 'vitest';
import { failing, findingsOf, machineOf, runDocument } from '../run-document.ts';

const EXPRESSION = 'https://open-workflow-specification.org/spec/1.0.0/errors/expression';
const guarded = (tasks: string, catcher = '{ do: [ { h: { set: { e: "${ $error.type }", s: "${ $error.status }", at: "${ $error.instance }", i: "${ $ }", c: "${ $context }" } } } ] }'): string => `do: [ { t: { try: ${tasks}, catch: ${catcher} } }, { z: { set: { out: "\${ $ }" } } } ]`;
const kinds = (body: string): readonly string[] => Object.values(machineOf(body).States).map(({ Type }) => Type);

describe('an error of an expression in a state without a Catch', () => {
  test.each([
    ['set', '[ { a: { set: { v: "${ $.n + 1 }" } } } ]', '/do/0/t/try/0/a'],
    ['set without a value', '[ { a: { set: { v: "${ $.missing }" } } } ]', '/do/0/t/try/0/a'],
    ['switch', '[ { a: { switch: [ { c: { when: "${ $.n > 1 }", then: continue } } ] } } ]', '/do/0/t/try/0/a'],
    ['if', '[ { a: { if: "${ $.n > 1 }", set: { v: 1 } } } ]', '/do/0/t/try/0/a'],
    ['wait', '[ { a: { wait: "${ $.n }" } } ]', '/do/0/t/try/0/a'],
    ['for.in', '[ { a: { for: { in: "${ $.n }" }, do: [ { b: { set: { v: 1 } } } ] } } ]', '/do/0/t/try/0/a'],
    ['for.while', '[ { a: { for: { in: "${ [1] }" }, while: "${ $.n > 1 }", do: [ { b: { set: { v: 1 } } } ] } } ]', '/do/0/t/try/0/a'],
    ['input.from of a do', '[ { a: { input: { from: { x: "${ $.missing }" } }, do: [ { b: { set: { v: 1 } } } ] } } ]', '/do/0/t/try/0/a'],
    ['output.as of a do', '[ { a: { do: [ { b: { set: { v: 1 } } } ], output: { as: { x: "${ $.missing }" } } } } ]', '/do/0/t/try/0/a'],
    ['export.as', '[ { a: { set: { v: 1 }, export: { as: { x: "${ $.missing }" } } } } ]', '/do/0/t/try/0/a'],
    ['raise', '[ { a: { raise: { error: { type: "urn:x", status: 400, title: "${ $.n + 1 }" } } } } ]', '/do/0/t/try/0/a'],
    ['a set in a branch', '[ { f: { fork: { branches: [ { a: { set: { v: "${ $.n + 1 }" } } } ] } } } ]', '/do/0/t/try/0/f/fork/branches/0/a'],
  ])('%s is caught with its instance', (_, tasks, at) => {
    expect(runDocument(guarded(tasks), { n: 'text' }).output).toEqual({ out: { e: EXPRESSION, s: 400, at, i: { n: 'text' }, c: {} } });
  });

  test.each([
    ['a set', '[ { a: { set: { v: "${ $.n + 1 }" }, export: { as: { k: "${ $output.v }" } } } } ]', { out: { v: 3 } }],
    ['each way of a switch', '[ { a: { switch: [ { x: { when: "${ $.n > 5 }", then: exit } }, { y: { when: "${ $.n > 1 }", then: c } } ], output: { as: { was: "${ $.n }" } } } }, { b: { set: { never: 1 } } }, { c: { set: { v: "${ $ }" } } } ]', { out: { v: { was: 2 } } }],
    ['a switch without a fitting case', '[ { a: { switch: [ { x: { when: "${ $.n > 5 }", then: exit } } ] } }, { b: { set: { v: 1 } } } ]', { out: { v: 1 } }],
    ['a switch with a default only for the rest', '[ { a: { switch: [ { x: { when: "${ $.n > 5 }", then: continue } }, { d: { then: exit } } ] } }, { b: { set: { v: 1 } } } ]', { out: { n: 2 } }],
    ['a task that is skipped', '[ { a: { if: "${ $.n > 5 }", set: { v: 1 } } } ]', { out: { n: 2 } }],
    ['end', '[ { a: { set: { v: "${ $.n + 1 }" }, then: end } } ]', { v: 3 }],
  ])('is contained so that %s does what it does without', (_, tasks, output) => {
    expect(runDocument(guarded(tasks), { n: 2 })).toMatchObject({ status: 'succeeded', output });
  });

  test('what was exported before stays', () => {
    const body = guarded('[ { a: { set: { v: 1 }, export: { as: { k: 1 } } } }, { b: { set: { v: "${ $.v + \\"x\\" }" } } } ]');
    expect(runDocument(body).output).toMatchObject({ out: { c: { k: 1 } } });
  });

  test('the body is tried again from its start', () => {
    const body = 'do: [ { t: { try: [ { c: { call: echo, with: { v: 1 } } }, { w: { wait: PT1S } }, { s: { set: { v: "${ $.v + 1 }" } } } ], catch: { retry: { delay: PT1S, limit: { attempt: { count: 3 } } } } } } ]';
    const run = runDocument(body, {}, (_, index) => ({ kind: 'succeeded', output: index < 2 ? { v: 'x' } : { v: 1 } }));
    expect(run).toMatchObject({ status: 'succeeded', output: { v: 2 } });
    expect(run.given).toHaveLength(3);
  });

  test('nothing is put around what cannot fail, nor where no try can catch it', () => {
    expect(kinds(guarded('[ { a: { set: { v: "${ $ }", w: 1 } } }, { s: { switch: [ { c: { when: "${ $.v.n = 1 }", then: continue } } ] } } ]', '{ do: [ { h: { set: { e: 1 } } } ] }'))).not.toContain('Parallel');
    const other = '{ errors: { with: { status: 503 } }, do: [ { h: { set: { e: 1 } } } ] }';
    expect(kinds(guarded('[ { a: { set: { v: "${ $.n + 1 }" } } }, { c: { call: flaky } } ]', other))).not.toContain('Parallel');
    expect(kinds('do: [ { a: { set: { v: "${ $.n + 1 }" } } } ]')).not.toContain('Parallel');
  });

  test('a loop costs nothing more inside of a try', () => {
    expect(kinds(guarded('[ { l: { for: { in: "${ $.xs }" }, do: [ { c: { call: flaky } } ] } } ]')).filter((kind) => kind === 'Parallel')).toHaveLength(1);
  });

  test('the author is told where it cannot be contained', () => {
    const body = guarded('[ { a: { set: { x: "${ $.q }" }, output: { as: { y: ["${ $.missing }"] } }, export: { as: { k: 1 } } } } ]');
    expect(findingsOf(body)).toEqual(['UWF-2045 /do/0/t/try/0/a']);
  });

  test('an error of a call that follows is caught by itself', () => {
    const body = guarded('[ { a: { set: { v: "${ $.n + 1 }" } } }, { c: { call: flaky } } ]');
    expect(runDocument(body, { n: 1 }, () => failing('urn:uwf:error:BUSY', 503)).output).toMatchObject({ out: { s: 503, at: '/do/0/t/try/1/c' } });
  });
});
