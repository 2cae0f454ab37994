import { describe, expect, test } from 'vitest';
import type { AslState } from '#shared/core/asl/model.ts';
import type { Definition, DefinitionMetadata } from '#shared/core/definition/model.ts';
import { dataFlowCatalogue } from '#shared/core/kernel/catalogue/data-flow.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { checkDataFlow, type DataFlowOutcome } from '#shared/core/tier/check.ts';
import { envelopeContent } from '#shared/core/tier/envelope.ts';
import type { Zone } from '#shared/core/tier/tier.ts';
import type { StateTraits } from '#shared/core/tier/traits.ts';
import { declassificationOf, machineOf, RATE, traitsOf } from './samples.ts';

const SCHEMA: JsonObject = {
  type: 'object',
  additionalProperties: false,
  properties: { pan: { type: 'string', 'x-tier': 1 }, kind: { type: 'string' }, id: { type: 'string', 'x-tier': 3 }, cvv: { type: 'string', 'x-tier': 1, 'x-transient': true } },
};

function definitionOf(metadata: DefinitionMetadata = {}, document: JsonObject | undefined = SCHEMA): Definition {
  return {
    identity: { namespace: 'tests', name: 'flow', version: '1.0.0' },
    language: 'jsonata',
    input: document === undefined ? {} : { schema: { pointer: '/input/schema/document', document } },
    output: {},
    use: { errors: new Map(), retries: new Map(), timeouts: new Map(), functions: new Map(), secrets: new Set(), authentications: new Map(), extensions: [], catalogs: new Map() },
    tasks: [],
    metadata,
    source: {},
  };
}

interface Place {
  readonly zone?: Zone;
  readonly metadata?: DefinitionMetadata;
  readonly schema?: JsonObject | 'none';
}

/** Checks a machine whose states are tasks of the same names at `/do/<name>`. */
function check(states: { readonly [name: string]: AslState }, traits: { readonly [name: string]: Partial<StateTraits> } = {}, place: Place = {}): DataFlowOutcome {
  const names = Object.keys(states);
  return checkDataFlow({
    machine: machineOf(states),
    sourceMap: { states: Object.fromEntries(names.map((name) => [name, { pointer: `/do/${name}`, task: name }])), fields: {} },
    definition: definitionOf(place.metadata, place.schema === 'none' ? undefined : (place.schema ?? SCHEMA)),
    zone: place.zone ?? 'private-cloud',
    traits: new Map(names.map((name) => [name, traitsOf(name, traits[name])])),
  });
}

const codes = (outcome: DataFlowOutcome): readonly string[] => outcome.diagnostics.map((one) => `${one.code} ${one.pointer}`);

/** A `set` as the lowering makes it: a Pass, and the same as a work item. */
function setting(template: JsonObject, next?: string): { readonly state: AslState; readonly evaluate: StateTraits['evaluate'] & object } {
  const asWork = Object.fromEntries(Object.entries(template).map(([name, value]) => [name, typeof value === 'string' && value.startsWith('{%') ? { 'uwf:expression': value.slice(2, -2).trim() } : value]));
  const go = next === undefined ? { End: true as const } : { Next: next };
  return {
    state: { Type: 'Pass', Output: template, ...go },
    evaluate: { Type: 'Task', Resource: 'uwf:evaluate', Arguments: { template: asWork, states: { input: '{% $states.input %}' }, variables: {} }, Output: '{% $states.result %}', ...go },
  };
}

const COMPUTES = setting({ long: '{% $length($states.input.pan) > 16 %}', id: '{% $states.input.id %}' });
const MOVES = setting({ p: '{% $states.input.pan %}' });
const ON_PREM = { value: 'on-prem', pointer: '/do/x/metadata/uwf/zone' } as const;
const HERE = { value: 'private-cloud', pointer: '/do/x/metadata/uwf/zone' } as const;

