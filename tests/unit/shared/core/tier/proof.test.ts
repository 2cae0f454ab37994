import { describe, expect, test } from 'vitest';
import type { AslState } from '#shared/core/asl/model.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { arrayLabel, objectLabel, scalarLabel, type Label } from '#shared/core/tier/label.ts';
import { analyseMachine } from '#shared/core/tier/machine-flow.ts';
import type { SealedField } from '#shared/core/tier/placement.ts';
import { evidenceOf, placementOf, type ProofRequest } from '#shared/core/tier/proof.ts';
import { createSourceLookup } from '#shared/core/tier/source-lookup.ts';
import { siteOf } from '#shared/core/tier/task-site.ts';
import type { Zone } from '#shared/core/tier/tier.ts';
import type { StateTraits } from '#shared/core/tier/traits.ts';
import { declassificationOf, machineOf, RATE, secret, traitsOf } from './samples.ts';

const INPUT = objectLabel([['pan', secret('/input#pan')], ['name', secret('/input#name')], ['id', scalarLabel(3)], ['kind', scalarLabel(2)], ['lines', arrayLabel(objectLabel([['owner', secret('/input#owner')], ['sku', scalarLabel(2)]]), 2)]]);
const FIELD: SealedField = { schemaPointer: '/properties/pan', origin: '/input#pan', dataPath: ['pan'], tier: 1 };
const ON_PREM = { value: 'on-prem', pointer: '/zone' } as const;

function requestOf(states: { readonly [name: string]: AslState }, traits: { readonly [name: string]: Partial<StateTraits> }, more: { readonly zone?: Zone; readonly input?: Label } = {}): ProofRequest {
  const { zone = 'private-cloud', input = INPUT } = more;
  const machine = machineOf(states);
  const all = new Map(Object.entries(traits).map(([name, one]) => [name, traitsOf(name, one)]));
  const sites = new Map([...all].flatMap(([name, one]) => (states[name] === undefined ? [] : [[name, siteOf({ state: states[name], name, task: name, traits: one, zone }).site] as const])));
  const flows = analyseMachine({ machine, zone, input, sites, placeOf: (pointer) => ({ pointer, note: 'passes' }) });
  return { machine, sites, flows, traits: all, zone, sealedFields: [FIELD], lookup: createSourceLookup({ states: {}, fields: {} }) };
}

function task(template: JsonValue, Next?: string): AslState {
  const common = { Type: 'Task', Resource: 'uwf:http', Arguments: template } as const;
  return Next === undefined ? { ...common, End: true } : { ...common, Next };
}

describe('placementOf()', () => {
  test('names the zone of the target, the sealed fields of the input, and the zone and priority of every task', () => {
    const request = requestOf({ ask: task({}, 'tell'), tell: task({}) }, { ask: { requestedZone: ON_PREM, priority: 'high' }, tell: {} });
    const placement = placementOf(request);
    expect(placement).toMatchObject({ zone: 'private-cloud', input: [FIELD] });
    expect(Object.entries(placement.tasks).map(([name, one]) => [name, one.zone, one.pointer, one.priority])).toEqual([
      ['ask', 'on-prem', '/do/ask', 'high'],
      ['tell', 'private-cloud', '/do/tell', 'normal'],
    ]);
  });

  test('says how the result of a task on-prem leaves, and nothing of one in the own zone', () => {
    const { tasks } = placementOf(requestOf({ ask: task({}, 'tell'), tell: task({}) }, { ask: { requestedZone: ON_PREM }, tell: {} }));
    expect(tasks['ask']?.release).toEqual({ kind: 'seal', origin: '/do/ask#', tier: 1 });
    expect(tasks['tell']).not.toHaveProperty('release');
  });

  test('lists by pointer which sealed values may stand where in the arguments', () => {
    const template = { who: '{% $states.input.name %}', deep: { 'a/b': '{% $states.input.pan %}' }, id: '{% $states.input.id %}', kind: '{% $states.input.kind %}' };
    const { tasks } = placementOf(requestOf({ ask: task(template) }, { ask: { requestedZone: ON_PREM } }));
    expect(tasks['ask']?.argumentOrigins).toEqual({ '/who': ['/input#name'], '/deep/a~1b': ['/input#pan'] });
  });

  test('joins what may stand in one place: either of two, items of an array, whole objects', () => {
    const template = {
      either: "{% $states.input.kind = 'a' ? $states.input.pan : $states.input.name %}",
      list: ['{% $states.input.pan %}', { deep: '{% $states.input.name %}' }],
      owners: '{% $states.input.lines.owner %}',
    };
    const { tasks } = placementOf(requestOf({ ask: task(template) }, { ask: { requestedZone: ON_PREM } }));
    expect(tasks['ask']?.argumentOrigins['/either']).toEqual(['/input#name', '/input#pan']);
    expect(tasks['ask']?.argumentOrigins['/owners']).toEqual(['/input#owner']);
    const inList = Object.entries(tasks['ask']?.argumentOrigins ?? {}).filter(([pointer]) => pointer.startsWith('/list'));
    expect([...new Set(inList.flatMap(([, origins]) => origins))].sort()).toEqual(['/input#name', '/input#pan']);
  });

  test('joins the members that are declared with those that are not, where they share a pointer', () => {
    const input = objectLabel([['open', objectLabel([['a', secret('/input#declared')]], { rest: objectLabel([['a', secret('/input#other')]]) })]]);
    const { tasks } = placementOf(requestOf({ ask: task({ o: '{% $states.input.open %}' }) }, { ask: { requestedZone: ON_PREM } }, { input }));
    expect([...new Set(Object.values(tasks['ask']?.argumentOrigins ?? {}).flat())].sort()).toEqual(['/input#declared', '/input#other']);
  });

  test('of a task without arguments the input counts', () => {
    const { tasks } = placementOf(requestOf({ ask: { Type: 'Task', Resource: 'uwf:http', End: true } }, { ask: { requestedZone: ON_PREM } }));
    expect(tasks['ask']?.argumentOrigins).toMatchObject({ '/pan': ['/input#pan'], '/name': ['/input#name'] });
  });

  test('a result of another task has the origin of its part', () => {
    const rate: AslState = { Type: 'Task', Resource: 'uwf:function:rate:1.0.0', Arguments: {}, Next: 'ask' };
    const { tasks } = placementOf(requestOf({ rate, ask: task({ score: '{% $states.input.score %}', grade: '{% $states.input.grade %}' }) }, { rate: { entry: RATE }, ask: { requestedZone: ON_PREM } }));
    expect(tasks['ask']?.argumentOrigins).toEqual({ '/score': ['/do/rate#/score'] });
  });

  test('a public target lists what is Tier 2, too', () => {
    const input = objectLabel([['kind', { ...scalarLabel(2), origins: [{ id: '/input#kind', tier: 2 }] }]]);
    const { tasks } = placementOf(requestOf({ ask: task({ k: '{% $states.input.kind %}' }) }, { ask: { requestedZone: ON_PREM } }, { zone: 'public-cloud', input }));
    expect(tasks['ask']?.argumentOrigins).toEqual({ '/k': ['/input#kind'] });
  });

  test('in the bank nothing is sealed', () => {
    const { tasks } = placementOf(requestOf({ ask: task({ p: '{% $states.input.pan %}' }) }, { ask: {} }, { zone: 'on-prem' }));
    expect(tasks['ask']).toEqual({ zone: 'on-prem', pointer: '/do/ask', priority: 'normal', argumentOrigins: {} });
  });

  test('a task that no way leads to gets nothing', () => {
    const { tasks } = placementOf(requestOf({ start: { Type: 'Succeed' }, ask: task({ p: '{% $states.input.pan %}' }) }, { ask: { requestedZone: ON_PREM } }));
    expect(tasks['ask']).toMatchObject({ argumentOrigins: {}, release: { kind: 'seal' } });
  });
});

