import { describe, expect, test } from 'vitest';
import { startRun } from '#shared/core/tier/flow/analyse.ts';
import { anyMemberOf, asData, becauseOf, computedFrom, elementOf, inspect, inspectStructure, madeFrom, mapItems, memberOf, membershipOf, readable, structureOf, withoutArrays } from '#shared/core/tier/flow/inspect.ts';
import { data } from '#shared/core/tier/flow/scope.ts';
import { ABSENT, arrayLabel, objectLabel, opaqueLabel, originsOf, scalarLabel, sensitivityOf, type Label } from '#shared/core/tier/label.ts';
import type { Zone } from '#shared/core/tier/tier.ts';
import { secret } from '../samples.ts';

const PERSON = objectLabel([['pan', secret('pan')], ['id', scalarLabel(3)]]);
const PEOPLE = arrayLabel(PERSON, 2);

/** A value with the constructs of what was found while it was made. */
function withRun<T>(act: (run: ReturnType<typeof startRun>) => T, zone: Zone = 'private-cloud'): { readonly value: T; readonly constructs: readonly string[] } {
  const run = startRun(zone);
  const value = act(run);
  return { value, constructs: run.findings.map((finding) => finding.construct) };
}

const ids = (label: Label): readonly string[] => originsOf(label).map((origin) => origin.id);

describe('inspect()', () => {
  test('finds the use of data that may not be in the clear, and shows the most sensitive part', () => {
    const run = startRun('private-cloud');
    inspect(run, PERSON, 'compare');
    expect(run.findings.map(({ construct, label }) => [construct, label.trail])).toEqual([['compare', [{ pointer: '/pan', note: 'is Tier 1' }]]]);
  });

  test.each<[string, Label, Zone, number]>([
    ['Tier 1 on-prem', secret('pan'), 'on-prem', 0],
    ['Tier 2 in a private cloud', opaqueLabel(2), 'private-cloud', 0],
    ['Tier 2 in a public cloud', opaqueLabel(2), 'public-cloud', 1],
    ['Tier 3 in a public cloud', opaqueLabel(3), 'public-cloud', 0],
  ])('%s', (_name, label, zone, findings) => {
    expect(withRun((run) => inspect(run, label, 'decide'), zone).constructs).toHaveLength(findings);
  });

  test('the structure alone may be looked at where the inside may not', () => {
    expect(withRun((run) => inspectStructure(run, PERSON, 'address')).constructs).toEqual([]);
    expect(withRun((run) => inspectStructure(run, secret('pan'), 'address')).constructs).toEqual(['address']);
  });
});

describe('results of computations', () => {
  test('are scalars as sensitive as all that went in', () => {
    const { value, constructs } = withRun((run) => computedFrom(run, [PERSON, secret('name'), scalarLabel(2)], 'compute'));
    expect(value).toMatchObject({ tier: 1, shape: { kind: 'scalar' } });
    expect(ids(value)).toEqual(['name', 'pan']);
    expect(constructs).toEqual(['compute', 'compute']);
    expect(withRun((run) => computedFrom(run, [], 'compute')).value).toMatchObject({ tier: 3, origins: [] });
  });

  test('may be any JSON where they are not followed', () => {
    expect(withRun((run) => madeFrom(run, [PERSON], 'call')).value).toMatchObject({ tier: 1, shape: { kind: 'opaque' } });
  });

  test('a function as data counts as what it holds', () => {
    expect(withRun((run) => asData(run, data(PERSON)))).toEqual({ value: PERSON, constructs: [] });
    const held = withRun((run) => asData(run, { kind: 'unknown-function', holds: [PERSON] }));
    expect([ids(held.value), held.constructs]).toEqual([['pan'], ['call']]);
  });
});

describe('memberOf()', () => {
  test('gives the member of an object and of every item of arrays', () => {
    expect(ids(withRun((run) => memberOf(run, PERSON, 'pan')).value)).toEqual(['pan']);
    const mapped = withRun((run) => memberOf(run, arrayLabel(PEOPLE), 'pan'));
    expect([mapped.value.shape.kind, ids(mapped.value), mapped.constructs]).toEqual(['array', ['pan'], []]);
    expect(withRun((run) => memberOf(run, PERSON, 'none')).value).toBe(ABSENT);
    expect(withRun((run) => memberOf(run, ABSENT, 'pan')).value).toBe(ABSENT);
  });

  test('an undeclared name is one of the rest', () => {
    expect(ids(withRun((run) => memberOf(run, objectLabel([['id', scalarLabel(3)]], { rest: secret('rest') }), 'other')).value)).toEqual(['rest']);
  });

  test('cannot look inside of what is one sealed text', () => {
    const { value, constructs } = withRun((run) => memberOf(run, secret('address'), 'city'));
    expect([ids(value), constructs]).toEqual([['address'], ['address']]);
  });

  test('a scalar in the clear has no members, a sealed one may be anything', () => {
    expect(withRun((run) => memberOf(run, scalarLabel(2), 'x')).value).toBe(ABSENT);
    expect(withRun((run) => memberOf(run, scalarLabel(1), 'x'))).toMatchObject({ value: { tier: 1, shape: { kind: 'opaque' } }, constructs: ['address'] });
  });

  test('is as sensitive as that the object has the member', () => {
    expect(withRun((run) => memberOf(run, objectLabel([['id', scalarLabel(3)]], { tier: 1 }), 'id'), 'on-prem').value.tier).toBe(1);
  });

  test('a transient member is found in every zone, by its name', () => {
    const run = startRun('on-prem');
    memberOf(run, objectLabel([['cvv', { ...scalarLabel(1), transient: true }]]), 'cvv');
    expect(run.findings).toMatchObject([{ construct: 'transient', name: 'cvv' }]);
  });
});

