import { describe, expect, test } from 'vitest';
import { parseExpression } from '#shared/core/expression/jsonata/parse.ts';
import type { ExpressionAst } from '#shared/core/expression/jsonata/ast.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { bindVariable, data, eitherValue, heldBy, innerScope, lookUpVariable, rootScope, withContext, type Scope, type Value } from '#shared/core/tier/flow/scope.ts';
import { ABSENT, originsOf, scalarLabel, type Label } from '#shared/core/tier/label.ts';
import { secret } from '../samples.ts';

function bodyOf(text: string): ExpressionAst {
  const parsed = parseExpression(text);
  assert(parsed.ok, 'the text of the test parses');
  return parsed.value;
}

function idsIn(labels: readonly Label[]): readonly string[] {
  return labels.flatMap((label) => originsOf(label).map((origin) => origin.id)).sort();
}

function idsOf(scope: Scope, name: string): readonly string[] {
  const value = lookUpVariable(scope, name);
  return value === undefined ? [] : idsIn(heldBy(value));
}

function closureIn(scope: Scope): Value {
  return { kind: 'closure', parameters: ['v'], body: bodyOf('$v'), scope, mayTakeContext: false };
}

const pan = data(secret('pan'));
const name = data(secret('name'));

describe('scopes', () => {
  test('start with the variables that they are given, and with nothing as their context', () => {
    const scope = rootScope(new Map([['pan', secret('pan')]]));
    expect(idsOf(scope, 'pan')).toEqual(['pan']);
    expect(lookUpVariable(scope, 'other')).toBeUndefined();
    expect(scope.context).toBe(ABSENT);
  });

  test('see what is bound around them, and hide it by what they bind', () => {
    const outer = rootScope(new Map([['v', secret('pan')]]));
    const inner = innerScope(outer);
    expect(idsOf(inner, 'v')).toEqual(['pan']);
    bindVariable(inner, 'v', { value: name, isCertain: true });
    expect(idsOf(inner, 'v')).toEqual(['name']);
    expect(idsOf(outer, 'v')).toEqual(['pan']);
  });

  test('keep their variables when they get another context', () => {
    const scope = rootScope(new Map([['v', secret('pan')]]));
    const item = scalarLabel(2);
    const moved = withContext(scope, item);
    expect(moved.context).toBe(item);
    bindVariable(moved, 'w', { value: name, isCertain: true });
    expect([idsOf(moved, 'v'), idsOf(scope, 'w')]).toEqual([['pan'], ['name']]);
  });
});

describe('bindVariable()', () => {
  test('replaces what is certainly bound again', () => {
    const scope = rootScope(new Map([['v', secret('pan')]]));
    bindVariable(scope, 'v', { value: name, isCertain: true });
    expect(idsOf(scope, 'v')).toEqual(['name']);
  });

  test('keeps both where the binding may not happen', () => {
    const scope = rootScope(new Map([['v', secret('pan')]]));
    bindVariable(scope, 'v', { value: name, isCertain: false });
    expect(idsOf(scope, 'v')).toEqual(['name', 'pan']);
  });

  test('keeps both where the old value is bound further out', () => {
    const scope = innerScope(rootScope(new Map([['v', secret('pan')]])));
    bindVariable(scope, 'v', { value: name, isCertain: false });
    expect(idsOf(scope, 'v')).toEqual(['name', 'pan']);
  });

  test('binds a new name even if that may not happen', () => {
    const scope = rootScope(new Map());
    bindVariable(scope, 'v', { value: pan, isCertain: false });
    expect(idsOf(scope, 'v')).toEqual(['pan']);
  });
});

describe('eitherValue()', () => {
  test('joins two labels', () => {
    const either = eitherValue(pan, name);
    expect(either.kind).toBe('data');
    expect(idsIn(heldBy(either))).toEqual(['name', 'pan']);
  });

  test('of data and a function is a function whose inside is not followed', () => {
    const closure = closureIn(rootScope(new Map([['n', secret('name')]])));
    for (const either of [eitherValue(pan, closure), eitherValue(closure, pan), eitherValue(closure, closureIn(rootScope(new Map([['p', secret('pan')]]))))]) {
      expect(either.kind).toBe('unknown-function');
      expect(idsIn(heldBy(either))).toEqual(['name', 'pan']);
    }
  });
});

describe('heldBy()', () => {
  test('a built-in function holds nothing', () => {
    expect(heldBy({ kind: 'builtin', name: 'sum' })).toEqual([]);
  });

  test('a closure holds all that it could reach, in every frame around it', () => {
    const scope = innerScope(innerScope(rootScope(new Map([['a', secret('a')]]))));
    bindVariable(scope, 'b', { value: data(secret('b')), isCertain: true });
    expect(idsIn(heldBy(closureIn(scope)))).toEqual(['a', 'b']);
  });

  test('a closure that can reach itself is looked at once', () => {
    const scope = rootScope(new Map([['a', secret('a')]]));
    const closure = closureIn(scope);
    bindVariable(scope, 'f', { value: closure, isCertain: true });
    bindVariable(scope, 'g', { value: closureIn(innerScope(scope)), isCertain: true });
    expect(new Set(idsIn(heldBy(closure)))).toEqual(new Set(['a']));
  });

  test('a function that is not followed holds what it is said to', () => {
    expect(idsIn(heldBy({ kind: 'unknown-function', holds: [secret('x')] }))).toEqual(['x']);
  });
});
