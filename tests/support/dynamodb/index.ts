import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, inject } from 'vitest';
import { openDynamo, type DynamoOptions, type DynamoPorts } from '#shared/adapters/dynamodb/index.ts';
import { createTables } from './tables.ts';
import { describeNotRun } from '../not-run.ts';

export { itemsOf, removeItems } from './tables.ts';

/** Tables of their own in a DynamoDB Local. */
export interface TestDynamo {
  readonly prefix: string;
  readonly endpoint: string;
  readonly client: DynamoDBClient;
  /** The ports of a process. */
  open(more?: Partial<DynamoOptions>): DynamoPorts;
  close(): void;
}

const CREDENTIALS = { accessKeyId: 'uwf', secretAccessKey: 'uwf' };

/** The one DynamoDB Local of the run, started when it is first asked for. Otherwise, why there is none. */
async function findServer(): Promise<{ readonly endpoint: string } | { readonly reason: string }> {
  const response = await fetch(inject('dynamoBroker'));
  const text = await response.text();
  return response.ok ? { endpoint: text } : { reason: text };
}

/** Makes the tables under a new prefix. Fails when there is no server: use {@link describeWithDynamo} around it. */
export async function openTestDynamo(): Promise<TestDynamo> {
  const prefix = `uwf-test-${randomUUID()}`;
  const server = await findServer();
  if ('reason' in server) throw new Error(`no DynamoDB Local: ${server.reason}`);
  const place = { region: 'local', endpoint: server.endpoint, credentials: CREDENTIALS };
  const client = new DynamoDBClient(place);
  await createTables(client, prefix);
  return { prefix, endpoint: server.endpoint, client, open: (more = {}) => openDynamo({ tablePrefix: prefix, ...place, ...more }), close: () => client.destroy() };
}

/** A suite that needs DynamoDB Local: where there is none it is reported by name as not run, and in CI as failed. */
export async function describeWithDynamo(name: string, suite: () => void): Promise<void> {
  const server = await findServer();
  if (!('reason' in server)) {
    describe(name, suite);
    return;
  }
  describeNotRun(name, `no DynamoDB Local (${server.reason})`);
}
