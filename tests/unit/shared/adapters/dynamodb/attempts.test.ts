import { describe, expect, test } from 'vitest';
import { AGAIN, attempt } from '#shared/adapters/dynamodb/attempts.ts';
import { CONFLICT_ATTEMPTS_MAX } from '#shared/adapters/dynamodb/limits.ts';

describe('attempt()', () => {
  test('tries again while another transaction is in the way', async () => {
    let attempts = 0;
    const answer = await attempt(async () => {
      attempts += 1;
      if (attempts === 1) throw Object.assign(new Error('conflict'), { name: 'TransactionConflictException' });
      return attempts === 2 ? AGAIN : 'answer';
    });
    expect(answer).toBe('answer');
    expect(attempts).toBe(3);
  });

  test('gives up after a while, which is worth another attempt later', async () => {
    let attempts = 0;
    const always = attempt(async () => {
      attempts += 1;
      return AGAIN;
    });
    await expect(always).rejects.toMatchObject({ code: 'UWF-5001', details: { reason: 'TransactionConflict' } });
    expect(attempts).toBe(CONFLICT_ATTEMPTS_MAX);
  });

  test('does not try again what is refused', async () => {
    let attempts = 0;
    const refused = attempt(async () => {
      attempts += 1;
      throw Object.assign(new Error('refused'), { name: 'ValidationException' });
    });
    await expect(refused).rejects.toMatchObject({ code: 'UWF-5000' });
    expect(attempts).toBe(1);
  });
});