describe('a template that must inspect', () => {
  test('is moved on-prem: its state becomes a work item', () => {
    const outcome = check({ x: COMPUTES.state }, { x: { evaluate: COMPUTES.evaluate } });
    expect(outcome.machine.States['x']).toBe(COMPUTES.evaluate);
    expect(codes(outcome)).toEqual([]);
    expect(outcome.placement.tasks['x']).toMatchObject({
      zone: 'on-prem',
      argumentOrigins: { '/states/input/pan': ['/input/schema/document/properties/pan'] },
      release: { kind: 'object', members: { long: { kind: 'seal', origin: '/do/x#/long' }, id: { kind: 'clear' } } },
    });
  });

  test('stays where it is when it only moves data', () => {
    const outcome = check({ x: MOVES.state }, { x: { evaluate: MOVES.evaluate } });
    expect(outcome.machine.States['x']).toBe(MOVES.state);
    expect([codes(outcome), outcome.placement.tasks]).toEqual([[], {}]);
  });

  test('stays where the bank is the target', () => {
    const outcome = check({ x: COMPUTES.state }, { x: { evaluate: COMPUTES.evaluate, requestedZone: ON_PREM } }, { zone: 'on-prem' });
    expect(outcome.machine.States['x']).toBe(COMPUTES.state);
    expect([codes(outcome), outcome.placement.input, outcome.evidence]).toEqual([[], [], { flows: [], declassifications: [], observations: [] }]);
  });

  test('goes on-prem by wish, even if it only moves data', () => {
    const outcome = check({ x: MOVES.state }, { x: { evaluate: MOVES.evaluate, requestedZone: ON_PREM } });
    expect(outcome.machine.States['x']).toBe(MOVES.evaluate);
    expect(codes(outcome)).toEqual([]);
  });

  test('is refused where the author wants it to stay', () => {
    const outcome = check({ x: COMPUTES.state }, { x: { evaluate: COMPUTES.evaluate, requestedZone: HERE } });
    expect(outcome.machine.States['x']).toBe(COMPUTES.state);
    expect(new Set(codes(outcome))).toEqual(new Set(['UWF-3002 /do/x']));
  });

  test('is refused where it cannot become a work item', () => {
    expect(new Set(codes(check({ x: COMPUTES.state })))).toEqual(new Set(['UWF-3002 /do/x']));
  });

  test('is not moved for a transient field, since that would not mend it', () => {
    const reads = setting({ c: '{% $states.input.cvv %}' });
    const outcome = check({ x: reads.state }, { x: { evaluate: reads.evaluate } });
    expect(outcome.machine.States['x']).toBe(reads.state);
    expect(codes(outcome)).toEqual(['UWF-3007 /do/x']);
  });

  test('makes those behind it move in turn', () => {
    const first = setting({ short: '{% $substring($states.input.pan, 0, 6) %}' }, 'y');
    const second = setting({ upper: '{% $uppercase($states.input.short) %}' });
    const outcome = check({ x: first.state, y: second.state }, { x: { evaluate: first.evaluate }, y: { evaluate: second.evaluate } });
    expect([outcome.machine.States['x'], outcome.machine.States['y']]).toEqual([first.evaluate, second.evaluate]);
    expect(codes(outcome)).toEqual([]);
    expect(outcome.placement.tasks['y']?.argumentOrigins).toEqual({ '/states/input/short': ['/do/x#/short'] });
  });

  test('may be declassified once it has moved, and only then', () => {
    const resultSchema = { pointer: '/schema', document: { type: 'object', additionalProperties: false, properties: { long: { type: 'boolean' }, id: { type: 'string' } } } };
    const declassify = [declassificationOf('/long', { method: 'boolean' })];
    const moved = check({ x: COMPUTES.state }, { x: { evaluate: COMPUTES.evaluate, declassify, resultSchema } });
    expect(codes(moved)).toEqual([]);
    expect(moved.evidence.declassifications).toMatchObject([{ task: '/do/x', path: '/long', distinctValues: 2 }]);
    expect(codes(check({ x: MOVES.state }, { x: { evaluate: MOVES.evaluate, declassify } }))).toEqual(['UWF-3016 /declassify/long']);
    expect(codes(check({ x: MOVES.state }, { x: { evaluate: MOVES.evaluate, declassify } }, { zone: 'on-prem' }))).toEqual([]);
  });
});

