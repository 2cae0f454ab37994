import { describe, expect, test } from 'vitest';
import { planRetry, staticSeconds } from '#shared/core/compiler/lowering/retry-plan.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { firstTask, handler } from './scopes.ts';

const CALL = '{ a: { call: flaky, with: {} } }';

function plan(retry: string, body = `[ ${CALL} ]`, filter = handler()): { readonly kind: string; readonly codes: readonly string[]; readonly attemptSeconds: number | undefined } {
  const { task, context } = firstTask(`do: [ { t: { try: ${body}, catch: { retry: ${retry} } } } ]`);
  assert(task.kind === 'try', 'the task is a try');
  const made = planRetry(task, filter, context);
  return { kind: made.retry.kind, codes: context.builder.diagnostics.map(({ code }) => code), attemptSeconds: made.attemptSeconds };
}

const LIMIT = 'limit: { attempt: { count: 2 } }';

describe('planRetry()', () => {
  test.each([
    ['the policy has the shape of ASL', `{ ${LIMIT}, delay: PT1S, backoff: { exponential: {} } }`, undefined, undefined],
    ['only computation stands around the call', `{ ${LIMIT} }`, `[ { s: { set: { x: 1 } } }, ${CALL}, { w: { switch: [ { d: { then: exit } } ] } } ]`, undefined],
    ['the filter is a name', `{ ${LIMIT} }`, undefined, handler({ shape: { status: 503 } })],
  ])('is native when %s', (_, retry, body, filter) => {
    expect(plan(retry, body, filter)).toMatchObject({ kind: 'native', codes: [] });
  });

  test.each([
    ['backoff is linear', `{ ${LIMIT}, backoff: { linear: {} } }`, undefined, undefined],
    ['there is jitter', `{ ${LIMIT}, jitter: { from: PT0S, to: PT1S } }`, undefined, undefined],
    ['time is limited', '{ limit: { duration: PT1M } }', undefined, undefined],
    ['the delay is computed', `{ ${LIMIT}, delay: "\${ $.d }" }`, undefined, undefined],
    ['a condition decides', `{ ${LIMIT}, when: "\${ true }" }`, undefined, undefined],
    ['the filter reads the error', `{ ${LIMIT} }`, undefined, handler({ texts: { title: 'a' } })],
    ['the filter cannot be listed', `{ ${LIMIT} }`, undefined, handler({ shape: { status: 500 } })],
    ['two calls can fail', `{ ${LIMIT} }`, `[ ${CALL}, { b: { call: echo, with: {} } } ]`, undefined],
    ['the body raises', `{ ${LIMIT} }`, `[ ${CALL}, { r: { raise: { error: { type: "https://x.example/e", status: 1 } } } } ]`, undefined],
    ['the body waits', `{ ${LIMIT} }`, `[ { w: { wait: PT1S } }, ${CALL} ]`, undefined],
    ['the body exports', `{ ${LIMIT} }`, `[ { s: { set: { x: 1 }, export: { as: "\${ $ }" } } }, ${CALL} ]`, undefined],
    ['the body jumps', `{ ${LIMIT} }`, `[ { a: { call: flaky, with: {}, then: b } }, { b: { set: { x: 1 } } } ]`, undefined],
    ['there is no call', `{ ${LIMIT} }`, '[ { s: { set: { x: 1 } } } ]', undefined],
  ])('is a loop when %s', (_, retry, body, filter) => {
    expect(plan(retry, body, filter)).toMatchObject({ kind: 'loop', codes: [] });
  });

  test('wants a limit, static lengths of time and one call for the limit of an attempt', () => {
    expect(plan('{ delay: PT1S }').codes).toEqual(['UWF-2040']);
    expect(plan('{ limit: { duration: "${ $.d }" } }').codes).toEqual(['UWF-2044']);
    expect(plan('{ limit: { attempt: { count: 1, duration: PT1S } } }', '[ { s: { set: { x: 1 } } } ]').codes).toEqual(['UWF-2047']);
    expect(plan('{ limit: { attempt: { count: 1, duration: PT1S } } }')).toMatchObject({ attemptSeconds: 1, codes: [] });
  });

  test('is nothing without a policy', () => {
    const { task, context } = firstTask(`do: [ { t: { try: [ ${CALL} ], catch: {} } } ]`);
    assert(task.kind === 'try', 'the task is a try');
    expect(planRetry(task, handler(), context)).toEqual({ retry: { kind: 'none' } });
  });
});

test('only static durations have seconds', () => {
  expect(staticSeconds({ kind: 'milliseconds', pointer: '', value: 1500 })).toBe(1.5);
  expect(staticSeconds({ kind: 'expression', pointer: '', text: '$' })).toBeUndefined();
  expect(staticSeconds(undefined)).toBeUndefined();
});
