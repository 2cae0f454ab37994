import { describe, expect, test } from 'vitest';
import { statesOf } from '#shared/core/asl/scopes.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { compileText, failing, runAsl, type Answers, type RunResult } from '../run-document.ts';

function runAt(level: 0 | 1, body: string, input: JsonValue, answers?: Answers): RunResult {
  const outcome = compileText(body, level);
  assert(outcome.accepted, `the document compiles: ${JSON.stringify(outcome.diagnostics)}`);
  return runAsl(outcome.program.machine, input, answers);
}

function isMap(body: string): boolean {
  const outcome = compileText(body, 1);
  assert(outcome.accepted, `the document compiles: ${JSON.stringify(outcome.diagnostics)}`);
  return statesOf(outcome.program.machine).some(([, state]) => state.Type === 'Map');
}

const loop = (tasks: string, more = ''): string => `do: [ { l: { for: { in: "\${ $.xs }" }, do: ${tasks} ${more} } }, { z: { call: echo, with: { got: "\${ $ }" } } } ]`;
const CALL = '[ { c: { call: echo, with: { v: "${ $item }" } } } ]';

describe('a for whose iterations cannot notice each other', () => {
  test.each<[string, string, JsonValue, Answers?]>([
    ['one call', loop(CALL), { xs: [1, 2, 3] }],
    ['no items', loop(CALL), { xs: [], k: 1 }],
    ['null', loop(CALL), { xs: null, k: 1 }],
    ['outputs that are arrays', loop('[ { s: { set: "${ [$item] }" } } ]'), { xs: [1, 2] }],
    ['items that are arrays', loop(CALL), { xs: [[1], [[2, 3]]] }],
    ['several tasks, the later ones with the item', loop('[ { c: { call: echo, with: { v: "${ $item }" } } }, { d: { call: echo, with: { v: "${ $.v }", i: "${ $item }" } } } ]'), { xs: [1, 2] }],
    ['its own output and export', loop(CALL, ', output: { as: { last: "${ $.v }", of: "${ $input.k }" } }, export: { as: "${ $output }" }'), { xs: [1, 2], k: 1 }],
    ['its own input', loop(CALL, ', input: { from: { xs: "${ $.ys }" } }'), { ys: [5] }],
    ['exit', loop('[ { c: { call: echo, with: { v: "${ $item }" } } }, { e: { switch: [ { c: { when: "${ $.v = 1 }", then: exit } } ] } }, { d: { set: { other: "${ $item }" } } } ]'), { xs: [1, 2] }],
    ['a call that fails', loop(CALL), { xs: [1, 2] }, (_, index) => (index === 1 ? failing('urn:x', 500) : { kind: 'succeeded', output: 1 })],
    ['a try around', `do: [ { t: { try: [ { l: { for: { in: "\${ $.xs }" }, do: ${CALL} } } ], catch: { do: [ { h: { set: { e: "\${ $error.status }", at: "\${ $error.instance }", i: "\${ $ }" } } } ] } } } ]`, { xs: [1, 2] }, (_, index) => (index === 1 ? failing('urn:x', 500) : { kind: 'succeeded', output: 1 })],
  ])('does the same as a Map: %s', (_, body, input, answers) => {
    const plain = runAt(0, body, input, answers);
    const fused = runAt(1, body, input, answers);
    expect(isMap(body)).toBe(true);
    expect({ status: fused.status, output: fused.output, given: fused.given }).toEqual({ status: plain.status, output: plain.output, given: plain.given });
    expect(fused.states.length).toBeLessThan(plain.states.length);
  });

  test.each([
    ['while', loop(CALL, ', while: "${ $item < 2 }"')],
    ['the output of the iteration before', loop('[ { s: { set: { sum: "${ $.sum + $item }" } } } ]')],
    ['$input', loop('[ { s: { set: { v: "${ $input.k & $item }" } } } ]')],
    ['the position', loop('[ { s: { set: { v: "${ $index }" } } } ]')],
    ['an export', loop('[ { s: { set: { v: "${ $item }" }, export: { as: "${ $ }" } } } ]')],
    ['end', loop('[ { s: { set: { v: "${ $item }" }, then: exit } }, { e: { set: { v: 1 }, then: end } } ]')],
    ['a task that may be skipped', loop('[ { s: { if: "${ $item = 1 }", set: { v: 1 } } } ]')],
    ['a way back to the first task', loop('[ { s: { set: { v: "${ $item }" } } }, { b: { switch: [ { x: { when: "${ $.v = 9 }", then: s } } ] } } ]')],
  ])('stays a loop with %s', (_, body) => {
    expect(isMap(body)).toBe(false);
  });
});
