import { describe, expect, test } from 'vitest';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';
import { rewriteContext } from '#shared/core/expression/jsonata/rewrite-context.ts';
import { astOf } from './support.ts';

describe('rewriteContext()', () => {
  test('asks for the root once per reference, and for nothing else', () => {
    let asked = 0;
    const rules = {
      root: () => {
        asked += 1;
        return astOf('$r');
      },
      variables: new Map(),
      renames: new Map([['own', 'mine']]),
      bound: new Set(['own']),
      hasContextFunctions: false,
    };
    expect(printExpression(rewriteContext(astOf('($own := a; $own & b.c[d] & $$.e & $uppercase() & $x.f)'), rules))).toBe('($mine := $r.a; $mine & $r.b.c[d] & $r.e & $uppercase($r) & $x.f)');
    expect(asked).toBe(4);
  });

  test('leaves a path without steps', () => {
    const rules = { root: () => astOf('$r'), variables: new Map(), renames: new Map(), bound: new Set<string>(), hasContextFunctions: false };
    expect(rewriteContext({ kind: 'path', steps: [] }, rules)).toEqual({ kind: 'path', steps: [] });
    expect(rewriteContext({ kind: 'path', steps: [{ node: { kind: 'variable', name: '' }, stages: [] }] }, { ...rules, root: () => ({ kind: 'path', steps: [] }) })).toMatchObject({ kind: 'path' });
  });
});