describe('arguments of a task', () => {
  const calling = (Arguments: JsonObject): AslState => ({ Type: 'Task', Resource: 'uwf:function:rate:1.0.0', Arguments, End: true });
  const inspecting = calling({ bin: '{% $substring($states.input.pan, 0, 6) %}', id: '{% $states.input.id %}' });

  test('on-prem that inspect are evaluated where the task runs', () => {
    const outcome = check({ x: inspecting }, { x: { entry: RATE } });
    const state = outcome.machine.States['x'];
    expect(codes(outcome)).toEqual([]);
    expect(state?.Type === 'Task' ? envelopeContent(state.Arguments) : undefined).toEqual({
      template: { bin: { 'uwf:expression': '$substring($states.input.pan, 0, 6)' }, id: { 'uwf:expression': '$states.input.id' } },
      states: { input: '{% $states.input %}' },
      variables: {},
    });
    expect(outcome.placement.tasks['x']?.argumentOrigins).toMatchObject({ '/uwf:evaluate/states/input/pan': ['/input/schema/document/properties/pan'] });
  });

  test('on-prem that only move stay as they are', () => {
    const state = calling({ pan: '{% $states.input.pan %}' });
    const outcome = check({ x: state }, { x: { entry: RATE } });
    expect(outcome.machine.States['x']).toBe(state);
    expect(outcome.placement.tasks['x']?.argumentOrigins).toEqual({ '/pan': ['/input/schema/document/properties/pan'] });
  });

  test('in the bank stay as they are, whatever they do', () => {
    expect(check({ x: inspecting }, { x: { entry: RATE } }, { zone: 'on-prem' }).machine.States['x']).toBe(inspecting);
  });

  test('in the own zone of the target cannot be moved', () => {
    const state: AslState = { Type: 'Task', Resource: 'uwf:http', Arguments: { x: '{% $length($states.input.pan) %}' }, End: true };
    const outcome = check({ x: state });
    expect(outcome.machine.States['x']).toBe(state);
    expect(new Set(outcome.diagnostics.map((one) => one.code))).toEqual(new Set(['UWF-3001', 'UWF-3002']));
  });

  test('are not moved for what another field of the task does', () => {
    const state: AslState = { Type: 'Task', Resource: 'uwf:function:rate:1.0.0', Arguments: { id: '{% $states.input.id %}' }, Output: '{% $length($states.input.pan) %}', End: true };
    const outcome = check({ x: state }, { x: { entry: RATE } });
    expect(outcome.machine.States['x']).toBe(state);
    expect(codes(outcome)).toEqual(['UWF-3002 /do/x']);
  });
});

describe('the input', () => {
  const notify: AslState = { Type: 'Task', Resource: 'uwf:http', Arguments: { k: '{% $states.input.kind %}' }, End: true };

  test('is Tier 2 where no schema says otherwise', () => {
    expect(codes(check({ x: notify }))).toEqual([]);
    expect(codes(check({ x: notify }, {}, { zone: 'public-cloud' }))).toEqual(['UWF-3001 /do/x']);
    expect(codes(check({ x: notify }, {}, { schema: 'none' }))).toEqual([]);
    const unknown = check({ x: notify }, {}, { schema: 'none', zone: 'public-cloud' });
    expect(unknown.diagnostics.map((one) => one.severity)).toContain('error');
  });

  test('is what the document says, where it says something', () => {
    expect(codes(check({ x: notify }, {}, { metadata: { defaultTier: 1 } }))).toEqual(['UWF-3001 /do/x']);
    expect(codes(check({ x: notify }, {}, { metadata: { defaultTier: 2 } }))).toEqual([]);
  });

  test('that is declared public as a whole is a warning', () => {
    const outcome = check({ x: notify }, {}, { metadata: { defaultTier: 3 }, zone: 'public-cloud' });
    expect(outcome.diagnostics).toMatchObject([{ code: 'UWF-3019', severity: 'warning', pointer: '/document/metadata/uwf/defaultTier' }]);
  });

  test('travels sealed field by field', () => {
    expect(check({ x: notify }).placement.input.map((field) => field.schemaPointer)).toEqual(['/properties/pan']);
    expect(check({ x: notify }, {}, { zone: 'public-cloud' }).placement.input.map((field) => field.schemaPointer)).toEqual(['/properties/pan', '/properties/kind']);
  });
});

