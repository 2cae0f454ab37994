import { describe, expect, test } from 'vitest';
import { checkCloudEvent, parseEmitArguments, readEvent, toCloudEvent } from '#shared/core/events/cloud-event.ts';
import { EVENT_CHARACTERS_MAX } from '#shared/core/events/limits.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';

const EVENT: JsonObject = { specversion: '1.0', id: 'e-1', source: 'https://shop.example', type: 'paid' };

describe('an event that a workflow emits', () => {
  test('gets what its author left out', () => {
    expect(toCloudEvent({ event: { type: 'paid', data: 1 }, source: '/bank/pay/1.0.0' }, { id: 'a-1', time: '2026-01-01T00:00:00Z' })).toEqual({
      id: 'a-1', specversion: '1.0', time: '2026-01-01T00:00:00Z', source: '/bank/pay/1.0.0', type: 'paid', data: 1,
    });
  });

  test('keeps what its author says', () => {
    expect(toCloudEvent({ event: { ...EVENT, time: '2025-01-01T00:00:00Z' }, source: '/x' }, { id: 'a-1', time: '2026-01-01T00:00:00Z' })).toMatchObject({ id: 'e-1', source: 'https://shop.example', time: '2025-01-01T00:00:00Z' });
  });

  test.each([null, 1, {}, { event: {} }, { event: [], source: 'x' }, { event: {}, source: 1 }] as const)('is not described by %j', (value) => {
    expect(parseEmitArguments(value)).toBeUndefined();
  });
});

describe('checkCloudEvent()', () => {
  test.each([EVENT, { ...EVENT, time: '2026-01-01T10:00:00.123+05:00', data: { any: [1] }, subject: 's', extension1: 5, flag: true }, { ...EVENT, data_base64: 'AAAA' }, { ...EVENT, data: null }])('takes %j', (event) => {
    expect(checkCloudEvent(event)).toEqual({ ok: true, value: { id: 'e-1', source: 'https://shop.example', type: 'paid', event } });
  });

  test.each([
    [{ specversion: '0.3' }, 'specversion'], [{ id: '' }, 'id'], [{ id: 7 }, 'id'], [{ source: null }, 'source'], [{ type: 'x'.repeat(1_025) }, 'type'],
    [{ time: 'yesterday' }, 'time'], [{ time: 5 }, 'time'], [{ data: 1, data_base64: 'AA' }, 'data'], [{ Upper: 'x' }, 'attributes'], [{ subject: { a: 1 } }, 'attributes'], [{ subject: null }, 'attributes'],
    [{ data: 'x'.repeat(EVENT_CHARACTERS_MAX) }, 'larger'],
  ] as const)('refuses what has %j', (wrong, word) => {
    const checked = checkCloudEvent({ ...EVENT, ...wrong });
    expect(checked.ok ? '' : checked.error).toContain(word);
  });

  test('names attributes in its errors, never values', () => {
    const checked = checkCloudEvent({ ...EVENT, time: 'canary-4711' });
    expect(JSON.stringify(checked)).not.toContain('canary');
  });
});

describe('readEvent()', () => {
  test.each([
    ['data', { ...EVENT, data: { a: 1 } }, { a: 1 }], ['data', EVENT, null], ['raw', { ...EVENT, data_base64: 'AA==' }, 'AA=='], ['raw', { ...EVENT, data: 5 }, 5],
    ['envelope', EVENT, EVENT],
  ] as const satisfies readonly (readonly ['data' | 'raw' | 'envelope', JsonObject, JsonValue])[])('reads %s', (read, event, expected) => {
    expect(readEvent(event, read)).toEqual(expected);
  });
});
