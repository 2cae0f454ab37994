import { describe, expect, test } from 'vitest';
import type { Declassification, DeclassificationMethod } from '#shared/core/definition/model.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { objectLabel, opaqueLabel, originsOf, scalarLabel, sensitivityOf, type Label } from '#shared/core/tier/label.ts';
import { originOfResult, planEvaluatedRelease, planForeignRelease, type ReleaseOutcome, type ReleaseRequest } from '#shared/core/tier/release-plan.ts';
import { declassificationOf, secret } from './samples.ts';

function requestOf(document: JsonObject | undefined, declassify: readonly Declassification[] = [], more: Partial<ReleaseRequest> = {}): ReleaseRequest {
  const schema = document === undefined ? {} : { schema: { pointer: '/do/0/ask/output/schema/document', document } };
  return { pointer: '/do/0/ask', task: 'ask', declassify, zone: 'private-cloud', ...schema, ...more };
}

function foreign(document: JsonObject | undefined, declassify: readonly Declassification[] = []): ReleaseOutcome {
  return planForeignRelease(requestOf(document, declassify));
}

function closed(properties: { readonly [name: string]: JsonValue }, more: JsonObject = {}): JsonObject {
  return { type: 'object', additionalProperties: false, properties, ...more };
}

const GRADE: JsonObject = { type: 'string', enum: ['A', 'B'] };
const SEALED_ALL = { kind: 'seal', origin: '/do/0/ask#', tier: 1 };

const sealedAt = (path: string) => ({ kind: 'seal', origin: `/do/0/ask#${path}`, tier: 1 });
const codes = (outcome: ReleaseOutcome): readonly string[] => outcome.diagnostics.map((one) => `${one.code} ${one.pointer}`);
const ids = (label: Label): readonly string[] => originsOf(label).map((origin) => origin.id);

describe('what leaves foreign code on-prem', () => {
  test.each<[string, JsonObject | undefined]>([
    ['without a schema', undefined],
    ['that is a scalar', { type: 'string' }],
    ['that is an array', { type: 'array', items: { type: 'string' } }],
    ['that is an open object', { type: 'object', properties: { a: {} } }],
    ['that is closed but declares nothing', { type: 'object', additionalProperties: false }],
    ['whose shape a combinator changes', closed({ a: {} }, { allOf: [true] })],
    ['whose shape is somewhere else', closed({ a: {} }, { $ref: '#/$defs/x' })],
    ['with names by pattern', closed({ a: {} }, { patternProperties: { '^x': {} } })],
    ['that is annotated as a whole', closed({ a: {} }, { 'x-tier': 1 })],
  ])('is one sealed value: a result %s', (_name, document) => {
    const outcome = foreign(document);
    expect(outcome.plan).toEqual(SEALED_ALL);
    expect(ids(outcome.label)).toEqual(['/do/0/ask#']);
    expect([sensitivityOf(outcome.label), outcome.diagnostics, outcome.declassifications]).toEqual([1, [], []]);
    expect(outcome.label.trail[0]).toMatchObject({ pointer: '/do/0/ask', note: expect.stringContaining("result of 'ask'") });
  });

  test('of a closed object are its members, each sealed on its own', () => {
    const outcome = foreign(closed({ score: { type: 'integer' }, person: closed({ name: { type: 'string' }, 'a/b': {} }), list: { type: 'array' } }));
    expect(outcome.plan).toEqual({
      kind: 'object',
      members: { score: sealedAt('/score'), person: { kind: 'object', members: { name: sealedAt('/person/name'), 'a/b': sealedAt('/person/a~1b') } }, list: sealedAt('/list') },
    });
    expect(ids(outcome.label)).toEqual(['/do/0/ask#/list', '/do/0/ask#/person/a~1b', '/do/0/ask#/person/name', '/do/0/ask#/score']);
    expect([outcome.label.tier, outcome.diagnostics]).toEqual([3, []]);
  });

  test('an object is closed by unevaluatedProperties, too', () => {
    expect(foreign({ type: 'object', unevaluatedProperties: false, properties: { a: {} } }).plan).toEqual({ kind: 'object', members: { a: sealedAt('/a') } });
  });
});

