import { TransactionCanceledException, TransactWriteItemsCommand, type DynamoDBClient, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { assert } from '#shared/core/kernel/assert.ts';
import { AGAIN, attempt } from './attempts.ts';
import { fromAttributes, toAttributes, type Item } from './attributes.ts';
import { isPassing } from './errors.ts';
import { placeholders, type Expression } from './expression.ts';
import { TRANSACTION_ITEMS_MAX } from './limits.ts';

/** One write of a transaction. */
export type Write =
  | { readonly kind: 'put'; readonly item: Item; readonly condition?: Expression }
  | { readonly kind: 'update'; readonly key: Item; readonly change: Expression; readonly condition?: Expression };

/** Whether all was written. If not, for each write whether its condition did not hold, and what was there instead. */
export type TransactOutcome = { readonly done: true } | { readonly done: false; readonly refused: readonly ({ readonly item: Item } | undefined)[] };

/**
 * Writes all or nothing; again when another transaction was in the way. The driver gives each attempt a token, by which the service knows it when its answer
 * was lost and it comes again.
 */
export function transact(client: DynamoDBClient, table: string, writes: readonly Write[]): Promise<TransactOutcome> {
  assert(writes.length <= TRANSACTION_ITEMS_MAX, 'a transaction is within the limit of the service');
  const items = writes.map((write) => toItem(table, write));
  return attempt(async () => {
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems: items }));
      return { done: true };
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      return refusalsOf(error);
    }
  });
}

function refusalsOf(error: TransactionCanceledException): TransactOutcome | typeof AGAIN {
  const reasons = error.CancellationReasons ?? [];
  if (reasons.some(({ Code }) => Code === 'ConditionalCheckFailed')) {
    return { done: false, refused: reasons.map(({ Code, Item: found = {} }) => (Code === 'ConditionalCheckFailed' ? { item: fromAttributes(found) } : undefined)) };
  }
  if (reasons.some(({ Code }) => isPassing(Code))) return AGAIN;
  throw error;
}

function toItem(table: string, write: Write): TransactWriteItem {
  const { condition } = write;
  const common = { TableName: table, ...(condition === undefined ? {} : { ConditionExpression: condition.text, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const }) };
  if (write.kind === 'put') return { Put: { ...common, Item: toAttributes(write.item), ...placeholders(condition) } };
  return { Update: { ...common, Key: toAttributes(write.key), UpdateExpression: write.change.text, ...placeholders(write.change, condition) } };
}
