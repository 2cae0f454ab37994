import { describe, expect, test } from 'vitest';
import { createMemoryBlobStore } from '#shared/adapters/memory/index.ts';
import { createPayloads } from '#shared/application/payloads.ts';
import { difficultJson } from '#tests/conformance/ports/opened.ts';

describe('payloads in blobs', () => {
  test('are given back as they were put', async () => {
    const payloads = createPayloads(createMemoryBlobStore());
    const values = [difficultJson(), null, '', { large: 'ä'.repeat(100_000) }];
    for (const [index, value] of values.entries()) await payloads.put({ reference: `run:0.1/1-${String(index)}`, value });
    for (const [index, value] of values.entries()) expect(await payloads.get({ reference: `run:0.1/1-${String(index)}` })).toEqual(value);
    expect(await payloads.get({ reference: 'run:0.1/9-9' })).toBeUndefined();
  });

  test('keep the first value of a reference: work that is done twice answers once', async () => {
    const payloads = createPayloads(createMemoryBlobStore());
    await payloads.put({ reference: 'run:1/output', value: 1 });
    await payloads.put({ reference: 'run:1/output', value: 2 });
    expect(await payloads.get({ reference: 'run:1/output' })).toBe(1);
  });

  test('that somebody else has written are refused without being quoted', async () => {
    const blobs = createMemoryBlobStore();
    await blobs.put({ name: 'payloads/run/1', content: new TextEncoder().encode('DE00 1234'), mediaType: 'text/plain' });
    const error: unknown = await createPayloads(blobs).get({ reference: 'run/1' }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'UWF-5011' });
    expect(String(error)).not.toContain('DE00');
  });

  test('have references of which no other place can be made', async () => {
    await expect(createPayloads(createMemoryBlobStore()).get({ reference: '../claims/x' })).rejects.toMatchObject({ code: 'UWF-4000' });
  });
});