describe('declassification', () => {
  test.each<[DeclassificationMethod, JsonObject, number | 'unbounded']>([
    ['enum', GRADE, 2],
    ['boolean', { type: 'boolean' }, 2],
    ['range', { type: 'integer', minimum: 0, maximum: 9 }, 10],
    ['aggregate', { type: 'integer', minimum: 1, maximum: 1_000 }, 1_000],
    ['masked', { type: 'string', maxLength: 19, pattern: '^[0-9]{6}\\*+[0-9]{4}$' }, 'unbounded'],
    ['token', { type: 'string', maxLength: 40, pattern: '^tok_[0-9a-f]+$' }, 'unbounded'],
  ])('by method %s lets out what its schema bounds, and is listed', (method, schema, distinctValues) => {
    const outcome = foreign(closed({ value: schema, rest: {} }), [declassificationOf('/value', { method })]);
    expect(outcome.plan).toEqual({ kind: 'object', members: { value: { kind: 'declassify', bound: { method, schema }, purpose: 'routing', to: 2 }, rest: sealedAt('/rest') } });
    expect(outcome.declassifications).toEqual([{ task: '/do/0/ask', path: '/value', to: 2, purpose: 'routing', method, distinctValues }]);
    expect([codes(outcome), ids(outcome.label)]).toEqual([[], ['/do/0/ask#/rest']]);
  });

  test.each<[DeclassificationMethod, JsonObject]>([
    ['enum', { type: 'string' }],
    ['boolean', { type: 'string' }],
    ['range', { type: 'integer' }],
    ['aggregate', { type: 'number', minimum: 0, maximum: 1 }],
    ['masked', { type: 'string', maxLength: 19 }],
    ['token', { type: 'string', pattern: '^tok' }],
  ])('by method %s is refused where the schema does not bound it, and the value stays sealed', (method, schema) => {
    const outcome = foreign(closed({ value: schema }), [declassificationOf('/value', { method })]);
    expect(codes(outcome)).toEqual(['UWF-3013 /declassify/value']);
    expect(outcome.plan).toEqual({ kind: 'object', members: { value: sealedAt('/value') } });
    expect([outcome.declassifications, sensitivityOf(outcome.label)]).toEqual([[], 1]);
  });

  test('gives the released value its new tier, and no origin', () => {
    const outcome = planForeignRelease(requestOf(GRADE, [declassificationOf('', { to: 3 })]));
    expect(outcome.label).toEqual(scalarLabel(3));
    expect(outcome.plan).toMatchObject({ kind: 'declassify', to: 3 });
  });

  test('carries its last day into plan and evidence', () => {
    const outcome = foreign(closed({ grade: GRADE }), [declassificationOf('/grade', { expires: '2027-12-31' })]);
    expect(outcome.plan).toMatchObject({ members: { grade: { expires: '2027-12-31' } } });
    expect(outcome.declassifications).toMatchObject([{ expires: '2027-12-31' }]);
  });

  test('reaches into closed objects, also into annotated ones', () => {
    const outcome = foreign(closed({ inner: closed({ grade: GRADE, note: {} }, { 'x-tier': 1 }) }, { 'x-tier': 1 }), [declassificationOf('/inner/grade')]);
    expect(outcome.plan).toMatchObject({ kind: 'object', members: { inner: { kind: 'object', members: { grade: { kind: 'declassify' }, note: { kind: 'seal' } } } } });
    expect(codes(outcome)).toEqual([]);
  });

  test('does not open an annotated object whose name only begins like the place', () => {
    const outcome = foreign(closed({ in: closed({ grade: GRADE }, { 'x-tier': 1 }), inner: closed({ grade: GRADE }) }), [declassificationOf('/inner/grade')]);
    expect(outcome.plan).toMatchObject({ members: { in: sealedAt('/in'), inner: { kind: 'object' } } });
  });

  test.each<[string, string, JsonObject | undefined]>([
    ['without a schema', '/grade', undefined],
    ['in an open object', '/grade', { type: 'object', properties: { grade: GRADE } }],
    ['that no schema declares', '/other', closed({ grade: GRADE })],
    ['beneath a scalar', '/grade/x', closed({ grade: GRADE })],
    ['in an array', '/list/0', closed({ list: { type: 'array', items: GRADE } })],
    ['named like a part of another', '/gra', closed({ grade: GRADE })],
    ['named like a member that every object has', '/constructor', closed({ grade: GRADE })],
  ])('of a place %s is refused, because it is not there', (_name, path, document) => {
    const outcome = foreign(document, [declassificationOf(path)]);
    expect(codes(outcome)).toEqual([`UWF-3015 /declassify${path}`]);
    expect(sensitivityOf(outcome.label)).toBe(1);
  });

  test('of a whole object leaves nothing for one beneath it', () => {
    const outcome = foreign(closed({ grade: GRADE }), [declassificationOf('', { method: 'enum' }), declassificationOf('/grade')]);
    expect(codes(outcome)).toEqual(['UWF-3013 /declassify', 'UWF-3015 /declassify/grade']);
    expect(outcome.plan).toEqual(SEALED_ALL);
  });

  test('twice of the same place is one too many', () => {
    const outcome = foreign(closed({ grade: GRADE }), [declassificationOf('/grade'), declassificationOf('/grade', { to: 3 })]);
    expect(codes(outcome)).toEqual(['UWF-3015 /declassify/grade']);
    expect(outcome.plan).toMatchObject({ members: { grade: { to: 2 } } });
  });
});

