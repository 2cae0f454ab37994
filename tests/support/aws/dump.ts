import { DescribeExecutionCommand, DescribeStateMachineCommand, GetExecutionHistoryCommand, ListExecutionsCommand, ListStateMachinesCommand, SFNClient, type SFNClientConfig } from '@aws-sdk/client-sfn';
import { DYNAMO_TABLES, tableName } from '#shared/adapters/dynamodb/index.ts';
import { planTopics } from '#shared/core/work/topic-plan.ts';
import type { MessageLog } from '#shared/ports/message-log.ts';
import { itemsOf, type TestDynamo } from '#tests/support/dynamodb/index.ts';

/** Items of all tables. */
export async function itemsIn({ client, prefix }: TestDynamo): Promise<readonly string[]> {
  const tables = await Promise.all(DYNAMO_TABLES.map(({ suffix }) => itemsOf(client, tableName(prefix, suffix))));
  return tables.flat().map((item) => JSON.stringify(item));
}

/** State machines of a deployment, their executions and what the service keeps of each. */
export async function executionsIn(place: SFNClientConfig, machinePrefix: string): Promise<readonly string[]> {
  const client = new SFNClient(place);
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
  const own = stateMachines.filter(({ name }) => name?.startsWith(machinePrefix) === true);
  const texts = await Promise.all(
    own.map(async ({ stateMachineArn }) => {
      const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
      const looked = await Promise.all(executions.flatMap(({ executionArn }) => [client.send(new DescribeExecutionCommand({ executionArn })), client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1_000 }))]));
      return [await client.send(new DescribeStateMachineCommand({ stateMachineArn })), ...looked].map((answer) => JSON.stringify(answer));
    }),
  );
  client.destroy();
  return texts.flat();
}

/** Records of all topics. */
export async function recordsIn(log: MessageLog, environment: string): Promise<readonly string[]> {
  const topics = planTopics(environment, 'bank', { partitions: 1, replication: 1, minInSyncReplicas: 1, retentionMs: 1 });
  const texts = await Promise.all(topics.map(async ({ name }) => (await Promise.all((await log.bounds({ topic: name })).map(({ partition }) => log.read({ topic: name, partition, from: 'beginning', max: 10_000 })))).flat()));
  return texts.flat().map(({ key, value }) => `${key} ${value}`);
}
