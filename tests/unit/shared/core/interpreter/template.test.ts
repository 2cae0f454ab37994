import { describe, expect, test } from 'vitest';
import { prepareExpression, prepareOptional, prepareTemplate, prepareTyped, prepareTypedOptional } from '#shared/core/interpreter/template.ts';
import { preparing } from '#tests/support/visits.ts';

describe('prepareTemplate()', () => {
  test('shares what holds no expression', () => {
    const value = { a: [1, { b: 'x' }] };
    const prepared = prepareTemplate(value, 'Output', preparing().preparation);
    expect(prepared).toEqual({ kind: 'constant', value });
    expect(prepared.kind === 'constant' && prepared.value).toBe(value);
  });

  test('finds expressions at any depth and says where they stand', () => {
    const prepared = prepareTemplate({ a: [0, '{% 1 %}'], b: 2 }, 'Output', preparing().preparation);
    expect(prepared).toMatchObject({
      kind: 'object',
      members: [
        ['a', { kind: 'array', items: [{ kind: 'constant', value: 0 }, { kind: 'expression', text: '1', location: 'Output/a[1]' }] }],
        ['b', { kind: 'constant', value: 2 }],
      ],
    });
  });

  test.each([' {% 1 %}', '{% 1 %} ', '{%1', '1%}', '{%}'])('takes %j as it is', (text) => {
    expect(prepareTemplate(text, 'Output', preparing().preparation)).toEqual({ kind: 'constant', value: text });
  });
});

test('an expression that does not parse is reported by its code, without its text', () => {
  const { preparation, problems } = preparing();
  prepareExpression('1 +', 'Output/x', preparation);
  expect(problems).toEqual([{ pointer: '/States/here/Output/x', message: expect.stringMatching(/^The expression does not parse: S\d{4}$/) }]);
});

test('fields that are absent stay absent', () => {
  const { preparation } = preparing();
  expect(prepareOptional(undefined, 'Output', preparation)).toBeUndefined();
  expect(prepareTypedOptional(undefined, 'Error', 'string', preparation)).toBeUndefined();
  expect(prepareOptional(null, 'Output', preparation)).toEqual({ kind: 'constant', value: null });
});

test('a literal of the wrong type is reported, an expression is not', () => {
  const { preparation, problems } = preparing();
  prepareTyped('{% 1 %}', 'Error', 'string', preparation);
  prepareTyped('text', 'Error', 'string', preparation);
  expect(problems).toEqual([]);
  prepareTyped(1, 'Error', 'string', preparation);
  prepareTypedOptional([], 'Cause', 'string', preparation);
  expect(problems.map((problem) => problem.pointer)).toEqual(['/States/here/Error', '/States/here/Cause']);
});
