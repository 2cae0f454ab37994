import { describe, expect, test } from 'vitest';
import type { AslState } from '#shared/core/asl/model.ts';
import { ABSENT, objectLabel, opaqueLabel, originsOf, scalarLabel, sensitivityOf } from '#shared/core/tier/label.ts';
import { siteOf } from '#shared/core/tier/task-site.ts';
import type { Tier, Zone } from '#shared/core/tier/tier.ts';
import type { StateTraits } from '#shared/core/tier/traits.ts';
import { declassificationOf, machineOf, RATE, RATING_OUTPUT, secret, traitsOf } from './samples.ts';

const CALL: AslState = { Type: 'Task', Resource: 'uwf:function:rate:1.0.0', End: true };
const HTTP: AslState = { Type: 'Task', Resource: 'uwf:http', End: true };

function locate(state: AslState, traits: Partial<StateTraits>, zone: Zone = 'private-cloud') {
  const { site, diagnostics } = siteOf({ machine: machineOf({ ask: state }), name: 'ask', task: 'ask', traits: traitsOf('ask', traits), zone });
  return { site, codes: diagnostics.map((one) => `${one.code} ${one.pointer}`) };
}

function asks(value: Zone): Pick<StateTraits, 'requestedZone'> {
  return { requestedZone: { value, pointer: '/do/ask/metadata/uwf/zone' } };
}

function evaluating(template: unknown): AslState {
  return { Type: 'Task', Resource: 'uwf:evaluate', Arguments: { template: JSON.parse(JSON.stringify(template)), states: { input: '{% $states.input %}' }, variables: { kept: '{% $kept %}' } }, End: true };
}

const GIVEN = objectLabel([['states', objectLabel([['input', objectLabel([['pan', secret('pan')], ['id', scalarLabel(3)]])]])], ['variables', objectLabel([['kept', secret('kept')]])]]);

describe('the zone of a task', () => {
  test.each<[string, AslState, Partial<StateTraits>, Zone, Zone]>([
    ['is the target\'s own when nothing says otherwise', HTTP, {}, 'private-cloud', 'private-cloud'],
    ['is the target\'s own in a public cloud', HTTP, {}, 'public-cloud', 'public-cloud'],
    ['is what the author asks for', HTTP, asks('on-prem'), 'private-cloud', 'on-prem'],
    ['is what the author asks for, also where that is the target', HTTP, asks('private-cloud'), 'private-cloud', 'private-cloud'],
    ['is where its function runs', CALL, { entry: RATE }, 'private-cloud', 'on-prem'],
    ['is where its function runs, seen from a public cloud', CALL, { entry: RATE }, 'public-cloud', 'on-prem'],
    ['is the target of a function that runs there', CALL, { entry: { ...RATE, zone: 'private-cloud' } }, 'private-cloud', 'private-cloud'],
    ['is on-prem for a template that was moved', evaluating('x'), {}, 'private-cloud', 'on-prem'],
    ['is the bank when the bank is the target', CALL, { entry: RATE }, 'on-prem', 'on-prem'],
    ['is the target\'s own for anything but a task', { Type: 'Pass', End: true }, asks('on-prem'), 'private-cloud', 'private-cloud'],
  ])('%s', (_name, state, traits, zone, expected) => {
    const { site, codes } = locate(state, traits, zone);
    expect([site.zone, codes]).toEqual([expected, []]);
  });

  test.each<[Zone, Zone]>([['private-cloud', 'public-cloud'], ['public-cloud', 'private-cloud'], ['on-prem', 'private-cloud']])('a target in %s reaches on-prem only, not %s', (zone, wanted) => {
    const { site, codes } = locate(HTTP, asks(wanted), zone);
    expect([site.zone, codes]).toEqual([wanted, ['UWF-3010 /do/ask/metadata/uwf/zone']]);
  });

  test('is not another one than the function runs in', () => {
    expect(locate(CALL, { entry: RATE, ...asks('private-cloud') }).codes).toContain('UWF-3011 /do/ask/metadata/uwf/zone');
    expect(locate(CALL, { entry: RATE, ...asks('on-prem') }).codes).toEqual([]);
  });
});

describe('a task in the target\'s own zone', () => {
  test.each<[Zone, Tier]>([['private-cloud', 2], ['public-cloud', 3], ['on-prem', 1]])('in %s gives back what the zone may hold at most: Tier %i', (zone, tier) => {
    const { site } = locate(HTTP, {}, zone);
    expect(site.resultOf(secret('pan'))).toEqual(opaqueLabel(tier));
    expect(site.releaseOf(secret('pan'))).toBeUndefined();
  });

  test('has nothing to declassify', () => {
    expect(locate(HTTP, { declassify: [declassificationOf('/a')] }).codes).toEqual(['UWF-3016 /declassify/a']);
    expect(locate(HTTP, { declassify: [declassificationOf('/a')] }, 'on-prem').codes).toEqual([]);
  });

  test.each<[Tier, Zone, boolean]>([[1, 'private-cloud', true], [2, 'private-cloud', false], [2, 'public-cloud', true], [3, 'public-cloud', false], [1, 'on-prem', false]])('may not mark its result as Tier %i in %s: %s', (tier, zone, refused) => {
    const resultSchema = { pointer: '/do/ask/output/schema/document', document: { type: 'object', properties: { a: { 'x-tier': tier } } } };
    expect(locate(HTTP, { resultSchema }, zone).codes).toEqual(refused ? ['UWF-3017 /do/ask/output/schema/document'] : []);
  });
});

