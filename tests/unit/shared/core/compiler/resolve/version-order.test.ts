import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareVersions } from '#shared/core/compiler/resolve/version-order.ts';

test('versions are ordered as Semantic Versioning 2.0.0 §11 shows', () => {
  const ordered = ['not-a-version', '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2', '1.0.0-beta.11', '1.0.0-rc.1', '1.0.0', '1.0.0+build', '1.2.0', '1.10.0', '2.0.0'];
  expect([...ordered].reverse().sort(compareVersions)).toEqual(ordered);
});

test('the order is total', () => {
  const versions = fc.oneof(fc.constantFrom('1.0.0', '1.0.0-a', '1.0.0-1', '2.0.0', 'x'), fc.string());
  fc.assert(
    fc.property(versions, versions, (left, right) => {
      expect(Math.sign(compareVersions(left, right))).toBe(-Math.sign(compareVersions(right, left)) + 0);
      expect(compareVersions(left, right) === 0).toBe(left === right);
    }),
  );
});
