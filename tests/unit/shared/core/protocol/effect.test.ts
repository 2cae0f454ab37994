import { expect, test } from 'vitest';
import { strictestKind } from '#shared/core/protocol/effect.ts';

test.each([
  ['idempotent', 'opaque', 'opaque'],
  ['idempotent', 'idempotent', 'idempotent'],
  ['idempotent', 'local', 'idempotent'],
  ['opaque', 'local', 'opaque'],
  ['opaque', 'idempotent', 'opaque'],
  ['local', 'idempotent', 'local'],
  ['local', 'opaque', 'local'],
] as const)('a runner that knows an effect as %s and is told %s does it as %s', (own, said, kind) => {
  expect(strictestKind(own, said)).toBe(kind);
});
