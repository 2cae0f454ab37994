import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DocumentStore } from '#onprem-runner/handlers/document-store.ts';

interface OpenDocumentStore {
  readonly store: DocumentStore;
  close(): Promise<void>;
}

/** What every document store of the on-prem zone does. */
export function documentStoreContract(name: string, open: () => Promise<OpenDocumentStore>): void {
  describe(`DocumentStore on ${name}`, () => {
    let opened: OpenDocumentStore;
    let store: DocumentStore;
    let collection: string;
    let collections = 0;

    beforeAll(async () => {
      opened = await open();
      store = opened.store;
    });

    afterAll(() => opened.close());

    /** A collection that no other test has touched. */
    function freshCollection(): string {
      collections += 1;
      collection = `collection-${collections}`;
      return collection;
    }

    test('put() replaces a document, insert() leaves one that is there', async () => {
      const place = { collection: freshCollection(), key: 'k' };
      expect(await store.get(place)).toBeUndefined();
      expect(await store.insert({ ...place, value: { a: 1 } })).toBe(true);
      expect(await store.insert({ ...place, value: { a: 2 } })).toBe(false);
      expect(await store.get(place)).toEqual({ a: 1 });
      await store.put({ ...place, value: { a: 3 } });
      expect(await store.get(place)).toEqual({ a: 3 });
    });

    test('insert() of one key by many at once succeeds once', async () => {
      const place = { collection: freshCollection(), key: 'k' };
      const outcomes = await Promise.all(Array.from({ length: 10 }, (_, index) => store.insert({ ...place, value: { index } })));
      expect(outcomes.filter(Boolean)).toHaveLength(1);
    });

    test('collections do not see each other', async () => {
      await store.put({ collection: freshCollection(), key: 'k', value: { a: 1 } });
      const other = freshCollection();
      expect(await store.get({ collection: other, key: 'k' })).toBeUndefined();
      expect(await store.find({ collection: other, where: {}, max: 10 })).toEqual([]);
    });

    test('find() matches every criterion, in the order of keys, up to the maximum', async () => {
      freshCollection();
      const rows = [['3', 'x', true], ['1', 'x', true], ['10', 'x', false], ['2', 'y', true], ['4', 'x', true]] as const;
      for (const [key, pan, open_] of rows) await store.put({ collection, key, value: { pan, open: open_, list: [pan] } });
      const keysOf = async (where: Parameters<DocumentStore['find']>[0]['where'], max: number) => (await store.find({ collection, where, max })).map(({ key }) => key);
      expect(await keysOf({ pan: 'x' }, 10)).toEqual(['1', '10', '3', '4']);
      expect(await keysOf({ pan: 'x', open: true }, 2)).toEqual(['1', '3']);
      expect(await keysOf({ pan: 'none' }, 10)).toEqual([]);
      expect(await keysOf({}, 10)).toEqual(['1', '10', '2', '3', '4']);
    });

    test('find() tells kinds of values apart and no longer finds what was replaced', async () => {
      freshCollection();
      await store.put({ collection, key: 'text', value: { a: '1', gone: true } });
      await store.put({ collection, key: 'number', value: { a: 1 } });
      await store.put({ collection, key: 'null', value: { a: null } });
      await store.put({ collection, key: 'text', value: { a: '1' } });
      const keysOf = async (where: Parameters<DocumentStore['find']>[0]['where']) => (await store.find({ collection, where, max: 9 })).map(({ key }) => key);
      expect(await keysOf({ a: '1' })).toEqual(['text']);
      expect(await keysOf({ a: 1 })).toEqual(['number']);
      expect(await keysOf({ a: null })).toEqual(['null']);
      expect(await keysOf({ gone: true })).toEqual([]);
    });

    test('keeps any text', async () => {
      const place = { collection: freshCollection(), key: 'Ключ "1"' };
      const value = { name: 'Әлия "Ая" \\ \n \u0000 👩🏽‍💻 \ud800', long: 'x'.repeat(5_000), nested: { list: [1, null, { a: true }] } };
      await store.put({ ...place, value });
      expect(await store.get(place)).toEqual(value);
      expect(await store.find({ collection, where: { name: value.name, long: value.long }, max: 1 })).toEqual([{ key: place.key, value }]);
    });

    test('what was written or read can be changed without changing what is stored', async () => {
      const place = { collection: freshCollection(), key: 'k' };
      const value = { list: [1] };
      await store.put({ ...place, value });
      value.list.push(2);
      expect(await store.get(place)).toEqual({ list: [1] });
    });
  });
}
