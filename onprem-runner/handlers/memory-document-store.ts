import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { DocumentCriteria, DocumentStore } from './document-store.ts';

/** A document store that lives as long as its process: for tests and `uwf dev`. */
export function createMemoryDocumentStore(): DocumentStore {
  const collections = new Map<string, Map<string, JsonObject>>();
  return {
    async get({ collection, key }) {
      return structuredClone(collections.get(collection)?.get(key));
    },
    async put({ collection, key, value }) {
      openCollection(collections, collection).set(key, structuredClone(value));
    },
    async insert({ collection, key, value }) {
      const documents = openCollection(collections, collection);
      if (documents.has(key)) return false;
      documents.set(key, structuredClone(value));
      return true;
    },
    async find({ collection, where, max }) {
      const documents = [...(collections.get(collection) ?? [])].filter(([, value]) => matches(value, where));
      const ordered = documents.sort(([left], [right]) => (left < right ? -1 : 1));
      return ordered.slice(0, max).map(([key, value]) => ({ key, value: structuredClone(value) }));
    },
  };
}

function openCollection(collections: Map<string, Map<string, JsonObject>>, name: string): Map<string, JsonObject> {
  const existing = collections.get(name);
  if (existing !== undefined) return existing;
  const created = new Map<string, JsonObject>();
  collections.set(name, created);
  return created;
}

function matches(value: JsonObject, where: DocumentCriteria): boolean {
  return Object.entries(where).every(([name, expected]) => value[name] === expected);
}
