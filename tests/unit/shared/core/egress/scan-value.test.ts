import { expect, test } from 'vitest';
import { createDetectors } from '#shared/core/egress/detectors.ts';
import { scanValue } from '#shared/core/egress/scan-value.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';

const created = createDetectors();

function findings(value: JsonValue): readonly string[] {
  return created.ok ? scanValue(created.value, { value, pointer: '/result' }).map(({ detector, pointer }) => `${detector} ${pointer}`) : [];
}

test('texts, whole numbers and names are scanned, wherever they are', () => {
  expect(findings('4111111111111111')).toEqual(['card-number /result']);
  expect(findings({ a: [{ 'b/c': 'x@bank.example' }], n: 4111111111111111, ok: 'PASS', none: null })).toEqual(['email /result/a/0/b~1c', 'card-number /result/n']);
});

test('a name that holds something is told at its object, and is part of no pointer', () => {
  expect(findings({ 'x@bank.example': { inner: '+77011234567' } })).toEqual(['email /result', 'phone /result/inner']);
});

test('digits in the items of an array are put together', () => {
  expect(findings({ parts: ['4111', '1111', '1111', '1111'] })).toEqual(['card-number /result/parts']);
  expect(findings({ parts: ['4111', '1111', '1111', '1112'], few: [4, 1, 1, 1] })).toEqual([]);
});

test('fractions are no ids, and numbers of a phone field are', () => {
  expect(findings({ ratio: 4111111111111.11, phone: 87011234567, total: 87011234567 })).toEqual(['phone /result/phone']);
});

test('what is nested too deep is told as unreadable', () => {
  expect(findings(Array.from({ length: 80 }).reduce<JsonValue>((inner) => [inner], 'x'))).toEqual([expect.stringContaining('unreadable /result/0/0')]);
});