describe('readable()', () => {
  test('goes on with sensitive data that is no longer marked, so that it is reported once', () => {
    const { value, constructs } = withRun((run) => readable(run, { ...scalarLabel(1), transient: true }));
    expect([value.tier, value.transient, constructs]).toEqual([1, undefined, ['transient']]);
    expect(withRun((run) => readable(run, PERSON))).toEqual({ value: PERSON, constructs: [] });
  });
});

describe('items of arrays', () => {
  test('elementOf() takes off every layer, and tells what the layers tell', () => {
    const item = withRun((run) => elementOf(run, arrayLabel(arrayLabel(scalarLabel(3), 2), 3)));
    expect(item).toMatchObject({ value: { tier: 2, shape: { kind: 'scalar' } }, constructs: [] });
    expect(withRun((run) => elementOf(run, arrayLabel(scalarLabel(3), 1))).constructs).toEqual(['iterate']);
    expect(withRun((run) => elementOf(run, PERSON)).value).toBe(PERSON);
  });

  test('mapItems() applies a step to every item and keeps what is known of their number', () => {
    const mapped = withRun((run) => mapItems(run, PEOPLE, (item) => memberOf(run, item, 'id'))).value;
    expect(mapped).toMatchObject({ tier: 2, shape: { kind: 'array', items: { tier: 2 } } });
    expect(withRun((run) => mapItems(run, PEOPLE, () => ABSENT)).value).toBe(ABSENT);
    expect(withRun((run) => mapItems(run, scalarLabel(2), () => scalarLabel(3))).value.tier).toBe(2);
  });

  test('withoutArrays() strips layers, and what is left tells of them', () => {
    expect(withoutArrays(arrayLabel(arrayLabel(scalarLabel(3), 1)))).toMatchObject({ tier: 1, shape: { kind: 'scalar' } });
    expect(withoutArrays(PERSON)).toBe(PERSON);
  });
});

describe('what depends on something else', () => {
  test('becauseOf() raises a result by a cause that can be looked at', () => {
    expect(withRun((run) => becauseOf(run, scalarLabel(3), scalarLabel(2))).value.tier).toBe(2);
    expect(withRun((run) => becauseOf(run, scalarLabel(3), secret('pan')), 'on-prem').value.tier).toBe(1);
  });

  test('becauseOf() leaves it where the cause is one opaque text, or nothing', () => {
    expect(withRun((run) => becauseOf(run, scalarLabel(3), secret('pan'))).value.tier).toBe(3);
    expect(withRun((run) => becauseOf(run, scalarLabel(3), ABSENT), 'on-prem').value.tier).toBe(3);
  });

  test('structureOf() and membershipOf() tell of a container without its inside', () => {
    expect(sensitivityOf(structureOf(PERSON))).toBe(3);
    expect(withRun((run) => membershipOf(run, PERSON)).value.tier).toBe(3);
    expect(withRun((run) => membershipOf(run, PERSON), 'on-prem').value.tier).toBe(1);
    expect(withRun((run) => membershipOf(run, objectLabel([], { rest: opaqueLabel(2) }))).value.tier).toBe(2);
  });
});

describe('anyMemberOf()', () => {
  test('is every member at once, also those that are not declared', () => {
    const { value, constructs } = withRun((run) => anyMemberOf(run, arrayLabel(objectLabel([['pan', secret('pan')], ['id', scalarLabel(3)]], { rest: secret('rest') }))));
    expect([ids(value), constructs]).toEqual([['pan', 'rest'], []]);
  });

  test('of a transient member is a read of it', () => {
    const { constructs } = withRun((run) => anyMemberOf(run, objectLabel([['code', objectLabel([['cvv', { ...scalarLabel(1), transient: true }]])]])), 'on-prem');
    expect(constructs).toEqual(['transient']);
  });

  test('of what is no object is all of it, or nothing', () => {
    expect(ids(withRun((run) => anyMemberOf(run, secret('pan')), 'on-prem').value)).toEqual(['pan']);
    expect(withRun((run) => anyMemberOf(run, secret('pan'))).constructs).toEqual(['address']);
    expect(withRun((run) => anyMemberOf(run, scalarLabel(2))).value).toBe(ABSENT);
  });
});
