import { ResourceNotFound, StateMachineAlreadyExists, type SFNClient } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { createStepFunctionsEngine, type StepFunctionsMachines } from '#shared/adapters/step-functions/index.ts';
import { storedDefinition, TASK_MACHINE } from '#tests/support/api/stored-definition.ts';

const MACHINES: StepFunctionsMachines = { roleArn: 'arn:aws:iam::1:role/machines', queues: { steps: 'https://queue.example/steps', bank: 'https://queue.example/bank' } };
const STORED = storedDefinition({ name: 'scoring', machine: TASK_MACHINE, tasks: { score: 'on-prem' } });

type Answers = Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => object>>;

/** A service that remembers its aliases by what they tell, and notes what it was asked. */
function service(more: Answers = {}) {
  const asked: { readonly name: string; readonly input: Readonly<Record<string, unknown>> }[] = [];
  let description: unknown;
  const keep = (input: Readonly<Record<string, unknown>>): object => {
    description = input['description'];
    return {};
  };
  const answers: Answers = {
    DescribeStateMachineAliasCommand: () => {
      if (description === undefined) throw new ResourceNotFound({ message: '', $metadata: {} });
      return { description };
    },
    CreateStateMachineCommand: () => ({ stateMachineVersionArn: 'arn:version:1' }),
    UpdateStateMachineCommand: () => ({ stateMachineVersionArn: 'arn:version:2' }),
    CreateStateMachineAliasCommand: keep,
    UpdateStateMachineAliasCommand: keep,
    ...more,
  };
  const send = async (command: { readonly constructor: { readonly name: string }; readonly input: Readonly<Record<string, unknown>> }) => {
    asked.push({ name: command.constructor.name, input: command.input });
    return answers[command.constructor.name]?.(command.input) ?? {};
  };
  const engine = (machines: StepFunctionsMachines | undefined) => createStepFunctionsEngine({ send } as unknown as SFNClient, { prefix: 'uwf-test', arn: 'arn:aws:states:eu-central-1:1', ...(machines === undefined ? {} : { machines }) });
  return { asked, engine, input: (name: string) => asked.findLast((call) => call.name === name)?.input };
}

describe('a version that is published to Step Functions', () => {
  test('is traced, logs failures without data and is kept under the key of the deployment, where it names them', async () => {
    const { engine, input } = service();
    await engine({ ...MACHINES, logGroupArn: 'arn:aws:logs:eu-central-1:1:log-group:machines', keyArn: 'arn:aws:kms:eu-central-1:1:key/data' }).publish({ stored: STORED });
    expect(input('CreateStateMachineCommand')).toMatchObject({
      type: 'STANDARD', publish: true, roleArn: MACHINES.roleArn, versionDescription: STORED.revision,
      tracingConfiguration: { enabled: true },
      loggingConfiguration: { level: 'ERROR', includeExecutionData: false, destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: 'arn:aws:logs:eu-central-1:1:log-group:machines:*' } }] },
      encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId: 'arn:aws:kms:eu-central-1:1:key/data', kmsDataKeyReusePeriodSeconds: 900 },
    });
  });

  test('says that there is neither where there is none: what is not said would stay as it was', async () => {
    const { engine, input } = service();
    await engine(MACHINES).publish({ stored: STORED });
    expect(input('CreateStateMachineCommand')).toMatchObject({ loggingConfiguration: { level: 'OFF' }, encryptionConfiguration: { type: 'AWS_OWNED_KEY' } });
  });

  test('names its log group with all streams once, however the deployment names it', async () => {
    const { engine, input } = service();
    await engine({ ...MACHINES, logGroupArn: 'arn:aws:logs:eu-central-1:1:log-group:machines:*' }).publish({ stored: STORED });
    expect(input('CreateStateMachineCommand')).toMatchObject({ loggingConfiguration: { destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: 'arn:aws:logs:eu-central-1:1:log-group:machines:*' } }] } });
  });

  test('is published once, and again when the deployment makes machines otherwise', async () => {
    const { asked, engine, input } = service({
      CreateStateMachineCommand: () => {
        if (asked.filter(({ name }) => name === 'CreateStateMachineCommand').length > 1) throw new StateMachineAlreadyExists({ message: '', $metadata: {} });
        return { stateMachineVersionArn: 'arn:version:1' };
      },
    });
    await engine(MACHINES).publish({ stored: STORED });
    const calls = asked.length;
    await engine(MACHINES).publish({ stored: STORED });
    expect(asked.slice(calls).map(({ name }) => name)).toEqual(['DescribeStateMachineAliasCommand']);
    await engine({ ...MACHINES, keyArn: 'arn:aws:kms:eu-central-1:1:key/data' }).publish({ stored: STORED });
    expect(input('UpdateStateMachineCommand')).toMatchObject({ encryptionConfiguration: { kmsKeyId: 'arn:aws:kms:eu-central-1:1:key/data' } });
    expect(input('UpdateStateMachineAliasCommand')).toMatchObject({ routingConfiguration: [{ stateMachineVersionArn: 'arn:version:2', weight: 100 }] });
  });

  test('is not published by a process that makes no machines', async () => {
    const { asked, engine } = service();
    await expect(engine(undefined).publish({ stored: STORED })).rejects.toMatchObject({ code: 'UWF-5005' });
    expect(asked).toEqual([]);
  });
});