test('every finding is told once', () => {
  const outcome = check({ x: { Type: 'Task', Resource: 'uwf:http', Arguments: '{% [$length($states.input.pan), $length($states.input.pan)] %}', End: true } });
  const texts = outcome.diagnostics.map((one) => JSON.stringify([one.code, one.pointer, one.message]));
  expect(new Set(texts).size).toBe(texts.length);
});

describe('every code of the catalogue is reported by a machine', () => {
  const PAN = '{% $states.input.pan %}';
  const http = (Arguments: JsonObject | string): AslState => ({ Type: 'Task', Resource: 'uwf:http', Arguments, End: true });
  const schemaOf = (grade: JsonObject) => ({ pointer: '/schema', document: { type: 'object', additionalProperties: false, properties: { grade } } });
  const branch: AslState = { Type: 'Choice', Choices: [{ Condition: "{% $states.input.pan = 'x' %}", Next: 'end' }], Default: 'end' };
  const end: AslState = { Type: 'Succeed' };

  /** Told of the state machines that authors bring along, before data is followed through them. */
  const TOLD_BEFORE = 'UWF-3021';
  const REPORTED: { readonly [code in Exclude<keyof typeof dataFlowCatalogue, typeof TOLD_BEFORE>]: () => DataFlowOutcome } = {
    'UWF-3001': () => check({ x: http({ p: PAN }) }),
    'UWF-3002': () => check({ x: { Type: 'Pass', Output: '{% $length($states.input.pan) %}', End: true } }),
    'UWF-3003': () => check({ x: branch, end }),
    'UWF-3004': () => check({ x: { Type: 'Fail', Error: 'no', Cause: PAN } }),
    'UWF-3005': () => check({ x: { Type: 'Wait', Seconds: PAN, Next: 'end' }, end }),
    'UWF-3006': () => check({ x: { Type: 'Map', Items: PAN, ItemProcessor: { StartAt: 'one', States: { one: { Type: 'Pass', End: true } } }, End: true } }),
    'UWF-3008': () => check({ x: { ...http({ t: "{% $string({'p': $states.input.pan}) %}" }) } }, { x: { requestedZone: ON_PREM } }),
    'UWF-3007': () => check({ x: { Type: 'Pass', Output: '{% $states.input.cvv %}', End: true } }, {}, { zone: 'on-prem' }),
    'UWF-3010': () => check({ x: http({}) }, { x: { requestedZone: { value: 'public-cloud', pointer: '/zone' } } }),
    'UWF-3011': () => check({ x: http({}) }, { x: { entry: RATE, requestedZone: { value: 'private-cloud', pointer: '/zone' } } }),
    'UWF-3012': () => check({ x: http({}) }, { x: { requestedZone: ON_PREM, resultSchema: schemaOf({ 'x-tier': 3 }) } }),
    'UWF-3013': () => check({ x: http({}) }, { x: { requestedZone: ON_PREM, declassify: [declassificationOf('/grade')], resultSchema: schemaOf({ type: 'string' }) } }),
    'UWF-3015': () => check({ x: http({}) }, { x: { requestedZone: ON_PREM, declassify: [declassificationOf('/other')], resultSchema: schemaOf({ enum: ['A'] }) } }),
    'UWF-3016': () => check({ x: http({}) }, { x: { declassify: [declassificationOf('/grade')] } }),
    'UWF-3017': () => check({ x: http({}) }, { x: { resultSchema: schemaOf({ 'x-tier': 1 }) } }),
    'UWF-3020': () => check({ x: { Type: 'Task', Resource: 'uwf:emit', Arguments: { event: {} }, End: true } }, { x: { requestedZone: ON_PREM } }),
    'UWF-3019': () => check({ x: http({}) }, {}, { metadata: { defaultTier: 3 } }),
  };

  test.each(Object.entries(REPORTED))('%s', (code, report) => {
    expect([...new Set(report().diagnostics.map((one) => one.code))]).toEqual([code]);
  });

  test('and the table leaves none out', () => {
    expect([...Object.keys(REPORTED), TOLD_BEFORE].sort()).toEqual(Object.keys(dataFlowCatalogue).sort());
  });
});
