import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AUDIT_ROOT, EMPTY_AUDIT_HEAD, checkRecords, type AuditFact } from '#shared/core/vault/audit-chain.ts';
import { nodeDigest } from '#shared/adapters/node/index.ts';
import type { AuditLog } from '#shared/ports/audit-log.ts';
import { difficultJson, LARGE_TEXT, type Open, type Opened } from './opened.ts';

const factOf = (index: number): AuditFact => ({ kind: 'value-revealed', actor: `actor ${index}`, at: 1_795_401_234_567 + index, details: { index } });

/** What every audit log must do. */
export function auditLogContract(name: string, open: Open<AuditLog>): void {
  describe(`AuditLog on ${name}`, () => {
    let opened: Opened<AuditLog>;
    let log: AuditLog;
    beforeEach(async () => {
      opened = await open();
      log = opened.port;
    });
    afterEach(() => opened.close());

    test('begins empty, and links each record to the one before', async () => {
      expect(await log.head()).toEqual(EMPTY_AUDIT_HEAD);
      const first = await log.append({ facts: [factOf(1)] });
      const head = await log.append({ facts: [factOf(2), factOf(3)] });
      expect([first.sequence, head.sequence]).toEqual([1, 3]);
      expect(await opened.other.head()).toEqual(head);
      const records = await log.read({ after: 0, max: 10 });
      expect(records.map(({ sequence, previous, actor }) => [sequence, previous, actor])).toEqual([
        [1, AUDIT_ROOT, 'actor 1'],
        [2, first.hash, 'actor 2'],
        [3, records[1]?.hash, 'actor 3'],
      ]);
      expect(records[2]?.hash).toBe(head.hash);
      expect(checkRecords(nodeDigest.sha256Hex, EMPTY_AUDIT_HEAD, records)).toBeUndefined();
    });

    test('appending nothing changes nothing', async () => {
      const head = await log.append({ facts: [factOf(1)] });
      expect(await log.append({ facts: [] })).toEqual(head);
      expect(await log.read({ after: 0, max: 10 })).toHaveLength(1);
    });

    test('reads in pages behind a sequence number', async () => {
      await log.append({ facts: [1, 2, 3, 4, 5].map(factOf) });
      const page = async (after: number, max: number) => (await opened.other.read({ after, max })).map(({ sequence }) => sequence);
      expect(await page(0, 2)).toEqual([1, 2]);
      expect(await page(2, 2)).toEqual([3, 4]);
      expect(await page(4, 2)).toEqual([5]);
      expect(await page(5, 2)).toEqual([]);
      expect(await page(-1, 1)).toEqual([1]);
      expect(await page(0, 0)).toEqual([]);
    });

    test('many writers at once make one chain, and each is told where its own facts end', async () => {
      const heads = await Promise.all(Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? opened.port : opened.other).append({ facts: [factOf(index), factOf(1_000 + index)] })));
      const records = await log.read({ after: 0, max: 100 });
      expect(records).toHaveLength(80);
      expect(checkRecords(nodeDigest.sha256Hex, EMPTY_AUDIT_HEAD, records)).toBeUndefined();
      for (const [index, head] of heads.entries()) {
        expect(records[head.sequence - 1]).toMatchObject({ hash: head.hash, actor: `actor ${1_000 + index}` });
        expect(records[head.sequence - 2]?.actor).toBe(`actor ${index}`);
      }
    });

    test('gives facts back as they were, and the same chain over them', async () => {
      const { loneSurrogates: _refused, ...details } = difficultJson();
      const fact: AuditFact = { kind: 'subject-erased', actor: 'a\u0000b\\ü', at: 0, details: { ...details, large: LARGE_TEXT } };
      await log.append({ facts: [fact] });
      const records = await opened.other.read({ after: 0, max: 1 });
      expect(records[0]).toMatchObject(fact);
      expect(checkRecords(nodeDigest.sha256Hex, EMPTY_AUDIT_HEAD, records)).toBeUndefined();
    });
  });
}
