import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { createMemoryBlobStore } from '#shared/adapters/memory/index.ts';
import { nodeDigest } from '#shared/adapters/node/index.ts';
import { createClaimCheck, type ClaimCheck } from '#shared/application/claim-check.ts';
import { claimBlobName, digestOfClaim } from '#shared/core/kernel/claim.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { BlobStore } from '#shared/ports/blob-store.ts';

const LARGE = { iban: 'DE00', text: 'x'.repeat(100) };

let blobs: BlobStore;
let claims: ClaimCheck;
beforeEach(() => {
  blobs = createMemoryBlobStore({ bytesMax: 10_000 });
  claims = createClaimCheck({ blobs, digest: nodeDigest }, { bytesMax: 20 });
});

const blobOf = (executionId: string, claim: JsonValue): string => claimBlobName(executionId, digestOfClaim(claim) ?? 'none');

describe('claim() and redeem()', () => {
  test('leave small values as they are', async () => {
    for (const value of [null, 1, 'x'.repeat(18), { a: [true] }]) {
      expect(await claims.claim({ executionId: 'e', value })).toBe(value);
      expect(await claims.redeem({ executionId: 'e', value })).toBe(value);
    }
  });

  test('give back whatever value was put away', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (given) => {
        const value: JsonValue = JSON.parse(JSON.stringify(given));
        expect(await claims.redeem({ executionId: 'e', value: await claims.claim({ executionId: 'e', value }) })).toEqual(value);
      }),
    );
  });

  test('put a large value away, and show nothing of it', async () => {
    const claim = await claims.claim({ executionId: 'e', value: LARGE });
    expect(JSON.stringify(claim)).toMatch(/^\{"uwf:claim":"[0-9a-f]{64}"\}$/u);
    expect((await blobs.get({ name: blobOf('e', claim) }))?.mediaType).toBe('application/json');
  });

  test('do so twice as if it were once, and for another execution apart', async () => {
    const [first, again, other] = [await claims.claim({ executionId: 'e', value: LARGE }), await claims.claim({ executionId: 'e', value: LARGE }), await claims.claim({ executionId: 'f', value: LARGE })];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test('take no value of a workflow for a claim, and no claim of another execution', async () => {
    const theirs = await claims.claim({ executionId: 'other', value: LARGE });
    const kept = await claims.claim({ executionId: 'e', value: theirs });
    expect(kept).not.toEqual(theirs);
    expect(await claims.redeem({ executionId: 'e', value: kept })).toEqual(theirs);
    await expect(claims.redeem({ executionId: 'e', value: theirs })).rejects.toMatchObject({ code: 'UWF-5011' });
  });

  test('tell by code, without the value, that it is gone or changed', async () => {
    const claim = await claims.claim({ executionId: 'e', value: LARGE });
    const name = blobOf('e', claim);
    await blobs.delete({ name });
    await expect(claims.redeem({ executionId: 'e', value: claim })).rejects.toMatchObject({ code: 'UWF-5011', details: { executionId: 'e' } });
    await blobs.put({ name, content: new TextEncoder().encode('{"iban":"XX"'), mediaType: 'application/json' });
    const error: unknown = await claims.redeem({ executionId: 'e', value: claim }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'UWF-5011', message: 'a value that was put away has been changed' });
    expect(JSON.stringify(error)).not.toMatch(/iban|XX/u);
  });

  test('refuse what no blob can hold', async () => {
    await expect(claims.claim({ executionId: 'e', value: 'x'.repeat(10_001) })).rejects.toMatchObject({ code: 'UWF-4130' });
  });
});
