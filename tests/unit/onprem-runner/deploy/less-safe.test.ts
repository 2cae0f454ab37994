import { describe, expect, test } from 'vitest';
import { lessSafeChanges } from '#onprem-runner/deploy/less-safe.ts';
import type { ProvenDefinition } from '#shared/core/difference/model.ts';

type Release = ProvenDefinition['evidence']['declassifications'][number];

const GRADE: Release = { task: '/do/0/rate', path: '/grade', to: 2, purpose: 'routing', method: 'enum', expires: '2030-01-01', distinctValues: 3 };

interface Shape {
  readonly releases?: readonly Release[];
  readonly tasks?: ProvenDefinition['placement']['tasks'];
  readonly input?: ProvenDefinition['placement']['input'];
}

function definition({ releases = [GRADE], tasks = { rate: { zone: 'on-prem', pointer: '/do/0/rate' } }, input = [{ schemaPointer: '/properties/pan', tier: 1 }] }: Shape = {}): ProvenDefinition {
  return { source: {}, placement: { tasks, input }, evidence: { flows: [], declassifications: releases, observations: [] } };
}

const changes = (after: Shape): readonly string[] => lessSafeChanges(definition(), definition(after)).map(({ kind, about, detail }) => `${kind}: ${about}: ${detail}`);

describe('lessSafeChanges()', () => {
  test('of the same are none, also when a task stands elsewhere', () => {
    expect(changes({})).toEqual([]);
    expect(changes({ releases: [{ ...GRADE, task: '/do/4/rate' }], tasks: { rate: { zone: 'on-prem', pointer: '/do/4/rate' } } })).toEqual([]);
  });

  test.each<[string, Partial<Release>, string]>([
    ['a lower tier', { to: 3 }, 'to Tier 3 instead of Tier 2'],
    ['another method', { method: 'masked' }, 'as masked instead of enum'],
    ['another purpose', { purpose: 'marketing' }, "for 'marketing' instead of 'routing'"],
    ['more values', { distinctValues: 4 }, '4 different values instead of 3'],
    ['any value', { distinctValues: 'unbounded' }, 'unbounded different values instead of 3'],
    ['a later end', { expires: '2031-01-01' }, 'until 2031-01-01 instead of 2030-01-01'],
  ])('%s of a release is told', (_what, change, detail) => {
    expect(changes({ releases: [{ ...GRADE, ...change }] })).toEqual([`declassified: rate /grade: ${detail}`]);
  });

  test('a release without an end is told after one with an end', () => {
    const { expires: _expires, ...endless } = GRADE;
    expect(changes({ releases: [endless] })).toEqual(['declassified: rate /grade: until it is taken back instead of 2030-01-01']);
    expect(lessSafeChanges(definition({ releases: [endless] }), definition())).toEqual([]);
  });

  test.each<[string, Partial<Release>]>([['fewer values', { distinctValues: 2 }], ['an earlier end', { expires: '2029-12-31' }]])('%s of a release is not told', (_what, change) => {
    expect(changes({ releases: [{ ...GRADE, ...change }] })).toEqual([]);
  });

  test('a release that ends, or that is new, is told when it is new', () => {
    expect(changes({ releases: [] })).toEqual([]);
    expect(changes({ releases: [GRADE, { ...GRADE, path: '' }] })).toEqual(['declassified: rate (whole result): Tier 1 → Tier 2 as enum: routing']);
  });

  test('work that is moved to a zone that is trusted less is told, and no other move', () => {
    expect(changes({ tasks: { rate: { zone: 'private-cloud', pointer: '/do/0/rate' } } })).toEqual(['moved: rate (rate): on-prem → private-cloud']);
    expect(changes({ tasks: { other: { zone: 'private-cloud', pointer: '/do/0/other' } } })).toEqual([]);
    expect(lessSafeChanges(definition({ tasks: { rate: { zone: 'public-cloud', pointer: '/do/0/rate' } } }), definition())).toEqual([]);
  });

  test('work under a new name of its state is found by its task', () => {
    expect(changes({ tasks: { rate2: { zone: 'public-cloud', pointer: '/do/0/rate' } } })).toEqual(['moved: rate (rate2): on-prem → public-cloud']);
    expect(changes({ tasks: { rate: { zone: 'public-cloud', pointer: '/do/0/rest' } } })).toEqual([]);
  });

  test('a field of the input that travels sealed no more, or as less, is told', () => {
    expect(changes({ input: [] })).toEqual(['unsealed: input /properties/pan: Tier 1, sealed → not sealed']);
    expect(changes({ input: [{ schemaPointer: '/properties/pan', tier: 2 }] })).toEqual(['unsealed: input /properties/pan: Tier 1 → Tier 2']);
  });

  test('of what is new is all that it lets out', () => {
    expect(lessSafeChanges(undefined, definition())).toEqual([{ kind: 'declassified', about: 'rate /grade', detail: 'Tier 1 → Tier 2 as enum: routing' }]);
  });
});
