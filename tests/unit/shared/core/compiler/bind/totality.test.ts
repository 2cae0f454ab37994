import { expect, test } from 'vitest';
import { isTotalTemplate } from '#shared/core/compiler/bind/totality.ts';
import { evaluateText } from '../run-document.ts';

test.each(['$states.input', '$states.result', '$uwf_x', '$states.context.Execution.Id', '{"a": $states.input.b.c}', '[$states.input.x]', '$states.input.a = 1', '$states.input.a != $states.input.b', '$states.input.a in [1]', '$states.input.a and $not($states.input.b)', '$states.input.a & "x"', '$exists($states.input.a)', '$states.input.a ? 1 : 2', '($x := $states.input.a; {"x": $x})', '($x := "a"; $x)', '"text"', '1', 'null', '$string($states.input)', '$toMillis($states.context.State.EnteredTime)'])('%s always has a value', (text) => {
  expect(isTotalTemplate(`{% ${text} %}`)).toBe(true);
  for (const input of [null, 1, 'x', [], {}, { a: null }, { a: [{ b: 1 }], b: 'y', x: [] }]) {
    expect(evaluateText(text, { states: { input, result: input, context: { Execution: { Id: 'e' }, State: { EnteredTime: '2026-01-01T00:00:00Z' } } }, uwf_x: 1 })).toBeDefined();
  }
});

test.each(['$states.input.a', '($x := $states.input.a; $x)', '($uwf_is_root := $states.input.a; $uwf_is_root)', '$states.input.a + 1', '$states.input.a > 1', '$number($states.input)', '$states.input[0]', '$states.input.a ? 1', '$error("x")', '$map($states.input, function($x) { $x })', '-$states.input', '$type($states.input.a)', '$not($states.input.a)', '$count($states.input)', '$states.context.Task.Token', '1 +', '[1..$states.input]', '$toMillis($states.input)', '$toMillis($states.context.Execution.Id)'])('%s may fail or give nothing', (text) => {
  expect(isTotalTemplate(`{% ${text} %}`)).toBe(false);
});

test('a template is as total as its fields', () => {
  expect(isTotalTemplate({ a: [1, '{% $states.input %}'], b: 'text {% 1' })).toBe(true);
  expect(isTotalTemplate({ a: [1, '{% $states.input.x %}'] })).toBe(false);
  expect(isTotalTemplate(undefined)).toBe(true);
});
