import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { constantValue, expressionsOf, expressionValue, isChanging, isInlinable, isStateInput, jsonAst, pathOf, toAst, type BoundValue } from '#shared/core/compiler/bind/value.ts';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { evaluateText } from '../run-document.ts';
import { ast, value } from './expressions.ts';

const array = (...items: readonly BoundValue[]): BoundValue => ({ kind: 'array', origin: '', items });
const object = (key: string, member: BoundValue): BoundValue => ({ kind: 'object', origin: '', members: [{ key, value: member }] });

describe('bound values', () => {
  test('every JSON value has an expression that gives it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (json) => {
        const plain: JsonValue = JSON.parse(JSON.stringify(json));
        expect(evaluateText(printExpression(jsonAst(plain)), {})).toEqual(plain);
      }),
    );
  });

  test('a path starts at its variable', () => {
    expect(printExpression(pathOf('states', 'input', 'a b'))).toBe('$states.input.`a b`');
    expect(printExpression(pathOf('x'))).toBe('$x');
  });

  test('a literal expression is a literal', () => {
    expect(expressionValue(ast("'a'"), '/o')).toEqual({ kind: 'literal', origin: '/o', value: 'a' });
    expect(expressionValue(ast("'a'[0]"), '/o').kind).toBe('expression');
  });

  test.each([
    [value('$now()'), true],
    [object('a', value('$map($x, $random)')), true],
    [array(value('$uuid()')), true],
    [value('$toMillis($x)'), false],
    [constantValue({ a: ['$now()'] }, ''), false],
  ])('%j changes from time to time: %j', (bound, changes) => {
    expect(isChanging(bound)).toBe(changes);
    if (changes) expect(isInlinable(bound)).toBe(false);
  });

  test('an array of expressions cannot be inlined, because JSONata joins arrays', () => {
    expect(isInlinable(object('a', array(value('$x'))))).toBe(false);
    expect(isInlinable(object('a', array(constantValue(1, ''), array())))).toBe(true);
    expect(isInlinable(object('a', value('[$x]')))).toBe(true);
  });

  test('finds every expression', () => {
    expect(expressionsOf(object('a', array(value('$x'), constantValue('$y', ''), value('$z')))).map((found) => printExpression(found))).toEqual(['$x', '$z']);
    expect(printExpression(toAst(object('a', array(value('$x')))))).toBe("{'a': [$x]}");
  });

  test.each([
    ['$states.input', true],
    ['$states.input.a', false],
    ['$states.input[0]', false],
    ['$states', false],
    ['($states.input)', false],
  ])('%s is the input of a state: %j', (text, expected) => {
    expect(isStateInput(value(text))).toBe(expected);
  });
});
