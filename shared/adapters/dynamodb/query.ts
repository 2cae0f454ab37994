import { QueryCommand, type AttributeValue, type DynamoDBClient, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { attempt } from './attempts.ts';
import { fromAttributes, toAttributes, type Item } from './attributes.ts';
import { placeholders, type Expression } from './expression.ts';
import { COUNT_MAX } from './limits.ts';

/** Items of one list of an index, or of one partition of the table. */
export interface QueryRequest {
  /** Absent: the table itself, read so that it sees every write that was answered. */
  readonly index?: string;
  readonly keys: Expression;
  readonly filter?: Expression;
  /** Newest first. */
  readonly isBackwards?: boolean;
  /** How many are looked at. */
  readonly limit?: number;
  readonly from?: Item;
}

/** What was found, and where to go on; without `next` that is all. */
export interface Page {
  readonly items: readonly Item[];
  readonly next?: Item;
}

/** One page of what is found. */
export function queryPage(client: DynamoDBClient, table: string, request: QueryRequest): Promise<Page> {
  return attempt(async () => {
    const { Items = [], LastEvaluatedKey } = await client.send(new QueryCommand(inputOf(table, request)));
    return { items: Items.map(fromAttributes), ...(LastEvaluatedKey === undefined ? {} : { next: fromAttributes(LastEvaluatedKey) }) };
  });
}

/** How many there are; {@link COUNT_MAX} when there are more. */
export async function countOf(client: DynamoDBClient, table: string, request: Omit<QueryRequest, 'limit' | 'from'>): Promise<number> {
  let count = 0;
  let from: Record<string, AttributeValue> | undefined;
  do {
    const input: QueryCommandInput = { ...inputOf(table, request), Select: 'COUNT', ...(from === undefined ? {} : { ExclusiveStartKey: from }) };
    const { Count = 0, LastEvaluatedKey } = await attempt(() => client.send(new QueryCommand(input)));
    count += Count;
    from = LastEvaluatedKey;
  } while (from !== undefined && count < COUNT_MAX);
  return Math.min(count, COUNT_MAX);
}

function inputOf(table: string, { index, keys, filter, isBackwards = false, limit, from }: QueryRequest): QueryCommandInput {
  return {
    TableName: table,
    KeyConditionExpression: keys.text,
    ScanIndexForward: !isBackwards,
    ...placeholders(keys, filter),
    ...(index === undefined ? { ConsistentRead: true } : { IndexName: index }),
    ...(filter === undefined ? {} : { FilterExpression: filter.text }),
    ...(limit === undefined ? {} : { Limit: limit }),
    ...(from === undefined ? {} : { ExclusiveStartKey: toAttributes(from) }),
  };
}
