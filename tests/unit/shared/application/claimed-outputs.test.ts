import { describe, expect, test } from 'vitest';
import { createMemoryBlobStore, createMemoryExecutionIndex } from '#shared/adapters/memory/index.ts';
import { nodeDigest } from '#shared/adapters/node/index.ts';
import { createClaimCheck } from '#shared/application/claim-check.ts';
import { withClaimedOutputs } from '#shared/application/claimed-outputs.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';

const entry = (id: string) => ({ id, definition: { namespace: 'bank', name: 'pay', version: '1.0.0' }, revision: 'r', principal: 'alice', createdAt: 1 });

function open() {
  const plain = createMemoryExecutionIndex();
  const index = withClaimedOutputs(plain, createClaimCheck({ blobs: createMemoryBlobStore(), digest: nodeDigest }, { bytesMax: 50 }));
  const end = async (executionId: string, output?: JsonValue): Promise<void> => {
    await index.create({ entry: entry(executionId) });
    await index.end({ executionId, status: output === undefined ? 'stopped' : 'succeeded', at: 2, ...(output === undefined ? {} : { output }) });
  };
  return { plain, index, end };
}

describe('an index with outputs of any size', () => {
  test('gives a large output to who loads its entry, and keeps it elsewhere', async () => {
    const { plain, index, end } = open();
    await end('large', { text: 'x'.repeat(100) });
    expect((await index.load({ executionId: 'large' }))?.record.output).toEqual({ text: 'x'.repeat(100) });
    expect(JSON.stringify(await plain.load({ executionId: 'large' }))).not.toContain('xx');
  });

  test('keeps a small one where it was, and none where there is none', async () => {
    const { plain, index, end } = open();
    await end('small', { n: 1 });
    await end('none');
    expect((await plain.load({ executionId: 'small' }))?.record.output).toEqual({ n: 1 });
    expect((await index.load({ executionId: 'small' }))?.record.output).toEqual({ n: 1 });
    expect((await index.load({ executionId: 'none' }))?.record).toMatchObject({ status: 'stopped' });
    expect(await index.load({ executionId: 'absent' })).toBeUndefined();
  });

  test('leaves large ones out of lists', async () => {
    const { index, end } = open();
    await end('large', 'x'.repeat(100));
    await end('small', 7);
    const { executions } = await index.list({ max: 10 });
    expect(Object.fromEntries(executions.map(({ id, output }) => [id, output]))).toEqual({ large: undefined, small: 7 });
    expect(executions.every(({ status }) => status === 'succeeded')).toBe(true);
  });
});
