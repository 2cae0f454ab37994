import { describe, expect, test } from 'vitest';
import { bindEndpoint } from '#shared/core/compiler/bind/endpoint.ts';
import { toAst } from '#shared/core/compiler/bind/value.ts';
import { compileExpression } from '#shared/core/expression/jsonata/parse.ts';
import { evaluateExpression } from '#shared/core/expression/jsonata/evaluate.ts';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { bindings, recorder, value } from './expressions.ts';

function expand(template: string, input: JsonValue): ReturnType<typeof evaluateExpression> {
  const text = printExpression(toAst(bindEndpoint({ pointer: '/p', value: template }, bindings(), recorder())));
  const compiled = compileExpression(text);
  assert(compiled.ok, 'the expression parses');
  return evaluateExpression(compiled.value, { variables: { states: { input } }, now: 0, random: () => 0 });
}

describe('bindEndpoint()', () => {
  // RFC 6570 §3.2.2, with its own examples.
  test.each([
    ['https://x.example/{var}', { var: 'value' }, 'https://x.example/value'],
    ['https://x.example/{hello}', { hello: 'Hello World!' }, 'https://x.example/Hello%20World%21'],
    ['https://x.example/{half}', { half: '50%' }, 'https://x.example/50%25'],
    ['O{empty}X', { empty: '' }, 'OX'],
    ['O{undef}X', {}, 'OX'],
    ['O{null}X', { null: null }, 'OX'],
    ['{a}/{b}?{a}', { a: "it's (*)", b: '/?#[]@' }, "it%27s%20%28%2A%29/%2F%3F%23%5B%5D%40?it%27s%20%28%2A%29"],
    ['{n}-{t}', { n: 12.5, t: true }, '12.5-true'],
    ['{u}', { u: 'é€😀' }, '%C3%A9%E2%82%AC%F0%9F%98%80'],
  ])('expands %s', (template, input, expected) => {
    expect(expand(template, input)).toEqual({ ok: true, value: expected });
  });

  test.each([[{ v: ['a'] }], [{ v: { a: 1 } }]])('refuses %j, an array or object, by an error of the expression', (input) => {
    expect(expand('https://x.example/{v}', input)).toMatchObject({ ok: false });
  });

  test('leaves a plain URI as it is and takes an expression whole', () => {
    expect(bindEndpoint({ pointer: '/p', value: 'https://x.example/' }, bindings(), recorder())).toEqual({ kind: 'literal', origin: '/p', value: 'https://x.example/' });
    expect(expand('${ $.base & "/{no}" }', { base: 'b' })).toEqual({ ok: true, value: 'b/{no}' });
  });

  test('looks variables up in the transformed input', () => {
    const bound = bindEndpoint({ pointer: '/p', value: '{id}' }, bindings({ root: value('{"id": $states.input.order}') }), recorder());
    expect(printExpression(toAst(bound))).toContain('$states.input.order;');
  });
});
