import { expect, test } from 'vitest';
import { EMPTY_AUDIT_HEAD } from '#shared/core/vault/audit-chain.ts';
import { formatAuditHead, parseAuditHead } from '#shared/core/vault/audit-head.ts';

test('a head survives its text', () => {
  const head = { sequence: 123, hash: 'ab'.repeat(32) };
  expect(formatAuditHead(head)).toBe(`123.${'ab'.repeat(32)}`);
  expect(parseAuditHead(formatAuditHead(head))).toEqual(head);
  expect(parseAuditHead(formatAuditHead(EMPTY_AUDIT_HEAD))).toEqual(EMPTY_AUDIT_HEAD);
});

test.each(['', '1', `1.${'a'.repeat(63)}`, `01.${'a'.repeat(64)}`, `-1.${'a'.repeat(64)}`, `1.${'A'.repeat(64)}`, `9007199254740993.${'a'.repeat(64)}`, `1.${'a'.repeat(64)}\n`])('%j is no head', (text) => {
  expect(parseAuditHead(text)).toBeUndefined();
});