describe('a schema that says more than is allowed to leave', () => {
  test.each<[string, JsonObject]>([
    ['as a whole', { type: 'string', 'x-tier': 3 }],
    ['in a member', closed({ grade: { ...GRADE, 'x-tier': 2 } })],
    ['beneath an array', closed({ list: { type: 'array', items: { 'x-tier': 3 } } })],
    ['in an open object', { type: 'object', properties: { grade: { 'x-tier': 2 } } }],
    ['beneath a combinator', closed({ value: { anyOf: [{ 'x-tier': 2 }, { type: 'null' }] } })],
  ])('is refused: %s', (_name, document) => {
    const outcome = foreign(document);
    expect(codes(outcome)).toEqual(['UWF-3012 /do/0/ask/output/schema/document']);
    expect(sensitivityOf(outcome.label)).toBe(1);
  });

  test('is right about what is declassified, and about Tier 1', () => {
    expect(codes(foreign(closed({ grade: { ...GRADE, 'x-tier': 2 }, name: { 'x-tier': 1 } }), [declassificationOf('/grade')]))).toEqual([]);
  });
});

describe('what leaves a template that was evaluated on-prem', () => {
  function evaluated(label: Label, document?: JsonObject, declassify: readonly Declassification[] = []): ReleaseOutcome {
    return planEvaluatedRelease(requestOf(document, declassify), label);
  }

  test('is in the clear where nothing in it may not be', () => {
    const label = objectLabel([['id', scalarLabel(3)], ['kind', scalarLabel(2)]]);
    expect(evaluated(label)).toMatchObject({ plan: { kind: 'clear' }, label, diagnostics: [], declassifications: [] });
    expect(planEvaluatedRelease(requestOf(undefined, [], { zone: 'public-cloud' }), label).plan).toEqual({ kind: 'object', members: { id: { kind: 'clear' }, kind: sealedAt('/kind') } });
  });

  test('goes member by member, clear and sealed side by side', () => {
    const outcome = evaluated(objectLabel([['id', scalarLabel(3)], ['person', objectLabel([['name', secret('name')], ['age', scalarLabel(2)]])], ['all', secret('all')]]));
    expect(outcome.plan).toEqual({
      kind: 'object',
      members: { id: { kind: 'clear' }, person: { kind: 'object', members: { name: sealedAt('/person/name'), age: { kind: 'clear' } } }, all: sealedAt('/all') },
    });
    expect(ids(outcome.label)).toEqual(['/do/0/ask#/all', '/do/0/ask#/person/name']);
  });

  test.each<[string, Label]>([
    ['of one piece', secret('pan')],
    ['that is an array', { ...scalarLabel(3), shape: { kind: 'array', items: secret('pan') } }],
    ['with members that are not known', objectLabel([['id', scalarLabel(3)]], { rest: secret('pan') })],
    ['whose members tell of sensitive data', objectLabel([['id', scalarLabel(3)]], { tier: 1 })],
  ])('is one sealed value: a value %s', (_name, label) => {
    expect(evaluated(label).plan).toEqual(SEALED_ALL);
    expect(sensitivityOf(evaluated(label).label)).toBe(1);
  });

  test('may be declassified by the schema of its place', () => {
    const outcome = evaluated(objectLabel([['big', opaqueLabel(1)], ['pan', secret('pan')]]), closed({ big: { type: 'boolean' }, pan: {} }), [declassificationOf('/big', { method: 'boolean' })]);
    expect(outcome.plan).toMatchObject({ kind: 'object', members: { big: { kind: 'declassify' }, pan: { kind: 'seal' } } });
    expect(outcome.declassifications).toMatchObject([{ path: '/big', distinctValues: 2 }]);
    expect(codes(outcome)).toEqual([]);
  });

  test('is not declassified without a schema there, nor beneath a sealed value', () => {
    const label = objectLabel([['big', opaqueLabel(1)]]);
    expect(codes(evaluated(label, undefined, [declassificationOf('/big', { method: 'boolean' })]))).toEqual(['UWF-3013 /declassify/big']);
    expect(codes(evaluated(label, closed({ other: {} }), [declassificationOf('/big', { method: 'boolean' })]))).toEqual(['UWF-3013 /declassify/big']);
    expect(codes(evaluated(label, closed({ big: closed({ x: GRADE }) }), [declassificationOf('/big/x')]))).toEqual(['UWF-3015 /declassify/big/x']);
  });
});

test('originOfResult() tells parts of results of tasks apart', () => {
  expect(originOfResult('/do/1/aml', '/score')).toBe('/do/1/aml#/score');
  expect(originOfResult('/do/1/aml', '')).toBe('/do/1/aml#');
});
