import { describe, expect, test } from 'vitest';
import { bindExpression } from '#shared/core/compiler/bind/bind.ts';
import { boundText, bindings, codesOf, normal, recorder, value } from './expressions.ts';

describe('bindExpression()', () => {
  test.each([
    ['$', '$states.input'],
    ['$$', '$states.input'],
    ['a.b[0]', '$states.input.a.b[0]'],
    ['$.items[price > 1].name', '$states.input.items[price > 1].name'],
    ['items[price > $input.min]', '$states.input.items[price > $states.input.min]'],
    ['$map(items, function($item) { $item.a + b })', '$map($states.input.items, function($item) { $item.a + $states.input.b })'],
    ['$context.seen', '$uwf_context.seen'],
    ['$workflow.input.a[0].b', '$states.context.Execution.Input.a[0].b'],
    ['$workflow.id & $task.name', "$states.context.Execution.Id & 'one'"],
    ['$task.reference', "'/do/0/one'"],
    ['$task.definition.set.a + $task.set.a', '1 + 1'],
    ['$workflow.definition.document.name', "'unit'"],
    ['$states.input.a', '$states.input.a'],
    ['$states.context.State.Name', '$states.context.State.Name'],
  ])('binds %s', (author, bound) => {
    expect(boundText(author)).toBe(normal(bound));
  });

  test('lets an inlined input disappear where a member of it is read', () => {
    const input = value('{"a": $states.input.x.y, "b": 2}');
    expect(boundText('$.a & $input.b & a', { root: input, variables: new Map([['input', input]]) })).toBe(normal('$states.input.x.y & 2 & $states.input.x.y'));
  });

  test('lets what the author binds hide what is bound', () => {
    expect(boundText('($input := 1; $input)')).toBe(normal('($input := 1; $input)'));
  });

  test('tells the error variable from the function of the same name', () => {
    const error = value('$uwf_error_1');
    expect(boundText("$error.status > 400 ? $error('no') : $error", { variables: new Map([['error', error]]) })).toBe(normal("$uwf_error_1.status > 400 ? $error('no') : $uwf_error_1"));
  });

  test.each([
    ['$nobody', 'UWF-2030'],
    ['$nobody(1)', 'UWF-2030'],
    ['$error.status', 'UWF-2030'],
    ['$output', 'UWF-2030'],
    ['$workflow.nothing', 'UWF-2031'],
    ['$states.result', 'UWF-2031'],
    ['$workflow', 'UWF-2032'],
    ['$task.definition', 'UWF-2032'],
    ['($states := 1)', 'UWF-2033'],
    ['function($uwf_context) { 1 }', 'UWF-2033'],
    ['a@$task.b', 'UWF-2033'],
    ['$secrets.key', 'UWF-2034'],
    ['a +', 'UWF-2001'],
    ["$eval('1')", 'UWF-2002'],
  ])('reports %s as %s', (text, code) => {
    expect(codesOf(text)).toEqual([code]);
  });

  test.each(['$error', '$count', '[.a[] | $map]', 'if .a then $now else 1 end', '$string | length'])('refuses the jq variable in %s: a function of JSONata is none', (text) => {
    const record = recorder();
    bindExpression({ text, pointer: '/p' }, bindings(), { ...record, language: 'jq' });
    expect(record.findings.map(({ code }) => code)).toEqual(['UWF-2030']);
  });

  test.each(['.a as $count | $count', 'reduce .a[] as $sum (0; . + $sum)', '[.a[] | map(. + 1) | length]', '$error.status'])('takes what is bound in jq, whatever it is called: %s', (text) => {
    const record = recorder();
    bindExpression({ text, pointer: '/p' }, bindings({ variables: new Map([['error', value('$uwf_error_1')]]) }), { ...record, language: 'jq' });
    expect(record.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('lists what is bound in the message, and never the expression', () => {
    const record = recorder();
    bindExpression({ text: '$nobody', pointer: '/do/0' }, bindings(), record);
    expect(record.findings).toMatchObject([{ pointer: '/do/0', message: '$nobody is not bound in set. Bound here: $, $context, $input, $workflow, $task, $runtime.' }]);
  });

  test('tells which variables of the program are read', () => {
    const record = recorder();
    bindExpression({ text: '$context.a + $input.b', pointer: '' }, bindings(), record);
    expect(record.reads).toEqual(['uwf_context']);
  });

  test('refuses what would grow beyond measure', () => {
    const many = (text: string): string => `[${Array.from({ length: 1300 }, () => text).join(', ')}]`;
    expect(codesOf(many('$input'), { variables: new Map([['input', value(many('$states.input.x'))]]) })).toEqual(['UWF-2053']);
  });

  test('names what is read in many places once it is large', () => {
    const large = value(`[${Array.from({ length: 60 }, () => '$states.input').join(', ')}]`);
    const text = `[${Array.from({ length: 60 }, () => '$input').join(', ')}]`;
    expect(boundText(text, { variables: new Map([['input', large]]) })).toMatch(/^\(\$uwf_is_of_input := \[\$states\.input, .*; \[\$uwf_is_of_input, /u);
  });
});
