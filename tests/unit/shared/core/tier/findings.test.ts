import { describe, expect, test } from 'vitest';
import { isTransientOnly, reportState, sensitiveLeaves, type StateReportRequest } from '#shared/core/tier/findings.ts';
import { arrayLabel, movedTo, objectLabel, opaqueLabel, scalarLabel, type Label } from '#shared/core/tier/label.ts';
import type { FieldFinding, FlowField } from '#shared/core/tier/machine/visit.ts';
import { createSourceLookup } from '#shared/core/tier/source-lookup.ts';
import type { Zone } from '#shared/core/tier/tier.ts';
import { secret } from './samples.ts';

const lookup = createSourceLookup({ states: { send: { pointer: '/do/0/send', task: 'send' } }, fields: { '/States/send/Arguments': '/do/0/send/with', '/States/send/Arguments/body': '/do/0/send/with/body' } });

function report(flow: StateReportRequest['flow'], zone: Zone = 'private-cloud') {
  const sites = new Map([['send', { zone, resultOf: () => scalarLabel(3), releaseOf: () => undefined }]]);
  return reportState({ name: 'send', flow, sites, lookup, zone: 'private-cloud' }).diagnostics;
}

function finding(field: FlowField, more: Partial<FieldFinding> = {}): FieldFinding {
  return { construct: 'compute', label: secret('pan'), machinePointer: '/States/send/Arguments/body/x', field, ...more };
}

describe('reportState()', () => {
  test.each<[FlowField, string]>([
    ['arguments', 'UWF-3002'],
    ['output', 'UWF-3002'],
    ['assign', 'UWF-3002'],
    ['condition', 'UWF-3003'],
    ['error', 'UWF-3004'],
    ['duration', 'UWF-3005'],
  ])('reports an inspection in %s as %s', (field, code) => {
    const [diagnostic, ...others] = report({ findings: [finding(field)] });
    expect(others).toEqual([]);
    expect(diagnostic).toMatchObject({ code, severity: 'error', pointer: '/do/0/send/with/body' });
  });

  test('says what data it is, what is done with it, and shows the whole way', () => {
    const [diagnostic] = report({ findings: [finding('output', { construct: 'compare' })] });
    expect(diagnostic?.message).toBe("Tier 1 data from /pan may not be in the clear in private-cloud, but an expression of task 'send' compares it in its output");
    expect(diagnostic?.related).toEqual([{ pointer: '/pan', note: 'is Tier 1' }, { pointer: '/do/0/send/with/body', note: "task 'send' compares it" }]);
  });

  test('counts the origins that it does not name, and does without any', () => {
    const two = { ...secret('pan'), origins: [{ id: 'name', tier: 1 as const }, { id: 'pan', tier: 1 as const }] };
    expect(report({ findings: [finding('output', { label: two })] })[0]?.message).toContain('Tier 1 data from /pan (and 1 more) may');
    expect(report({ findings: [finding('output', { label: scalarLabel(1) })] })[0]?.message).toContain('Tier 1 data may');
  });

  test('does not end the way twice at the same place', () => {
    const label = movedTo(secret('pan'), { pointer: '/do/0/send/with/body', note: 'takes it' });
    expect(report({ findings: [finding('output', { label })] })[0]?.related.map((place) => place.pointer)).toEqual(['/pan', '/do/0/send/with/body']);
  });

  test('reports a read of a transient field by its name, whatever the field it is read in', () => {
    for (const field of ['arguments', 'condition', 'error'] as const) {
      const [named] = report({ findings: [finding(field, { construct: 'transient', name: 'cvv' })] });
      expect(named).toMatchObject({ code: 'UWF-3007', message: "task 'send' reads the transient field 'cvv', which never enters the workflow" });
    }
    expect(report({ findings: [finding('output', { construct: 'transient' })] })[0]?.message).toBe("task 'send' reads a transient field, which never enters the workflow");
  });

  test('reports every argument that its task may not hold, each where it stands', () => {
    const argumentsLabel = objectLabel([['body', objectLabel([['phone', secret('phone')], ['id', scalarLabel(3)]])], ['headers', objectLabel([['x', secret('name')]])]]);
    const diagnostics = report({ findings: [], argumentsLabel });
    expect(diagnostics.map((one) => [one.code, one.pointer])).toEqual([['UWF-3001', '/do/0/send/with/body'], ['UWF-3001', '/do/0/send/with']]);
    expect(diagnostics[0]?.message).toBe("Tier 1 data from /phone would be handed to task 'send', which runs in private-cloud and may hold Tier 2 and 3 only");
    expect(diagnostics[0]?.related.at(-1)).toEqual({ pointer: '/do/0/send/with/body', note: "task 'send' would get it in private-cloud" });
  });

  test('measures arguments by the zone of the task', () => {
    const argumentsLabel = objectLabel([['a', opaqueLabel(2)], ['b', secret('pan')]]);
    expect(report({ findings: [], argumentsLabel }, 'on-prem')).toEqual([]);
    expect(report({ findings: [], argumentsLabel }, 'private-cloud')).toHaveLength(1);
    expect(report({ findings: [], argumentsLabel }, 'public-cloud')).toHaveLength(2);
    expect(report({ findings: [], argumentsLabel }, 'public-cloud')[0]?.message).toContain('may hold Tier 3 only');
  });

  test('has nothing to say of a state that is no task and inspects nothing', () => {
    expect(report({ findings: [] })).toEqual([]);
    expect(reportState({ name: 'send', flow: { findings: [], argumentsLabel: secret('pan') }, sites: new Map(), lookup, zone: 'private-cloud' }).diagnostics).toEqual([]);
  });
});

test('isTransientOnly() knows what moving elsewhere would not mend', () => {
  expect(isTransientOnly(finding('output', { construct: 'transient' }))).toBe(true);
  expect(isTransientOnly(finding('output'))).toBe(false);
});

describe('sensitiveLeaves()', () => {
  const pointers = (label: Label, zone: Zone = 'private-cloud'): readonly string[] => sensitiveLeaves(label, { zone, pointer: '' }).map((leaf) => leaf.pointer);

  test('finds the outermost nodes that may not be in the clear', () => {
    const label = objectLabel([['a', secret('a')], ['b', objectLabel([['c/d', secret('c')], ['e', scalarLabel(2)]])], ['f', objectLabel([['g', secret('g')]], { tier: 1 })]]);
    expect(pointers(label)).toEqual(['/a', '/b/c~1d', '/f']);
    expect(pointers(label, 'public-cloud')).toEqual(['/a', '/b/c~1d', '/b/e', '/f']);
    expect(pointers(label, 'on-prem')).toEqual([]);
  });

  test('points at the array for its items, and at the object for members that are not declared', () => {
    expect(pointers(objectLabel([['list', arrayLabel(arrayLabel(secret('a')))]]))).toEqual(['/list']);
    expect(pointers(objectLabel([['o', objectLabel([['x', scalarLabel(3)]], { rest: secret('rest') })]]))).toEqual(['/o']);
    expect(pointers(scalarLabel(2))).toEqual([]);
    expect(pointers(scalarLabel(1))).toEqual(['']);
  });
});
