import { describe, expect, test } from 'vitest';
import { errorHandling, inputOf } from '#shared/core/compiler/lowering/catchers.ts';
import type { Handler } from '#shared/core/compiler/lowering/handler.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { CATALOGUE } from '../run-document.ts';
import { firstTask, handler, scopeOf } from './scopes.ts';

const entry = CATALOGUE.find(({ name }) => name === 'flaky');
assert(entry !== undefined, 'the catalogue of the tests has a function that fails');
const FALLIBLE = { source: { kind: 'function', entry }, instance: '/do/0/a' } as const;

function handling(handlers: readonly Handler[], unchanged: readonly Handler[] = []): ReturnType<typeof errorHandling> {
  const { context } = firstTask('do: [ { a: { set: { x: 1 } } } ]');
  return errorHandling(scopeOf({ handlers, unchanged: new Set(unchanged) }), FALLIBLE, context);
}

describe('errorHandling()', () => {
  test('has nothing to add outside of a try', () => {
    expect(handling([])).toEqual({});
  });

  test('leads to the handler with the input of the try, and to nothing around once everything is caught', () => {
    const inner = handler();
    expect(handling([inner, handler({ handler: '/outer' })])).toEqual({ Catch: [{ ErrorEquals: ['States.ALL'], Next: '/handler', Output: '{% $uwf_try_1 %}' }] });
    expect(handling([inner], [inner])).toEqual({ Catch: [{ ErrorEquals: ['States.ALL'], Next: '/handler', Output: '{% $states.input %}' }] });
  });

  test('offers outwards what is not caught inside, and no name twice', () => {
    const { Catch = [] } = handling([handler({ shape: { status: 503 } }), handler({ shape: { type: 'urn:uwf:error:BUSY' } }), handler({ shape: { status: 422 }, handler: '/second' }), handler({ handler: '/third' })]);
    expect(Catch.map(({ ErrorEquals, Next }) => [ErrorEquals, Next])).toEqual([
      [['urn:uwf:error:BUSY#503'], '/handler'],
      [['urn:uwf:error:WRONG#422'], '/second'],
      [['States.ALL'], '/third'],
    ]);
  });

  test('leads to the router, with the error and how it was raised, where the name does not decide', () => {
    const { Catch = [] } = handling([handler({ isUnconditional: false })]);
    expect(Catch[0]).toMatchObject({ ErrorEquals: ['States.ALL'], Next: '/do/0/t#catch' });
    expect(Object.keys(Catch[0]?.Assign ?? {})).toEqual(['uwf_error_1', 'uwf_fault_1']);
  });

  test('retries natively, and catches afterwards only where there is a handler', () => {
    const retry = { kind: 'native', retrier: { IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 1 } } as const;
    const expected = [{ ErrorEquals: ['urn:uwf:error:BUSY#503'], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 1 }];
    expect(handling([handler({ retry, shape: { status: 503 } })])).toMatchObject({ Retry: expected, Catch: [{ Next: '/handler' }] });
    expect(handling([handler({ retry, shape: { status: 503 }, handles: false })])).toEqual({ Retry: expected });
  });

  test('knows where the error comes from', () => {
    expect(handling([handler({ instance: '/do/0/b' })])).toEqual({});
    expect(handling([handler({ instance: '/do/0/a' })])).toHaveProperty('Catch');
  });
});

test('the input of a try is saved only when it is read where it has changed', () => {
  const { context } = firstTask('do: [ { a: { set: { x: 1 } } } ]');
  const caught = handler();
  expect(inputOf(caught, scopeOf({ unchanged: new Set([caught]) }), context)).toBe('{% $states.input %}');
  expect(context.builder.isWanted('uwf_try_1')).toBe(false);
  expect(inputOf(caught, scopeOf(), context)).toBe('{% $uwf_try_1 %}');
  expect(context.builder.isWanted('uwf_try_1')).toBe(true);
});
