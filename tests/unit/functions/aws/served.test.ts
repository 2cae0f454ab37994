import { describe, expect, test } from 'vitest';
import { composeApi } from '#functions/aws/compose/runs.ts';
import { SERVED_TASKS } from '#functions/aws/served.ts';
import type { CloudSettings } from '#functions/cloud/settings.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { createHttpTaskExecutor, createLocalTaskExecutor } from '#shared/adapters/http-task/index.ts';
import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import type { AslMachine, AslState } from '#shared/core/asl/model.ts';
import { awsFunctions } from '../../../../infra/build/bundle-functions.mjs';
import { storedDefinition } from '#tests/support/api/stored-definition.ts';

const SETTINGS: CloudSettings = {
  form: 1, version: '0.0.0', environment: 'test', tenant: 'bank', target: { name: 'aws', runtime: 'step-functions', zone: 'private-cloud' }, catalogue: [], sealingKeys: [], egressHosts: [], party: 'cloud', site: 'runner-1',
};
const ENVIRONMENT = {
  AWS_REGION: 'eu-central-1', UWF_TABLE_PREFIX: 'uwf-test', UWF_MACHINE_PREFIX: 'uwf-test', UWF_STATES_ARN: 'arn:aws:states:eu-central-1:111111111111', UWF_ISSUER: 'https://issuer.example', UWF_AUDIENCE: 'uwf-api',
};

function machineOf(resource: string): AslMachine {
  return { QueryLanguage: 'JSONata', StartAt: 'ask', States: { ask: { Type: 'Task', Resource: resource, End: true } as AslState } };
}

function runtimeOf() {
  const write = (): void => undefined;
  return composeApi({ environment: ENVIRONMENT, settings: SETTINGS, logger: { info: write, warn: write, error: write }, validator: createSchemaValidator() }).ports.runtime;
}

describe('what the functions of a deployment carry out', () => {
  test.each([...SERVED_TASKS])('%s is done by the function %s', async (resource, name) => {
    expect(awsFunctions(process.cwd())).toContain(name);
    const executor = createLocalTaskExecutor({ http: createHttpTaskExecutor({ egressHosts: [], errorDetail: 'none' }), validator: createSchemaValidator() });
    const item = { kind: 'run', attemptId: 'a', executionId: 'e', definition: { namespace: 'n', name: 'n', version: '1.0.0' }, revision: 'r', state: 'ask', resource, arguments: {}, principal: 'alice', retryCount: 0 } as const;
    expect(await executor.execute(item, new AbortController().signal)).not.toMatchObject({ error: ERROR_NAMES.unknownFunction });
  });

  test.each(['uwf:run-shell', 'uwf:grpc', 'arn:aws:states:::lambda:invoke'])('a version whose state asks for %s in the cloud is refused by its state, before anything is published', async (resource) => {
    const stored = storedDefinition({ machine: machineOf(resource), tasks: { ask: 'private-cloud' } });
    await expect(runtimeOf().publish({ stored })).rejects.toMatchObject({ code: 'UWF-4222', details: { state: 'ask', resource } });
  });

  test('one that asks for it in the bank is not: there this function may make no machines, which is what it says next', async () => {
    const stored = storedDefinition({ machine: machineOf('uwf:run-shell'), tasks: { ask: 'on-prem' } });
    await expect(runtimeOf().publish({ stored })).rejects.toMatchObject({ code: 'UWF-5005' });
  });
});
