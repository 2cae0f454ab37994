import { describe, expect, test } from 'vitest';
import { failRuntime, pathFailure, pathScopeOf } from '#shared/core/interpreter/jsonpath/scope.ts';
import { PREFIX, quiet, quoting } from './support.ts';

describe('the scope of paths', () => {
  test('has the input, the variables and the context object of the visit', () => {
    const { roots } = pathScopeOf(quoting({ a: 1 }, { variables: { v: 2 } }));
    expect(roots).toMatchObject({ input: { a: 1 }, variables: { v: 2 }, context: { State: { Name: 'here' } } });
    expect(pathScopeOf(quoting({ a: 1 }), 'other').roots.input).toBe('other');
  });

  test('failures name the state, and quote only where that is allowed', () => {
    const text = { safe: 'safe', full: 'full' };
    expect(pathFailure(quiet({}), 'Any', text)).toEqual({ error: 'Any', cause: `${PREFIX}safe` });
    expect(failRuntime(quoting({}), text)).toEqual({ ok: false, error: { error: 'States.Runtime', cause: `${PREFIX}full` } });
  });
});
