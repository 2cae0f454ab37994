import { describe, expect, test } from 'vitest';
import { literalCode, pathCode } from '#shared/core/expression/jq/code.ts';
import { defined, freshVariable, helper, present, refuseConstruct, type Translator } from '#shared/core/expression/jq/translator.ts';

function translator(): Translator {
  const code = literalCode(null);
  return { value: () => code, stream: () => code, notes: { prefix: 'jq_', used: new Set(), warnings: new Set(), variables: new Set(), problems: [], counter: 0, lenient: false, raises: false } };
}

describe('a translation under way', () => {
  test('remembers the helpers that it uses and whether one of them raises errors', () => {
    const t = translator();
    expect(helper(t, 't', ['$.a'], 'boolean').text).toBe('$jq_t($.a)');
    expect(t.notes.raises).toBe(false);
    helper(t, 'num', ['$.a']);
    expect([[...t.notes.used], t.notes.raises]).toEqual([['t', 'num'], true]);
  });

  test('guards what may be missing, and nothing else', () => {
    const t = translator();
    expect([present(t, pathCode('$.a', false)), present(t, literalCode(1)), defined(t, pathCode('$.b', false)).isDefined]).toEqual(['$jq_n($.a)', '1', true]);
  });

  test('gives each variable a name of its own, and collects refusals', () => {
    const t = translator();
    expect(freshVariable(t).text).not.toBe(freshVariable(t).text);
    refuseConstruct(t, { kind: 'identity', offset: 4 }, { construct: 'x/1', reason: 'why' });
    expect(t.notes.problems).toEqual([{ kind: 'construct', construct: 'x/1', message: 'x/1: why', suggestion: expect.any(String), offset: 4 }]);
  });
});
