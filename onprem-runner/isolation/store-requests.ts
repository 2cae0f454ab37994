import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import type { DocumentCriteria, DocumentStore } from '../handlers/document-store.ts';
import type { StoreMethod } from './messages.ts';

/** The answer to a request of a handler's process; undefined when the store refused, or the request is none. Why stays here. */
export type StoreReply = { readonly value?: JsonValue } | undefined;

/** Carries out what a handler asks of the store. */
export async function answerStore(store: DocumentStore, method: StoreMethod, given: JsonObject): Promise<StoreReply> {
  const { collection, key, value } = given;
  if (typeof collection !== 'string') return undefined;
  try {
    if (method === 'find') return await find(store, collection, given);
    if (typeof key !== 'string') return undefined;
    if (method === 'get') return valueOf(await store.get({ collection, key }));
    if (!isJsonObject(value)) return undefined;
    if (method === 'insert') return { value: await store.insert({ collection, key, value }) };
    await store.put({ collection, key, value });
    return {};
  } catch {
    return undefined;
  }
}

async function find(store: DocumentStore, collection: string, { where, max }: JsonObject): Promise<StoreReply> {
  const criteria = isJsonObject(where) ? toCriteria(where) : undefined;
  if (criteria === undefined || typeof max !== 'number') return undefined;
  const found = await store.find({ collection, where: criteria, max });
  return { value: found.map((document) => ({ key: document.key, value: document.value })) };
}

function toCriteria(where: JsonObject): DocumentCriteria | undefined {
  const members = Object.entries(where).flatMap(([name, value]) => (typeof value === 'object' && value !== null ? [] : [[name, toScalar(value)] as const]));
  return members.length < Object.keys(where).length ? undefined : Object.fromEntries(members);
}

function toScalar(value: JsonValue): DocumentCriteria[string] {
  return value as DocumentCriteria[string];
}

function valueOf(value: JsonObject | undefined): StoreReply {
  return value === undefined ? {} : { value };
}
