import { describe, expect, test } from 'vitest';
import type { AslState } from '#shared/core/asl/model.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { ABSENT, objectLabel, opaqueLabel, originsOf, scalarLabel, sensitivityOf } from '#shared/core/tier/label.ts';
import { siteOf } from '#shared/core/tier/task-site.ts';
import type { Tier, Zone } from '#shared/core/tier/tier.ts';
import type { StateTraits } from '#shared/core/tier/traits.ts';
import { declassificationOf, RATE, RATING_OUTPUT, secret, traitsOf } from './samples.ts';

const CALL: AslState = { Type: 'Task', Resource: 'uwf:function:rate:1.0.0', End: true };
const HTTP: AslState = { Type: 'Task', Resource: 'uwf:http', End: true };

function locate(state: AslState, traits: Partial<StateTraits>, zone: Zone = 'private-cloud') {
  const { site, diagnostics } = siteOf({ state, name: 'ask', task: 'ask', traits: traitsOf('ask', traits), zone });
  return { site, codes: diagnostics.map((one) => `${one.code} ${one.pointer}`) };
}

function asks(value: Zone): Pick<StateTraits, 'requestedZone'> {
  return { requestedZone: { value, pointer: '/do/ask/metadata/uwf/zone' } };
}

function evaluating(template: JsonValue): AslState {
  return { Type: 'Task', Resource: 'uwf:evaluate', Arguments: { template, states: { input: '{% $states.input %}' }, variables: { kept: '{% $kept %}' } }, End: true };
}

const GIVEN = objectLabel([['states', objectLabel([['input', objectLabel([['pan', secret('pan')], ['id', scalarLabel(3)]])]])], ['variables', objectLabel([['kept', secret('kept')]])]]);

describe('the zone of a task', () => {
  test.each<{ readonly says: string; readonly state?: AslState; readonly traits?: Partial<StateTraits>; readonly target?: Zone; readonly zone: Zone }>([
    { says: "is the target's own when nothing says otherwise", zone: 'private-cloud' },
    { says: "is the target's own in a public cloud", target: 'public-cloud', zone: 'public-cloud' },
    { says: 'is what the author asks for', traits: asks('on-prem'), zone: 'on-prem' },
    { says: 'is what the author asks for, also where that is the target', traits: asks('private-cloud'), zone: 'private-cloud' },
    { says: 'is where its function runs', state: CALL, traits: { entry: RATE }, zone: 'on-prem' },
    { says: 'is where its function runs, seen from a public cloud', state: CALL, traits: { entry: RATE }, target: 'public-cloud', zone: 'on-prem' },
    { says: 'is the target, for a function that runs there', state: CALL, traits: { entry: { ...RATE, zone: 'private-cloud', declassify: [] } }, zone: 'private-cloud' },
    { says: 'is on-prem for a template that was moved', state: evaluating('x'), zone: 'on-prem' },
    { says: 'is the bank when the bank is the target', state: CALL, traits: { entry: RATE }, target: 'on-prem', zone: 'on-prem' },
    { says: "is the target's own for anything but a task", state: { Type: 'Pass', End: true }, traits: asks('on-prem'), zone: 'private-cloud' },
  ])('$says', ({ state = HTTP, traits = {}, target = 'private-cloud', zone }) => {
    const { site, codes } = locate(state, traits, target);
    expect([site.zone, codes]).toEqual([zone, []]);
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

describe("a task in the target's own zone", () => {
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
});
