import { expect, test } from 'vitest';
import { readDefaultPriority, readDefinitionMetadata, readTaskMetadata } from '#shared/core/definition/normalise/metadata.ts';
import { codesOf, newReading } from './readings.ts';

const release = { path: '/resolution', to: 3, purpose: 'show the outcome', method: 'enum' };

test('readTaskMetadata() reads zone, priority and declassifications with their places', () => {
  const task = { metadata: { uwf: { zone: 'on-prem', priority: 'high', declassify: [release, { ...release, expires: '2027-01-01' }] }, mine: 1 } };
  expect(readTaskMetadata(newReading(), task, '/do/0/a')).toEqual({
    zone: { value: 'on-prem', pointer: '/do/0/a/metadata/uwf/zone' },
    priority: 'high',
    declassify: [
      { pointer: '/do/0/a/metadata/uwf/declassify/0', ...release },
      { pointer: '/do/0/a/metadata/uwf/declassify/1', ...release, expires: '2027-01-01' },
    ],
  });
});

test('a task has the priority of the document unless it says otherwise', () => {
  const reading = { ...newReading(), priority: 'critical' as const };
  expect(readTaskMetadata(reading, {}, '').priority).toBe('critical');
  expect(readTaskMetadata(reading, { metadata: { uwf: { priority: 'low' } } }, '').priority).toBe('low');
  expect(Object.keys(readTaskMetadata(newReading(), {}, ''))).toEqual(['declassify']);
});

test('the document has a default tier and a default priority', () => {
  const header = { metadata: { uwf: { defaultTier: 3, priority: 'low' } } };
  expect(readDefinitionMetadata(newReading(), header)).toEqual({ defaultTier: 3 });
  expect(readDefaultPriority(header)).toBe('low');
  expect(readDefinitionMetadata(newReading(), undefined)).toEqual({});
  expect(readDefaultPriority({})).toBeUndefined();
});

test('a fork may merge the contexts of its branches', () => {
  expect(readTaskMetadata(newReading(), { metadata: { uwf: { context: 'merge' } } }, '').context).toBe('merge');
  expect(Object.hasOwn(readTaskMetadata(newReading(), {}, ''), 'context')).toBe(false);
});

test('limits are refused by name', () => {
  const reading = newReading();
  readDefinitionMetadata(reading, { metadata: { uwf: { limits: {} } } });
  readTaskMetadata(reading, { metadata: { uwf: { limits: {} } } }, '/do/0/a');
  expect(codesOf(reading)).toEqual([
    ['UWF-1070', '/document/metadata/uwf/limits'],
    ['UWF-1070', '/do/0/a/metadata/uwf/limits'],
  ]);
});

test('what the checks refuse is left out', () => {
  expect(readTaskMetadata(newReading(), { metadata: { uwf: { zone: 'moon', declassify: [{ path: 1 }, 'x'] } } }, '')).toEqual({ declassify: [] });
});
