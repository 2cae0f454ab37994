import { describe, expect, test } from 'vitest';
import type { AslState } from '#shared/core/asl/model.ts';
import { statesOf } from '#shared/core/asl/scopes.ts';
import { machineOf } from '../run-document.ts';
import { shadowingAssigns, unassignedReads } from '../unassigned-reads.ts';

const fork = (branch: string): string => `{ f: { fork: { branches: [ { b: ${branch} } ] } } }`;
const states = (body: string): ReadonlyMap<string, AslState> => new Map(statesOf(machineOf(body)));

describe('a scope of its own', () => {
  test('has a $context of its own only where something inside changes it', () => {
    const body = (export_: string): string => `do: [ { a: { set: { x: 1 }, export: { as: { k: 1 } } } }, ${fork(`{ set: { c: "\${ $context }" } ${export_} }`)} ]`;
    expect(states(body('')).get('f.start.branch1')).toBeUndefined();
    const own = body(', export: { as: { k: 2 } }');
    expect(states(own).get('f.start.branch1')).toMatchObject({ Type: 'Pass', Assign: { uwf_context_1: '{% $uwf_context %}' } });
    expect(shadowingAssigns(machineOf(own))).toEqual([]);
    expect(unassignedReads(machineOf(own))).toEqual([]);
  });

  test('tells the task of an error only where a try outside may catch it', () => {
    expect(states(`do: [ ${fork('{ call: flaky }')} ]`).get('b')).not.toHaveProperty('Catch');
    const guarded = states(`do: [ { t: { try: [ ${fork('{ call: flaky }')} ], catch: { do: [ { h: { set: { e: "\${ $error }" } } } ] } } } ]`);
    expect(guarded.get('b')).toMatchObject({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'f.fault.branch1' }] });
    expect(guarded.get('f.fault.branch1')).toMatchObject({ Type: 'Fail' });
    expect(guarded.get('f')).toMatchObject({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'h' }] });
  });

  test('ends the workflow by a signal that nothing tries again', () => {
    const body = `do: [ { t: { try: [ ${fork('{ set: { x: 1 }, then: end }')} ], catch: { retry: { limit: { attempt: { count: 2 } } } } } } ]`;
    expect(states(body).get('f')).toMatchObject({ Retry: [{ ErrorEquals: ['owf.end'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }], Catch: [{ ErrorEquals: ['owf.end'], Next: 'workflow.end' }] });
  });
});
