import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BlobStore } from '#shared/ports/blob-store.ts';

/** A blob store to be tested; `other` has connections of its own to the same blobs. */
export interface OpenedBlobStore {
  readonly blobs: BlobStore;
  readonly other: BlobStore;
  close(): Promise<void>;
}

const WRITERS = 20;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
let names = 0;

/** What every blob store must do. `open` gives one that takes `bytesMax` bytes. */
export function blobStoreContract(name: string, open: (options: { readonly bytesMax: number }) => Promise<OpenedBlobStore>): void {
  describe(`BlobStore on ${name}`, () => {
    const bytesMax = 300_000;
    let opened: OpenedBlobStore;
    let blobs: BlobStore;
    beforeAll(async () => {
      opened = await open({ bytesMax });
      blobs = opened.blobs;
    });
    afterAll(() => opened.close());

    const fresh = (): string => `run-${String((names += 1))}:0.1/out=put_${String(names)}`;
    const make = async (blob: string, text: string): Promise<string> => tagOf(await blobs.put({ name: blob, content: bytes(text), mediaType: 'text/plain' }));

    describe('put() and get()', () => {
      test('give back the bytes and the media type as they were', async () => {
        const cases: readonly (readonly [Uint8Array, string])[] = [[randomBytes(1000), 'application/octet-stream'], [new Uint8Array(), 'text/plain'], [bytes('{"ä":"🏦"}\r\n'), 'application/json'], [randomBytes(bytesMax), 'application/jose']];
        for (const [content, mediaType] of cases) {
          const blob = fresh();
          const tag = tagOf(await blobs.put({ name: blob, content, mediaType }));
          const found = await opened.other.get({ name: blob });
          expect(found).toMatchObject({ mediaType, tag });
          expect(Buffer.from(found?.content ?? []).equals(content)).toBe(true);
        }
      });

      test('know no blob that nobody wrote', async () => {
        expect(await blobs.get({ name: fresh() })).toBeUndefined();
      });

      test('write no blob where there is one, and leave that as it is', async () => {
        const blob = fresh();
        const tag = await make(blob, 'first');
        expect(await opened.other.put({ name: blob, content: bytes('second'), mediaType: 'application/json' })).toEqual({ kind: 'refused' });
        expect(await blobs.get({ name: blob })).toEqual({ content: bytes('first'), mediaType: 'text/plain', tag });
      });

      test('replace the blob that the writer has seen, and no other', async () => {
        const blob = fresh();
        const first = await make(blob, 'first');
        const put = await opened.other.put({ name: blob, content: bytes('second'), mediaType: 'application/json', replaces: first });
        expect(tagOf(put)).not.toBe(first);
        expect(await blobs.put({ name: blob, content: bytes('third'), mediaType: 'text/plain', replaces: first })).toEqual({ kind: 'refused' });
        expect(await blobs.get({ name: blob })).toEqual({ content: bytes('second'), mediaType: 'application/json', tag: tagOf(put) });
      });

      test('replace nothing where there is nothing', async () => {
        const blob = fresh();
        const tag = await make(blob, 'gone');
        await blobs.delete({ name: blob });
        expect(await blobs.put({ name: blob, content: bytes('again'), mediaType: 'text/plain', replaces: tag })).toEqual({ kind: 'refused' });
        expect(await blobs.get({ name: blob })).toBeUndefined();
      });

      test('refuse what is over the limit, by the limit', async () => {
        const blob = fresh();
        expect(blobs.bytesMax).toBe(bytesMax);
        await expect(blobs.put({ name: blob, content: new Uint8Array(bytesMax + 1), mediaType: 'text/plain' })).rejects.toMatchObject({ code: 'UWF-4130', message: expect.stringContaining(String(bytesMax)) });
        expect(await blobs.get({ name: blob })).toBeUndefined();
      });

      test('keep what was written when the writer changes its bytes afterwards', async () => {
        const blob = fresh();
        const content = bytes('kept');
        await blobs.put({ name: blob, content, mediaType: 'text/plain' });
        content.fill(0);
        expect((await blobs.get({ name: blob }))?.content).toEqual(bytes('kept'));
      });
    });

    describe('of many writers at once', () => {
      const writeAll = (blob: string, replaces?: string) =>
        Promise.all(
          Array.from({ length: WRITERS }, (_, index) =>
            (index % 2 === 0 ? blobs : opened.other).put({ name: blob, content: bytes(`writer ${String(index)}`), mediaType: 'text/plain', ...(replaces === undefined ? {} : { replaces }) }),
          ),
        );

      test.each([1, 2, 3])('one makes the blob (round %i)', async () => {
        const blob = fresh();
        const outcomes = await writeAll(blob);
        const winner = outcomes.findIndex(({ kind }) => kind === 'put');
        expect(outcomes.filter(({ kind }) => kind === 'put')).toHaveLength(1);
        expect((await blobs.get({ name: blob }))?.content).toEqual(bytes(`writer ${String(winner)}`));
      });

      test.each([1, 2, 3])('one replaces it (round %i)', async () => {
        const blob = fresh();
        const outcomes = await writeAll(blob, await make(blob, 'before'));
        const winner = outcomes.findIndex(({ kind }) => kind === 'put');
        expect(outcomes.filter(({ kind }) => kind === 'put')).toHaveLength(1);
        expect((await blobs.get({ name: blob }))?.content).toEqual(bytes(`writer ${String(winner)}`));
      });

      test('none of those that count on the last one is lost', async () => {
        const blob = fresh();
        await make(blob, '0');
        const increment = async (store: BlobStore): Promise<void> => {
          for (;;) {
            const found = await store.get({ name: blob });
            const next = Number(new TextDecoder().decode(found?.content)) + 1;
            const { kind } = await store.put({ name: blob, content: bytes(String(next)), mediaType: 'text/plain', ...(found === undefined ? {} : { replaces: found.tag }) });
            if (kind === 'put') return;
          }
        };
        await Promise.all(Array.from({ length: 8 }, (_, index) => increment(index % 2 === 0 ? blobs : opened.other)));
        expect((await blobs.get({ name: blob }))?.content).toEqual(bytes('8'));
      });
    });

    describe('delete()', () => {
      test('makes room for a new blob of that name', async () => {
        const blob = fresh();
        await make(blob, 'first');
        await blobs.delete({ name: blob });
        expect(await opened.other.get({ name: blob })).toBeUndefined();
        await make(blob, 'second');
        expect((await blobs.get({ name: blob }))?.content).toEqual(bytes('second'));
      });

      test('is no error where there is nothing', async () => {
        await expect(blobs.delete({ name: fresh() })).resolves.toBeUndefined();
      });
    });

    test.each(['', '/', 'a//b', '/a', 'a/', '.', '..', '../a', 'a/../b', 'a b', 'a%2fb', 'ä', 'a\0', 'a\\b', 'x'.repeat(513)])('%j is no name of a blob', async (bad) => {
      const calls = [() => blobs.put({ name: bad, content: bytes('x'), mediaType: 'text/plain' }), () => blobs.get({ name: bad }), () => blobs.delete({ name: bad })];
      for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'UWF-4000' });
    });
  });
}

function tagOf(outcome: Awaited<ReturnType<BlobStore['put']>>): string {
  expect(outcome.kind).toBe('put');
  return outcome.kind === 'put' ? outcome.tag : '';
}
