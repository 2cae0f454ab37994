import { describe, expect, test } from 'vitest';
import { literalCode, pathCode } from '#shared/core/expression/jq/code.ts';
import { withDot, withVariable } from '#shared/core/expression/jq/scope.ts';

describe('scopes', () => {
  test('give a new scope and leave the old one as it was', () => {
    const scope = { dot: pathCode('$', true), variables: new Map() };
    const inner = withVariable(withDot(scope, literalCode(1)), 'x', literalCode(2));
    expect([inner.dot.text, inner.variables.get('x')?.text]).toEqual(['1', '2']);
    expect([scope.dot.text, scope.variables.size]).toEqual(['$', 0]);
  });
});
