import { describe, expect, test } from 'vitest';
import { literalCode, memberCode, operand, operation, pathCode } from '#shared/core/expression/jq/code.ts';

describe('pieces of JSONata', () => {
  test.each([['a', '$.a'], ['a b', '$.`a b`'], ['and', '$.`and`'], ['a`b', '$lookup($, "a`b")'], ['', '$lookup($, "")']])('member %j of a path is %s', (name, text) => {
    expect(memberCode(pathCode('$', true), name).text).toBe(text);
  });

  test('what is no path goes into brackets before its member, and operations before an operator', () => {
    expect(memberCode(operation('1 + 2', 'number'), 'a').text).toBe('(1 + 2).a');
    expect([operand(operation('1 + 2', 'number')), operand(literalCode(-1)), operand(literalCode('x'))]).toEqual(['(1 + 2)', '(-1)', '"x"']);
  });

  test('a member may be missing, a literal may not', () => {
    expect([memberCode(pathCode('$', true), 'a').isDefined, literalCode(null).isDefined]).toEqual([false, true]);
  });
});
