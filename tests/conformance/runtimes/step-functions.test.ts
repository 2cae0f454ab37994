import { randomUUID } from 'node:crypto';
import { SFNClient } from '@aws-sdk/client-sfn';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createMemoryExecutionIndex } from '#shared/adapters/memory/index.ts';
import { randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { createStepFunctionsCompletion, createStepFunctionsEngine } from '#shared/adapters/step-functions/index.ts';
import { createHostedRuntime } from '#shared/application/runtime/hosted-runtime.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { parseTaskMessage } from '#shared/core/step-functions/task-message.ts';
import { startLocalStack } from '#tests/support/localstack.ts';
import { runtimeContract, type OfferedTask, type OpenedRuntime } from '../ports/runtime.contract.ts';
import { describeNotRun } from '#tests/support/not-run.ts';

const ARN = 'arn:aws:states:us-east-1:000000000000';
const started = await startLocalStack({ mayInstall: process.env['CI'] === 'true' });

/** Step Functions as an independent implementation has it, with the task queue polled as a function of the cloud would be given it. */
async function open(): Promise<OpenedRuntime> {
  assert(started.ok, 'LocalStack has started');
  const { endpoint, stop } = started.value;
  const options = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const [client, sqs] = [new SFNClient(options), new SQSClient(options)];
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `steps-${randomUUID()}` }));
  const engine = createStepFunctionsEngine(client, { prefix: `uwf-${randomUUID().slice(0, 8)}`, arn: ARN, machines: { roleArn: 'arn:aws:iam::000000000000:role/test', queues: { steps: QueueUrl, bank: QueueUrl } } });
  const offered: OfferedTask[] = [];
  const receive = async (): Promise<void> => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }));
    for (const { Body = '', ReceiptHandle } of Messages) {
      const message = parseTaskMessage(Body);
      if (message !== undefined) offered.push(message);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  };
  return {
    runtime: createHostedRuntime({ clock: systemClock, ids: randomIdSource, index: createMemoryExecutionIndex(), engine }),
    completion: createStepFunctionsCompletion(client),
    nextTask: async (executionId) => {
      for (;;) {
        const at = offered.findIndex((task) => task.executionId === executionId);
        const [task] = at < 0 ? [] : offered.splice(at, 1);
        if (task !== undefined) return task;
        await receive();
      }
    },
    close: async () => {
      client.destroy();
      sqs.destroy();
      await stop();
    },
  };
}

if (started.ok) {
  runtimeContract('Step Functions (LocalStack)', open, ['a retried task has the answer of its first attempt', 'a stop waits for the task', 'a late failure is taken']);
} else {
  describeNotRun('Runtime on Step Functions', started.reason);
}