describe('a task on-prem', () => {
  test('gives back Tier 1 whatever it is given', () => {
    const { site } = locate(HTTP, asks('on-prem'));
    for (const given of [ABSENT, scalarLabel(3)]) {
      expect(sensitivityOf(site.resultOf(given))).toBe(1);
      expect(originsOf(site.resultOf(given))).toEqual([{ id: '/do/ask#', tier: 1 }]);
      expect(site.releaseOf(given)?.plan).toEqual({ kind: 'seal', origin: '/do/ask#', tier: 1 });
    }
  });

  test('is opened by the schema that the author gives', () => {
    const { site, codes } = locate(HTTP, { ...asks('on-prem'), resultSchema: { pointer: '/schema', document: RATING_OUTPUT } });
    expect(codes).toEqual([]);
    expect(site.releaseOf(ABSENT)?.plan).toMatchObject({ kind: 'object', members: { grade: { kind: 'seal' }, score: { kind: 'seal' } } });
  });

  test('of the catalogue leaves by the schema and the declassifications of its entry', () => {
    const outcome = locate(CALL, { entry: RATE }).site.releaseOf(ABSENT);
    expect(outcome?.plan).toMatchObject({ kind: 'object', members: { grade: { kind: 'declassify' }, score: { kind: 'seal', origin: '/do/ask#/score' } } });
    expect(outcome?.declassifications).toMatchObject([{ task: '/do/ask', path: '/grade', distinctValues: 3 }]);
  });

  test('takes the schema of the entry, not one of the author', () => {
    const resultSchema = { pointer: '/schema', document: { type: 'object', additionalProperties: false, properties: { secret: { enum: ['x'] } } } };
    const { site } = locate(CALL, { entry: RATE, resultSchema, declassify: [declassificationOf('/secret')] });
    expect(site.releaseOf(ABSENT)?.diagnostics.map((one) => `${one.code} ${one.pointer}`)).toEqual(['UWF-3015 /declassify/secret']);
  });

  test('may declassify more than its entry does; of the same place, the entry counts', () => {
    const own = [declassificationOf('/score', { method: 'range' }), declassificationOf('/grade', { to: 3, purpose: 'other' })];
    const outcome = locate(CALL, { entry: RATE, declassify: own }).site.releaseOf(ABSENT);
    expect(outcome?.plan).toMatchObject({ members: { grade: { kind: 'declassify', to: 2, purpose: 'routing' }, score: { kind: 'declassify', bound: { method: 'range' } } } });
    expect(outcome?.diagnostics).toEqual([]);
  });
});

describe('a template that is evaluated on-prem', () => {
  test('gives back what it is made of, part by part', () => {
    const { site } = locate(evaluating({ id: { 'uwf:expression': '$states.input.id' }, bin: { 'uwf:expression': '$substring($states.input.pan, 0, 6)' }, kept: { 'uwf:expression': '$kept' }, text: 'x' }), {});
    const members = { id: { kind: 'clear' }, bin: { kind: 'seal', origin: '/do/ask#/bin', tier: 1 }, kept: { kind: 'seal', origin: '/do/ask#/kept', tier: 1 }, text: { kind: 'clear' } };
    expect(site.releaseOf(GIVEN)?.plan).toEqual({ kind: 'object', members });
    expect(sensitivityOf(site.resultOf(GIVEN))).toBe(1);
  });

  test('of public data is public', () => {
    const { site } = locate(evaluating({ 'uwf:expression': '$uppercase($states.input.id)' }), {});
    expect(site.releaseOf(GIVEN)?.plan).toEqual({ kind: 'clear' });
    expect(sensitivityOf(site.resultOf(GIVEN))).toBe(3);
  });

  test('may declassify by the schema of the author', () => {
    const resultSchema = { pointer: '/schema', document: { type: 'object', additionalProperties: false, properties: { long: { type: 'boolean' } } } };
    const state = evaluating({ long: { 'uwf:expression': '$length($states.input.pan) > 16' } });
    const { site, codes } = locate(state, { resultSchema, declassify: [declassificationOf('/long', { method: 'boolean' })] });
    expect(site.releaseOf(GIVEN)?.plan).toMatchObject({ kind: 'object', members: { long: { kind: 'declassify' } } });
    expect(codes).toEqual([]);
  });

  test('that does not say what it sends has nothing to tell', () => {
    const bare: AslState = { Type: 'Task', Resource: 'uwf:evaluate', End: true };
    expect(locate(bare, {}).site.releaseOf(ABSENT)?.plan).toEqual({ kind: 'clear' });
  });
});
