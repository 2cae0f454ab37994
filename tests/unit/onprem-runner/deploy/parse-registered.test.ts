import { describe, expect, test } from 'vitest';
import { parseHealth, parseRegisterAnswer, parseRegistered, parseWorkflows } from '#onprem-runner/deploy/parse-registered.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';

const REGISTERED = {
  version: '1.0.0',
  revision: 'r',
  target: { name: 'aws', runtime: 'step-functions', zone: 'private-cloud' },
  source: { do: [] },
  placement: { tasks: { rate: { zone: 'on-prem', pointer: '/do/0/rate', priority: 'normal' } }, input: [{ schemaPointer: '/properties/pan', tier: 1, origin: 'o' }] },
  evidence: {
    flows: [{ origin: '/input', tier: 1, to: '/do/0/rate', zone: 'on-prem', path: [] }],
    declassifications: [{ task: '/do/0/rate', path: '/grade', to: 2, purpose: 'routing', method: 'enum', expires: '2030-01-01', distinctValues: 3 }],
    observations: [{ task: '/do/0/rate', codes: ['RATE_DOWN'] }],
  },
} satisfies JsonObject;

const refused = expect.objectContaining({ name: 'WorkflowServiceError', code: 'unexpected' });

describe('parseRegistered()', () => {
  test('keeps what versions are compared by', () => {
    expect(parseRegistered(REGISTERED)).toEqual({
      ...REGISTERED,
      target: 'aws',
      placement: { tasks: { rate: { zone: 'on-prem', pointer: '/do/0/rate' } }, input: [{ schemaPointer: '/properties/pan', tier: 1 }] },
      evidence: { ...REGISTERED.evidence, flows: [{ origin: '/input', tier: 1, to: '/do/0/rate', zone: 'on-prem' }] },
    });
  });

  test.each<[string, JsonValue]>([
    ['no object', []],
    ['no version', { ...REGISTERED, version: 1 }],
    ['no target', { ...REGISTERED, target: 'aws' }],
    ['no evidence', { ...REGISTERED, evidence: null }],
    ['an unknown zone', { ...REGISTERED, placement: { tasks: { rate: { zone: 'moon', pointer: '' } }, input: [] } }],
    ['an unknown tier', { ...REGISTERED, placement: { tasks: {}, input: [{ schemaPointer: '', tier: 4 }] } }],
    ['a release without a bound', { ...REGISTERED, evidence: { ...REGISTERED.evidence, declassifications: [{ ...REGISTERED.evidence.declassifications[0], distinctValues: null }] } }],
    ['codes that are none', { ...REGISTERED, evidence: { ...REGISTERED.evidence, observations: [{ task: '', codes: [1] }] } }],
  ])('refuses %s: what is not understood is not compared', (_what, value) => {
    expect(() => parseRegistered(value)).toThrow(refused);
  });
});

test('the other answers are read as strictly', () => {
  expect(parseHealth({ status: 'healthy', zone: 'private-cloud', target: 'aws' })).toEqual({ zone: 'private-cloud', target: 'aws' });
  expect(() => parseHealth({ status: 'healthy', zone: 'private-cloud' })).toThrow(refused);
  expect(parseWorkflows([{ id: 'a.b', versions: ['1.0.0'] }])).toEqual([{ id: 'a.b', versions: ['1.0.0'] }]);
  expect(() => parseWorkflows({})).toThrow(refused);
  expect(parseRegisterAnswer({ outcome: 'unchanged', revision: 'r' })).toEqual({ outcome: 'unchanged', revision: 'r' });
  expect(parseRegisterAnswer({ outcome: 'stored', revision: 'r' })).toEqual({ outcome: 'stored', revision: 'r' });
});
