import { describe, expect, test } from 'vitest';
import { machineOf, runDocument } from '../run-document.ts';
import type { FakeAnswer } from '#tests/support/asl-driver.ts';

const FAILED: FakeAnswer = { kind: 'failed', error: 'States.Timeout' };
const CATCH = 'catch: { do: [ { c: { set: { was: "${ $ }" } } } ] }';

describe('the input of a try', () => {
  test('is not saved when only the first state of the body can fail', () => {
    expect(JSON.stringify(machineOf(`do: [ { t: { try: [ { a: { call: echo, with: {} } } ], ${CATCH} } } ]`))).not.toContain('uwf_try');
  });

  test.each([
    ['a Task', '{ a: { call: echo, with: { z: 1 } } }'],
    ['a Pass', '{ a: { set: { z: 1 } } }'],
    ['a Wait', '{ a: { wait: PT1S } }'],
    ['a Choice', '{ a: { if: "${ $.yes }", set: { z: 1 } } }'],
    ['a list', '{ a: { do: [ { aa: { set: { z: 1 } } } ] } }'],
    ['a try', '{ a: { try: [ { aa: { call: echo, with: {} } } ], catch: { do: [ { x: { set: { z: 1 } } }, { y: { call: echo, with: {} } } ] } } }'],
  ])('is saved by the first state, %s, without a state of its own', (_, first) => {
    const body = `do: [ { t: { try: [ ${first}, { b: { call: echo, with: {} } } ], ${CATCH} } } ]`;
    for (const yes of [true, false]) expect(runDocument(body, { yes }, () => FAILED).output).toEqual({ was: { yes } });
    expect(Object.keys(machineOf(body).States)).not.toContain('t.input');
  });

  test('is saved in front when something jumps to the first state, or retries are counted', () => {
    const jumping = `do: [ { t: { try: [ { a: { set: { n: "\${ $.n + 1 }" } } }, { s: { switch: [ { again: { when: "\${ $.n < 3 }", then: a } } ] } }, { b: { call: echo, with: {} } } ], ${CATCH} } } ]`;
    expect(Object.keys(machineOf(jumping).States)).toContain('t.input');
    expect(runDocument(jumping, { n: 0 }, () => FAILED).output).toEqual({ was: { n: 0 } });
    const looping = 'do: [ { t: { try: [ { w: { wait: PT1S } }, { b: { call: echo, with: {} } } ], catch: { retry: { limit: { attempt: { count: 1 } } } } } } ]';
    expect(machineOf(looping).States['t.input']).toMatchObject({ Assign: { uwf_retries_1: 0 } });
  });
});
