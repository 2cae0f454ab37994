import { describe, expect, test } from 'vitest';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { envelopeContent, EVALUATE_ARGUMENTS_KEY, toEvaluateEnvelope } from '#shared/core/tier/envelope.ts';

function contentOf(template: JsonValue) {
  return envelopeContent(toEvaluateEnvelope(template));
}

describe('toEvaluateEnvelope()', () => {
  test('keeps the template, with its expressions in a form that the sender does not evaluate', () => {
    expect(contentOf({ a: ['{% $states.input.pan & "x" %}', 1, null], text: 'literal', b: { c: true } })).toEqual({
      template: { a: [{ 'uwf:expression': '$states.input.pan & "x"' }, 1, null], text: 'literal', b: { c: true } },
      states: { input: '{% $states.input %}' },
      variables: {},
    });
  });

  test('takes a template that is one expression', () => {
    expect(contentOf('{% $uppercase($pan) %}')).toEqual({ template: { 'uwf:expression': '$uppercase($pan)' }, states: {}, variables: { pan: '{% $pan %}' } });
  });

  test.each<[string, readonly string[], readonly string[]]>([
    ['$states.input.a', ['input'], []],
    ['$states.context.Execution.Id', ['context'], []],
    ['$states.context.Execution.Id & $states.input.a', ['context', 'input'], []],
    ['$states', ['context', 'input'], []],
    ['($s := $states; $s.input)', ['context', 'input'], []],
    ['$b + $a', [], ['a', 'b']],
    ['($a := 1; $a + $b)', [], ['b']],
    ['function($x){ $x + $y }(1)', [], ['y']],
    ['$map($list, function($v){ $v.$uppercase(name) })', [], ['list']],
    ['$uppercase("x")', [], []],
    ['1 + 1', [], []],
  ])('sends only what is used: %s', (text, states, variables) => {
    const content = contentOf(`{% ${text} %}`);
    expect(Object.keys(content?.['states'] ?? {})).toEqual(states);
    expect(Object.keys(content?.['variables'] ?? {})).toEqual(variables);
  });

  test('collects over all expressions of the template, each name once and in order', () => {
    const content = contentOf({ one: '{% $b %}', more: ['{% $a + $b %}', { deep: '{% $states.input %}' }], text: '$c' });
    expect(content?.['variables']).toEqual({ a: '{% $a %}', b: '{% $b %}' });
    expect(content?.['states']).toEqual({ input: '{% $states.input %}' });
  });

  test('a template without expressions needs nothing', () => {
    expect(contentOf({ a: 1 })).toEqual({ template: { a: 1 }, states: {}, variables: {} });
  });
});

describe('envelopeContent()', () => {
  test('finds what stands in an envelope', () => {
    expect(envelopeContent({ [EVALUATE_ARGUMENTS_KEY]: { template: 1 } })).toEqual({ template: 1 });
  });

  test.each<[string, JsonValue | undefined]>([
    ['nothing', undefined],
    ['a text', 'uwf:evaluate'],
    ['an array', [{ 'uwf:evaluate': {} }]],
    ['an empty object', {}],
    ['another object', { other: {} }],
    ['an object with a second member', { 'uwf:evaluate': {}, other: 1 }],
    ['a member that is no object', { 'uwf:evaluate': 'x' }],
  ])('finds none in %s', (_name, value) => {
    expect(envelopeContent(value)).toBeUndefined();
  });
});
