import { expect, test } from 'vitest';
import { tokeniseStream } from '#shared/application/vault/tokenise-stream.ts';
import type { Tokeniser, VaultEntry } from '#shared/ports/vault.ts';
import { entryOf } from '#tests/support/vault/vault-bench.ts';

/** Counts what it is given at once. */
function createCounting(failAt = Number.POSITIVE_INFINITY): { readonly batches: number[]; readonly vault: Tokeniser } {
  const batches: number[] = [];
  const tokenise: Tokeniser['tokenise'] = async ({ entries }) => {
    if (batches.length >= failAt) throw new Error('stopped');
    batches.push(entries.length);
    return entries.map(({ value }) => `token of ${JSON.stringify(value)}`);
  };
  return { batches, vault: { tokenise } };
}

async function* entries(count: number, onRead: () => void = () => undefined): AsyncGenerator<VaultEntry & { readonly line: number }> {
  for (let line = 1; line <= count; line += 1) {
    onRead();
    yield { ...entryOf(line), line };
  }
}

test('tokeniseStream() gives each entry its token, batch by batch and in order', async () => {
  const { batches, vault } = createCounting();
  const lines: number[] = [];
  for await (const batch of tokeniseStream(vault, entries(25), { actor: 'batch', batch: 10 })) {
    for (const { entry, token } of batch) {
      expect(token).toBe(`token of ${entry.line}`);
      lines.push(entry.line);
    }
  }
  expect(batches).toEqual([10, 10, 5]);
  expect(lines).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
});

test('tokeniseStream() reads no further than the batch that is asked for', async () => {
  let read = 0;
  const stream = tokeniseStream(createCounting().vault, entries(1_000, () => (read += 1)), { actor: 'batch', batch: 10 });
  await stream.next();
  expect(read).toBe(10);
  await stream.return(undefined);
  expect(read).toBe(10);
});

test('tokeniseStream() has given out what was stored when a later batch fails', async () => {
  const { vault } = createCounting(2);
  const done: number[] = [];
  const run = async () => {
    for await (const batch of tokeniseStream(vault, entries(100), { actor: 'batch', batch: 10 })) done.push(batch.length);
  };
  await expect(run()).rejects.toThrow('stopped');
  expect(done).toEqual([10, 10]);
});

test('tokeniseStream() makes no transaction for nothing, and none larger than the vault takes', async () => {
  const { batches, vault } = createCounting();
  for await (const _batch of tokeniseStream(vault, entries(0), { actor: 'batch' }));
  expect(batches).toEqual([]);
  for await (const _batch of tokeniseStream(vault, [entryOf(1), entryOf(2)], { actor: 'batch', batch: 0 }));
  expect(batches).toEqual([1, 1]);
  for await (const _batch of tokeniseStream(vault, entries(501), { actor: 'batch', batch: 9_999 }));
  expect(batches.slice(2)).toEqual([500, 1]);
});
