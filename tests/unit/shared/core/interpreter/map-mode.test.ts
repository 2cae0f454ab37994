import { expect, test } from 'vitest';
import type { AslScope } from '#shared/core/asl/model.ts';
import { isDistributedMap } from '#shared/core/interpreter/map-mode.ts';

const scope: AslScope = { StartAt: 'p', States: { p: { Type: 'Succeed' } } };

test('a Map is distributed when its processor says so, by whatever name it goes', () => {
  const config = { ProcessorConfig: { Mode: 'DISTRIBUTED' as const } };
  const legacy = { ...scope, ...config };
  expect(isDistributedMap({ Type: 'Map', ItemProcessor: { ...scope, ...config }, End: true })).toBe(true);
  expect(isDistributedMap({ Type: 'Map', Iterator: legacy, End: true })).toBe(true);
});

test('any other Map is inline', () => {
  expect(isDistributedMap({ Type: 'Map', ItemProcessor: { ...scope, ProcessorConfig: { Mode: 'INLINE' } }, End: true })).toBe(false);
  expect(isDistributedMap({ Type: 'Map', ItemProcessor: scope, End: true })).toBe(false);
  expect(isDistributedMap({ Type: 'Map', End: true })).toBe(false);
});
