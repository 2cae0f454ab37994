import { describe, expect, test } from 'vitest';
import { parseExpression } from '#shared/core/expression/jsonata/parse.ts';
import { reachedBy } from '#shared/core/tier/flow/reach.ts';
import { rootScope, withContext } from '#shared/core/tier/flow/scope.ts';
import { opaqueLabel, originsOf, type Label } from '#shared/core/tier/label.ts';

const secret = (id: string): Label => opaqueLabel(1, [{ id, tier: 1 }]);

function reached(text: string): readonly string[] {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new TypeError(parsed.error.message);
  const scope = withContext(rootScope(new Map([['pan', secret('pan')], ['name', secret('name')]])), secret('context'));
  return [...new Set(reachedBy(parsed.value, scope).flatMap((label) => originsOf(label).map((origin) => origin.id)))].sort();
}

describe('what a node could read that is not followed', () => {
  test.each<[string, readonly string[]]>([
    ['1', ['context']],
    ['$pan', ['context', 'pan']],
    ['function($v){ $v & $name }', ['context', 'name']],
    ['$a.b[$pan = 1]{c: $name}', ['context', 'name', 'pan']],
    ['$unknown', ['context']],
  ])('%s', (text, expected) => {
    expect(reached(text)).toEqual(expected);
  });
});
