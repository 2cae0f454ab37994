import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { AGAIN, attempt } from './attempts.ts';
import { fromAttributes, toAttributes, type Item } from './attributes.ts';
import { placeholders, type Expression } from './expression.ts';
import { BATCH_GET_KEYS_MAX } from './limits.ts';
import { inGroups, inParallel } from './parallel.ts';
import { countOf, queryPage, type Page, type QueryRequest } from './query.ts';
import { transact, type TransactOutcome, type Write } from './transact.ts';

/** One table. Reads of items see every write that was answered; those of an index may be behind it by moments. Errors are `UwfError`s. */
export interface Table {
  get(key: Item): Promise<Item | undefined>;
  /** Items that are there, in no order. */
  getAll(keys: readonly Item[]): Promise<readonly Item[]>;
  /** False: the condition does not hold, and nothing was written. */
  put(item: Item, condition?: Expression): Promise<boolean>;
  /** The whole item as it is then; undefined: the condition does not hold, and nothing was written. */
  update(request: { readonly key: Item; readonly change: Expression; readonly condition?: Expression }): Promise<Item | undefined>;
  remove(keys: readonly Item[]): Promise<void>;
  /** All or nothing, at most `TRANSACTION_ITEMS_MAX`, and no item twice. */
  transact(writes: readonly Write[]): Promise<TransactOutcome>;
  query(request: QueryRequest): Promise<Page>;
  /** How many items a query finds, up to `COUNT_MAX`. */
  count(request: Omit<QueryRequest, 'limit' | 'from'>): Promise<number>;
}

/** A table of the service. */
export function openTable(client: DynamoDBClient, name: string): Table {
  return {
    get: (key) => get(client, name, key),
    getAll: async (keys) => (await inParallel(inGroups(keys, BATCH_GET_KEYS_MAX), (group) => batchGet(client, name, group))).flat(),
    put: (item, condition) => attempt(() => orRefused(async () => {
      await client.send(new PutItemCommand({ TableName: name, Item: toAttributes(item), ...conditionOf(condition), ...placeholders(condition) }));
      return true;
    }, false)),
    update: ({ key, change, condition }) => attempt(() => orRefused(async () => {
      const request = { TableName: name, Key: toAttributes(key), UpdateExpression: change.text, ReturnValues: 'ALL_NEW', ...conditionOf(condition), ...placeholders(change, condition) } as const;
      return fromAttributes((await client.send(new UpdateItemCommand(request))).Attributes ?? {});
    }, undefined)),
    remove: async (keys) => void (await inParallel(keys, (key) => attempt(() => client.send(new DeleteItemCommand({ TableName: name, Key: toAttributes(key) }))))),
    transact: (writes) => transact(client, name, writes),
    query: (request) => queryPage(client, name, request),
    count: (request) => countOf(client, name, request),
  };
}

function conditionOf(condition: Expression | undefined): { ConditionExpression?: string } {
  return condition === undefined ? {} : { ConditionExpression: condition.text };
}

async function orRefused<T, R>(write: () => Promise<T>, refused: R): Promise<T | R> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return refused;
    throw error;
  }
}

function get(client: DynamoDBClient, name: string, key: Item): Promise<Item | undefined> {
  return attempt(async () => {
    const { Item: found } = await client.send(new GetItemCommand({ TableName: name, Key: toAttributes(key), ConsistentRead: true }));
    return found === undefined ? undefined : fromAttributes(found);
  });
}

/** What the service leaves out, because it is much or busy, is asked for again. */
function batchGet(client: DynamoDBClient, name: string, keys: readonly Item[]): Promise<readonly Item[]> {
  const found: Item[] = [];
  let wanted: Record<string, AttributeValue>[] = keys.map(toAttributes);
  return attempt(async () => {
    for (let left = 0; left !== wanted.length && wanted.length > 0;) {
      left = wanted.length;
      const { Responses = {}, UnprocessedKeys = {} } = await client.send(new BatchGetItemCommand({ RequestItems: { [name]: { Keys: wanted, ConsistentRead: true } } }));
      found.push(...(Responses[name] ?? []).map(fromAttributes));
      wanted = UnprocessedKeys[name]?.Keys ?? [];
    }
    return wanted.length > 0 ? AGAIN : found;
  });
}
