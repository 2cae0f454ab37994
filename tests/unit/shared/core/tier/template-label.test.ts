import { describe, expect, test } from 'vitest';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { ABSENT, objectLabel, opaqueLabel, originsOf, scalarLabel, sensitivityOf, type Label } from '#shared/core/tier/label.ts';
import { evaluateScopeOf, expressionIn, labelOfTemplate, type TemplateReading } from '#shared/core/tier/template-label.ts';
import { secret } from './samples.ts';

const INPUT = objectLabel([['pan', secret('pan')], ['id', scalarLabel(3)]]);

function reading(more: Partial<TemplateReading> = {}): TemplateReading {
  return { zone: 'private-cloud', form: 'asl', variables: new Map([['states', objectLabel([['input', INPUT]])], ['kept', secret('kept')]]), placeOf: () => undefined, ...more };
}

function read(template: JsonValue, more: Partial<TemplateReading> = {}) {
  return labelOfTemplate(reading(more), template, '/States/x/Output');
}

function fieldsOf(label: Label): ReadonlyMap<string, Label> {
  return label.shape.kind === 'object' ? label.shape.fields : new Map();
}

describe('labelOfTemplate()', () => {
  test.each<JsonValue>(['pan', '{ $states.input.pan }', 7, true, null, {}])('a literal is public: %j', (template) => {
    expect(read(template)).toMatchObject({ findings: [], label: { tier: 3, origins: [] } });
    expect(sensitivityOf(read(template).label)).toBe(3);
  });

  test('follows the shape of the template, so that members have labels of their own', () => {
    const { label, findings } = read({ a: { pan: '{% $states.input.pan %}' }, id: '{% $states.input.id %}', kept: '{% $kept %}', text: 'x' });
    const fields = fieldsOf(label);
    expect(findings).toEqual([]);
    expect(label.tier).toBe(3);
    expect([...fields].map(([name, child]) => [name, sensitivityOf(child), originsOf(child).map((origin) => origin.id)])).toEqual([
      ['a', 1, ['pan']],
      ['id', 3, []],
      ['kept', 1, ['kept']],
      ['text', 3, []],
    ]);
  });

  test('joins the items of arrays, also of arrays in arrays', () => {
    const { label } = read([['{% $states.input.pan %}', 'x'], ['{% $kept %}']]);
    expect(label.shape.kind).toBe('array');
    expect(label.tier).toBe(3);
    expect(originsOf(label).map((origin) => origin.id)).toEqual(['kept', 'pan']);
    expect(read([]).label).toMatchObject({ tier: 3, shape: { kind: 'array', items: ABSENT } });
  });

  test('says which field of the machine a finding is about', () => {
    const { findings } = read({ 'a/b': [1, "{% $states.input.pan & 'x' %}"], fine: '{% $states.input.pan %}' });
    expect(findings.map((finding) => [finding.construct, finding.machinePointer])).toEqual([['compute', '/States/x/Output/a~1b/1']]);
    expect(read("{% $states.input.pan & 'x' %}", { zone: 'on-prem' }).findings).toEqual([]);
  });

  test('writes the place that values pass on their way', () => {
    const place = { pointer: '/do/0/keep', note: 'keeps it' };
    expect(read('{% $states.input.pan %}', { placeOf: () => place }).label.trail).toEqual([{ pointer: '/pan', note: 'is Tier 1' }, place]);
    expect(read('{% $states.input.nothing %}', { placeOf: () => place }).label).toBe(ABSENT);
  });

  test('takes an expression that it cannot read for the most sensitive data', () => {
    expect(sensitivityOf(read('{% ( %}').label)).toBe(1);
  });

  test('reads the same text again with other variables', () => {
    expect(sensitivityOf(read('{% $kept %}').label)).toBe(1);
    expect(sensitivityOf(read('{% $kept %}', { variables: new Map([['kept', scalarLabel(3)]]) }).label)).toBe(3);
  });

  test('holds no more parsed texts than it may, and stays right', () => {
    for (let index = 0; index < 2_100; index += 1) read(`{% $states.input.id & '${index}' %}`);
    expect(originsOf(read('{% $states.input.pan %}').label).map((origin) => origin.id)).toEqual(['pan']);
  });

  test('in the form of uwf:evaluate an expression is an object with one member', () => {
    const template = { pan: { 'uwf:expression': '$states.input.pan' }, text: '{% $states.input.pan %}' };
    const fields = fieldsOf(read(template, { form: 'evaluate' }).label);
    expect([...fields].map(([name, child]) => [name, sensitivityOf(child)])).toEqual([['pan', 1], ['text', 3]]);
    const asAsl = fieldsOf(read(template).label);
    expect([...asAsl].map(([name, child]) => [name, sensitivityOf(child)])).toEqual([['pan', 3], ['text', 1]]);
  });
});

describe('expressionIn()', () => {
  test.each<[JsonValue, string | undefined]>([
    ['{% $x %}', '$x'],
    ['{%$x%}', '$x'],
    ['$x', undefined],
    [' {% $x %}', undefined],
    [{ 'uwf:expression': '$x' }, undefined],
    [7, undefined],
  ])('in ASL: %j', (template, expected) => {
    expect(expressionIn(template, 'asl')).toBe(expected);
  });

  test.each<[JsonValue, string | undefined]>([
    [{ 'uwf:expression': '$x' }, '$x'],
    [{ 'uwf:expression': '$x', other: 1 }, undefined],
    [{ 'uwf:expression': 7 }, undefined],
    [{ other: '$x' }, undefined],
    ['{% $x %}', undefined],
    [['$x'], undefined],
    [null, undefined],
  ])('in uwf:evaluate: %j', (template, expected) => {
    expect(expressionIn(template, 'evaluate')).toBe(expected);
  });
});

describe('evaluateScopeOf()', () => {
  test('gives what the work item carries: $states and the variables, and nothing else', () => {
    const states = objectLabel([['input', INPUT]]);
    const scope = evaluateScopeOf(objectLabel([['template', scalarLabel(3)], ['states', states], ['variables', objectLabel([['kept', secret('kept')]])]]));
    expect([...scope.keys()].sort()).toEqual(['kept', 'states']);
    expect(scope.get('states')).toBe(states);
  });

  test('a variable that is named states does not hide $states', () => {
    const scope = evaluateScopeOf(objectLabel([['states', INPUT], ['variables', objectLabel([['states', scalarLabel(3)]])]]));
    expect(scope.get('states')).toBe(INPUT);
  });

  test('without states there is nothing to read in them', () => {
    expect(evaluateScopeOf(objectLabel([])).get('states')).toBe(ABSENT);
    expect(evaluateScopeOf(opaqueLabel(3)).get('kept')).toBeUndefined();
  });
});
