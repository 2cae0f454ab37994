import { CreateTableCommand, DeleteItemCommand, ScanCommand, UpdateTimeToLiveCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DYNAMO_TABLES, tableName, type TableDefinition } from '#shared/adapters/dynamodb/index.ts';

const TABLES: readonly (TableDefinition & { readonly suffix: (typeof DYNAMO_TABLES)[number]['suffix'] })[] = DYNAMO_TABLES;

/** Makes the tables of the product, as a deployment does. */
export async function createTables(client: DynamoDBClient, prefix: string): Promise<void> {
  for (const { suffix, keys, indexes, expiry } of TABLES) {
    const attributes = new Set([...keys, ...indexes.flatMap((index) => index.keys)]);
    await client.send(
      new CreateTableCommand({
        TableName: tableName(prefix, suffix),
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [...attributes].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: schemaOf(keys),
        ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes.map((index) => ({ IndexName: index.name, KeySchema: schemaOf(index.keys), Projection: projectionOf(index.include) })) }),
      }),
    );
    if (expiry !== undefined) await client.send(new UpdateTimeToLiveCommand({ TableName: tableName(prefix, suffix), TimeToLiveSpecification: { AttributeName: expiry, Enabled: true } }));
  }
}

function schemaOf(keys: readonly string[]): { AttributeName: string; KeyType: 'HASH' | 'RANGE' }[] {
  return keys.map((AttributeName, place) => ({ AttributeName, KeyType: place === 0 ? 'HASH' : 'RANGE' }));
}

function projectionOf(include: readonly string[]) {
  return include.length === 0 ? ({ ProjectionType: 'KEYS_ONLY' } as const) : { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...include] };
}

/** All items of a table. */
export async function itemsOf(client: DynamoDBClient, table: string) {
  const items = [];
  let from;
  do {
    const page: Awaited<ReturnType<typeof scan>> = await scan(client, table, from);
    items.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return items;
}

function scan(client: DynamoDBClient, table: string, from: ConstructorParameters<typeof ScanCommand>[0]['ExclusiveStartKey']) {
  return client.send(new ScanCommand({ TableName: table, ConsistentRead: true, ExclusiveStartKey: from }));
}

/** Removes the items that a predicate chooses: all, for an empty table, or those that the service would have let expire. */
export async function removeItems(client: DynamoDBClient, prefix: string, isChosen: (item: Awaited<ReturnType<typeof itemsOf>>[number]) => boolean = () => true): Promise<void> {
  for (const { suffix, keys } of TABLES) {
    const table = tableName(prefix, suffix);
    const chosen = (await itemsOf(client, table)).filter(isChosen);
    for (let at = 0; at < chosen.length; at += 32) {
      const group = chosen.slice(at, at + 32);
      await Promise.all(group.map((item) => client.send(new DeleteItemCommand({ TableName: table, Key: Object.fromEntries(Object.entries(item).filter(([name]) => keys.includes(name))) }))));
    }
  }
}
