import { describe, expect, test } from 'vitest';
import { isBlobName } from '#shared/core/kernel/blob-name.ts';
import { claimBlobName, claimFor, digestOfClaim, looksLikeClaim } from '#shared/core/kernel/claim.ts';

const DIGEST = '0f'.repeat(32);

describe('a claim', () => {
  test('gives back its digest', () => {
    expect(digestOfClaim(claimFor(DIGEST))).toBe(DIGEST);
    expect(looksLikeClaim(claimFor(DIGEST))).toBe(true);
  });

  test.each([null, 'uwf:claim', [DIGEST], {}, { 'uwf:claim': 1 }, { 'uwf:claim': '../x' }, { 'uwf:claim': DIGEST.toUpperCase() }, { 'uwf:claim': DIGEST, more: 1 }])('is not %j', (value) => {
    expect(digestOfClaim(value)).toBeUndefined();
  });

  test('is told from everything else by its member, also where that is not ours', () => {
    expect([{ 'uwf:claim': 1 }, { 'uwf:claim': DIGEST, more: 1 }, {}, [], 'uwf:claim', null].map(looksLikeClaim)).toEqual([true, true, false, false, false, false]);
  });

  test('stands for a blob of its execution', () => {
    expect(claimBlobName('run-1', DIGEST)).toBe(`claims/run-1/${DIGEST}`);
    expect(isBlobName(claimBlobName('run-1', DIGEST))).toBe(true);
  });
});