describe('evidenceOf()', () => {
  test('shows every sealed value that a task on-prem gets, with its way', () => {
    const { flows } = evidenceOf(requestOf({ keep: { Type: 'Pass', Output: { x: '{% $states.input.pan %}' }, Next: 'ask' }, ask: task({ p: '{% $states.input.x %}' }) }, { ask: { requestedZone: ON_PREM } }));
    expect(flows).toMatchObject([{ origin: '/input#pan', tier: 1, to: '/do/ask', zone: 'on-prem' }]);
    expect(flows[0]?.path.map((place) => place.pointer)).toEqual(['//input#pan', '/States/keep/Output/x', '/States/ask/Arguments/p']);
  });

  test('has nothing of tasks in the own zone', () => {
    expect(evidenceOf(requestOf({ tell: task({ id: '{% $states.input.id %}' }) }, { tell: {} }))).toEqual({ flows: [], declassifications: [], observations: [] });
    expect(evidenceOf(requestOf({ tell: task({ p: '{% $states.input.pan %}' }) }, { tell: {} }, { zone: 'on-prem' }))).toEqual({ flows: [], declassifications: [], observations: [] });
  });

  test('lists every release with how much it can tell', () => {
    const rate: AslState = { Type: 'Task', Resource: 'uwf:function:rate:1.0.0', Arguments: {}, End: true };
    const { declassifications } = evidenceOf(requestOf({ rate }, { rate: { entry: RATE, declassify: [declassificationOf('/score', { method: 'range', expires: '2030-01-01' })] } }));
    expect(declassifications).toEqual([
      { task: '/do/rate', path: '/grade', to: 2, purpose: 'routing', method: 'enum', distinctValues: 3 },
      { task: '/do/rate', path: '/score', to: 2, purpose: 'routing', method: 'range', distinctValues: 100, expires: '2030-01-01' },
    ]);
  });

  test('lists what a failure tells: the codes of the catalogue entry, and those of the runner', () => {
    const rate: AslState = { Type: 'Task', Resource: 'uwf:function:rate:1.0.0', Arguments: {}, Next: 'ask' };
    const { observations } = evidenceOf(requestOf({ rate, ask: task({}) }, { rate: { entry: RATE }, ask: { requestedZone: ON_PREM } }));
    expect(observations.map((one) => one.task)).toEqual(['/do/rate', '/do/ask']);
    expect(observations[0]?.codes).toEqual(['urn:uwf:error:RATE_DOWN#503', ...(observations[1]?.codes ?? [])]);
    expect(observations[1]?.codes).toEqual(expect.arrayContaining(['States.Timeout', 'Uwf.EgressBlocked', 'Uwf.HandlerFailed', 'Uwf.InvalidSealedInput', 'Uwf.UnknownToken', 'Uwf.InvalidArguments', 'Uwf.UnknownFunction']));
  });
});
