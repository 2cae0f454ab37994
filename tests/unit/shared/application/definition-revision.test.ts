import { expect, test } from 'vitest';
import { revisionOf } from '#shared/application/definition-revision.ts';
import { nodeDigest } from '#shared/adapters/node/index.ts';
import { compiledOf } from '#tests/support/engine-harness.ts';
import { machineOf } from '#tests/support/machines.ts';

const program = compiledOf(machineOf({ a: { Type: 'Pass', Output: { x: 1, y: 2 }, End: true } }));

test('a revision is a SHA-256 in hex, and does not depend on the order of keys', () => {
  const reordered = { ...program, machine: machineOf({ a: { End: true, Output: { y: 2, x: 1 }, Type: 'Pass' } }) };
  expect(revisionOf(nodeDigest, program)).toMatch(/^[0-9a-f]{64}$/);
  expect(revisionOf(nodeDigest, reordered)).toBe(revisionOf(nodeDigest, program));
});

test('another machine, target or compiler has another revision', () => {
  const others = [
    { ...program, machine: machineOf({ a: { Type: 'Pass', End: true } }) },
    { ...program, compilerVersion: 'other' },
    { ...program, target: { ...program.target, zone: 'public-cloud' as const } },
  ];
  expect(new Set([program, ...others].map((one) => revisionOf(nodeDigest, one))).size).toBe(4);
});
