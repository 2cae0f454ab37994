import { describe, expect, test } from 'vitest';
import { createMemoryAuditLog } from '#shared/adapters/memory/audit-log.ts';
import { nodeDigest } from '#shared/adapters/node/index.ts';
import { verifyAuditLog } from '#shared/application/vault/verify-audit-log.ts';
import { EMPTY_AUDIT_HEAD, linkFacts, type AuditFact, type AuditRecord } from '#shared/core/vault/audit-chain.ts';
import type { AuditLog } from '#shared/ports/audit-log.ts';

const COUNT = 2_500;
const facts: readonly AuditFact[] = Array.from({ length: COUNT }, (_, index) => ({ kind: 'value-revealed', actor: 'a', at: index, details: {} }));
const CHAIN = linkFacts(nodeDigest.sha256Hex, EMPTY_AUDIT_HEAD, facts);

function logOf(records: readonly AuditRecord[]): AuditLog {
  return { ...createMemoryAuditLog(nodeDigest), read: async ({ after, max }) => records.filter(({ sequence }) => sequence > after).slice(0, max) };
}

const verify = (records: readonly AuditRecord[], ...anchors: readonly { readonly sequence: number; readonly hash: string }[]) => verifyAuditLog({ audit: logOf(records), digest: nodeDigest }, { anchors });
const at = (sequence: number) => ({ sequence, hash: CHAIN[sequence - 1]?.hash ?? '' });

describe('verifyAuditLog()', () => {
  test('finds nothing wrong with a whole log, over all its pages', async () => {
    expect(await verify(CHAIN)).toEqual({ head: at(COUNT) });
    expect(await verify(CHAIN, at(1), at(1_000), at(1_001), at(COUNT), EMPTY_AUDIT_HEAD)).toEqual({ head: at(COUNT) });
    expect(await verify([])).toEqual({ head: EMPTY_AUDIT_HEAD });
  });

  test('tells the place of an edit and the last record that is in order', async () => {
    const record = CHAIN[1_499];
    if (record === undefined) throw new Error('within the chain');
    expect(await verify(CHAIN.with(1_499, { ...record, actor: 'somebody else' }))).toEqual({ head: at(1_499), finding: { sequence: 1_500, fault: 'hash' } });
    expect(await verify(CHAIN.toSpliced(1_000, 1))).toEqual({ head: at(1_000), finding: { sequence: 1_001, fault: 'sequence' } });
  });

  test('finds a log that was cut at its end, or written anew, by a head that was kept', async () => {
    expect(await verify(CHAIN.slice(0, 2_000), at(2_100))).toEqual({ head: at(2_000), finding: { sequence: 2_001, fault: 'anchor' } });
    expect(await verify([], at(1))).toEqual({ head: EMPTY_AUDIT_HEAD, finding: { sequence: 1, fault: 'anchor' } });
    const other = linkFacts(nodeDigest.sha256Hex, EMPTY_AUDIT_HEAD, facts.map((fact) => ({ ...fact, actor: 'b' })));
    expect(await verify(other)).not.toHaveProperty('finding');
    expect(await verify(other, at(1_200))).toEqual({ head: { sequence: 1_199, hash: other[1_198]?.hash }, finding: { sequence: 1_200, fault: 'anchor' } });
  });

  test('finds heads that contradict each other', async () => {
    expect(await verify(CHAIN, at(5), { sequence: 5, hash: at(6).hash })).toMatchObject({ finding: { sequence: 5, fault: 'anchor' } });
    expect(await verify(CHAIN, { sequence: 0, hash: at(6).hash })).toMatchObject({ finding: { sequence: 0, fault: 'anchor' } });
  });
});
