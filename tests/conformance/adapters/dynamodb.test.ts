import { afterAll, beforeAll } from 'vitest';
import type { DynamoPorts } from '#shared/adapters/dynamodb/index.ts';
import { describeWithDynamo, openTestDynamo, removeItems, type TestDynamo } from '#tests/support/dynamodb/index.ts';
import { definitionStoreContract } from '../ports/definition-store.contract.ts';
import { executionIndexContract } from '../ports/execution-index.contract.ts';
import type { Open } from '../ports/opened.ts';
import { stepStoreContract } from '../ports/step-store.contract.ts';

await describeWithDynamo('on DynamoDB Local', () => {
  let dynamo: TestDynamo;
  let ports: DynamoPorts;
  let other: DynamoPorts;
  beforeAll(async () => {
    dynamo = await openTestDynamo();
    [ports, other] = [dynamo.open(), dynamo.open()];
  });
  afterAll(async () => {
    await Promise.all([ports.close(), other.close()]);
    dynamo.close();
  });

  /** What the service lets expire by itself, which the local one was not seen to do: by the very millisecond here, as other stores have it. */
  const prune = ({ before }: { readonly before: number }) =>
    removeItems(dynamo.client, dynamo.prefix, ({ expiresAt, createdAt, closedAt, until }) => expiresAt !== undefined && Number((closedAt ?? until ?? createdAt)?.N) < before);

  /** One set of tables for all cases, emptied for each of them; `other` has connections of its own. */
  function opening<T>(choose: (ports: DynamoPorts) => T): Open<T> {
    return async () => {
      await removeItems(dynamo.client, dynamo.prefix);
      return { port: choose(ports), other: choose(other), prune, close: async () => {} };
    };
  }

  executionIndexContract('DynamoDB', opening(({ executionIndex }) => executionIndex));
  stepStoreContract('DynamoDB', opening(({ stepStore }) => stepStore));
  definitionStoreContract('DynamoDB', opening(({ definitionStore }) => definitionStore));
});
