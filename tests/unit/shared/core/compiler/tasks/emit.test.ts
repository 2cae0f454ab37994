import { describe, expect, test } from 'vitest';
import { findingsOf, machineOf, runDocument } from '../run-document.ts';

describe('emit', () => {
  test('hands out the event with the source that it has when it names none', () => {
    expect(runDocument('do: [ { e: { emit: { event: { with: { type: t, data: { n: "${ $.n }" } } } } } } ]', { n: 1 }).given).toEqual([{ event: { type: 't', data: { n: 1 } }, source: '/tests/unit/1.0.0' }]);
  });

  test('gives out the event as it was published', () => {
    const published = { id: '1', type: 't' };
    expect(runDocument('do: [ { e: { emit: { event: { with: { type: t } } }, output: { as: $.id } } } ]', {}, () => ({ kind: 'succeeded', output: published })).output).toBe('1');
    expect(machineOf('do: [ { e: { emit: { event: { with: { type: t } } } } } ]').States['e']).toMatchObject({ Resource: 'uwf:emit', End: true });
  });

  test('attributes are named as transports can carry them', () => {
    expect(findingsOf('do: [ { e: { emit: { event: { with: { type: t, roomId: 1 } } } } } ]')).toEqual(['UWF-2063 /do/0/e/emit/event/with/roomId']);
  });

  test('a zone has no effect on it', () => {
    expect(findingsOf('do: [ { e: { emit: { event: { with: { type: t } } }, metadata: { uwf: { zone: on-prem } } } } ]')).toContain('UWF-2051 /do/0/e/metadata/uwf/zone');
  });
});
