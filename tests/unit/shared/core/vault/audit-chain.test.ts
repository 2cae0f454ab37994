import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nodeDigest } from '#shared/adapters/node/index.ts';
import { AUDIT_KINDS, AUDIT_ROOT, checkRecords, EMPTY_AUDIT_HEAD, linkFact, linkFacts, type AuditFact, type AuditRecord } from '#shared/core/vault/audit-chain.ts';

const sha = nodeDigest.sha256Hex;
const factOf = (index: number): AuditFact => ({ kind: AUDIT_KINDS[index % AUDIT_KINDS.length] ?? 'scan-alarm', actor: `actor ${index % 7}`, at: index, details: { index } });
const CHAIN = linkFacts(sha, EMPTY_AUDIT_HEAD, Array.from({ length: 300 }, (_, index) => factOf(index)));

const at = (index: number): AuditRecord => {
  const record = CHAIN[index];
  if (record === undefined) throw new Error('within the chain');
  return record;
};

describe('linkFacts()', () => {
  test('numbers from 1 and links to the one before', () => {
    expect(CHAIN[0]).toMatchObject({ sequence: 1, previous: AUDIT_ROOT });
    expect(at(7).previous).toBe(at(6).hash);
    expect(linkFact(sha, at(6), factOf(7))).toEqual(at(7));
    expect(checkRecords(sha, EMPTY_AUDIT_HEAD, CHAIN)).toBeUndefined();
    expect(checkRecords(sha, at(99), CHAIN.slice(100))).toBeUndefined();
  });
});

describe('checkRecords()', () => {
  const index = fc.integer({ min: 0, max: CHAIN.length - 1 });

  test('finds every edit of every member, at its place', () => {
    const edits: readonly ((record: AuditRecord) => AuditRecord)[] = [
      (record) => ({ ...record, actor: `${record.actor}!` }),
      (record) => ({ ...record, at: record.at + 1 }),
      (record) => ({ ...record, kind: record.kind === 'scan-alarm' ? 'subject-erased' : 'scan-alarm' }),
      (record) => ({ ...record, details: { ...record.details, more: null } }),
      (record) => ({ ...record, hash: AUDIT_ROOT }),
      (record) => ({ ...record, previous: '1'.repeat(64) }),
      (record) => ({ ...record, sequence: record.sequence + 1 }),
    ];
    fc.assert(
      fc.property(index, fc.constantFrom(...edits), (place, edit) => {
        expect(checkRecords(sha, EMPTY_AUDIT_HEAD, CHAIN.with(place, edit(at(place))))?.sequence).toBe(place + 1);
      }),
    );
  });

  test('finds every edit whose hash was made anew: the next record tells', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: CHAIN.length - 2 }), (place) => {
        const before = place === 0 ? EMPTY_AUDIT_HEAD : at(place - 1);
        expect(checkRecords(sha, EMPTY_AUDIT_HEAD, CHAIN.with(place, linkFact(sha, before, factOf(9_999))))).toEqual({ sequence: place + 2, fault: 'link' });
      }),
    );
  });

  test('finds every cut, swap, repetition and insertion before the last record', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: CHAIN.length - 2 }), index, (place, other) => {
        expect(checkRecords(sha, EMPTY_AUDIT_HEAD, CHAIN.toSpliced(place, 1))).toEqual({ sequence: place + 1, fault: 'sequence' });
        expect(checkRecords(sha, EMPTY_AUDIT_HEAD, CHAIN.toSpliced(place, 0, at(place)))).toBeDefined();
        if (place !== other) expect(checkRecords(sha, EMPTY_AUDIT_HEAD, CHAIN.with(place, at(other)).with(other, at(place)))).toBeDefined();
      }),
    );
  });
});
