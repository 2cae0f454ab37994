import { describe, expect, test } from 'vitest';
import type { OpenApiParameter } from '#shared/core/compiler/openapi/model.ts';
import { formText, isSpread, parameterText, pathText, spreadParameters } from '#shared/core/compiler/openapi/serialise.ts';
import { constantValue, toAst } from '#shared/core/compiler/bind/value.ts';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { value } from '../bind/expressions.ts';
import { evaluateText } from '../run-document.ts';

function parameter(more: Partial<OpenApiParameter>): OpenApiParameter {
  return { name: 'p', in: 'query', isRequired: false, style: 'form', explode: false, isObject: false, ...more };
}

const LIST = ['a b', 'c'];
const OBJECT = { x: 1, y: 'z' };

describe('pathText()', () => {
  test.each<[Partial<OpenApiParameter>, JsonValue, string]>([
    [{ style: 'simple' }, 'a/b!', 'a%2Fb%21'],
    [{ style: 'simple' }, LIST, 'a%20b,c'],
    [{ style: 'simple' }, OBJECT, 'x,1,y,z'],
    [{ style: 'simple', explode: true }, OBJECT, 'x=1,y=z'],
    [{ style: 'label', explode: true }, LIST, '.a%20b.c'],
    [{ style: 'matrix' }, LIST, ';p=a%20b,c'],
    [{ style: 'matrix', explode: true }, LIST, ';p=a%20b;p=c'],
    [{ style: 'matrix', explode: true }, OBJECT, ';x=1;y=z'],
  ])('%j of %j is %s', (more, given, expected) => {
    expect(pathText(parameter({ in: 'path', ...more }), constantValue(given, '/p'))).toEqual({ kind: 'literal', origin: '/p', value: expected });
  });

  test('what is known only later is computed then', () => {
    const text = printExpression(toAst(pathText(parameter({ in: 'path', style: 'simple' }), value('$states.input.id'))));
    expect(evaluateText(text, { states: { input: { id: 'x y' } } })).toBe('x%20y');
  });
});

describe('parameterText()', () => {
  test.each<[Partial<OpenApiParameter>, JsonValue, JsonValue]>([
    [{}, 5, 5],
    [{}, LIST, 'a b,c'],
    [{ explode: true }, LIST, LIST],
    [{ style: 'pipeDelimited' }, LIST, 'a b|c'],
    [{ style: 'spaceDelimited' }, [1, 2], '1 2'],
    [{ style: 'tabDelimited' }, [1, 2], '1\t2'],
    [{}, OBJECT, 'x,1,y,z'],
    [{ in: 'header', style: 'simple', explode: true }, OBJECT, 'x=1,y=z'],
  ])('%j of %j is %j', (more, given, expected) => {
    expect(parameterText(parameter(more), constantValue(given, '/p'))).toEqual(constantValue(expected, '/p'));
  });
});

test('members of an object become parameters of their own where the style says so', () => {
  expect([isSpread(parameter({ isObject: true, explode: true })), isSpread(parameter({ isObject: true })), isSpread(parameter({ explode: true }))]).toEqual([true, false, false]);
  const spread = (more: Partial<OpenApiParameter>): JsonValue => evaluateText(printExpression(spreadParameters(parameter(more), value('$o'))), { o: OBJECT });
  expect(spread({ style: 'deepObject' })).toEqual({ 'p[x]': 1, 'p[y]': 'z' });
  expect(spread({ explode: true })).toEqual(OBJECT);
});

test('a form is encoded; an array is a field that occurs several times', () => {
  expect(formText(constantValue({ a: 'x&y', b: [1, 2] }, '/p'))).toMatchObject({ value: 'a=x%26y&b=1&b=2' });
});
