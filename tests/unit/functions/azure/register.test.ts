import { describe, expect, test } from 'vitest';
import { registerAzureFunctions } from '#functions/azure/register.ts';
import { operations } from '#functions/operations/table.ts';
import { SERVICE_INPUT } from '#shared/adapters/durable-functions/index.ts';
import { functionFor } from '#tests/support/azure/http.ts';
import { cloudSettings } from '#tests/support/azure/settings.ts';
import { exampleRequest } from '#tests/support/api/calls.ts';
import { registeredBy } from '#tests/support/durable/functions-core.ts';

const open = () => Promise.reject(new TypeError('nothing is opened'));

function registered(environment: Readonly<Record<string, string>> = {}) {
  return registeredBy(() => registerAzureFunctions({ operations, settings: cloudSettings(), environment, serviceInput: SERVICE_INPUT, open }));
}

const triggerOf = (name: string, environment?: Readonly<Record<string, string>>) => Object.values(registered(environment).functions.get(name)?.metadata.bindings ?? {}).find(({ type }) => type.endsWith('Trigger'));

describe('the functions of the app', () => {
  test.each(operations.map((operation) => [operation.id, operation] as const))('%s has a route of its own', (id, operation) => {
    const { target } = exampleRequest(operation);
    expect(functionFor(registered(), { method: operation.method, target })).toBe(`api-${id}`);
  });

  test('every other path and method has one together', () => {
    for (const [method, target] of [['GET', '/nowhere'], ['GET', '/'], ['DELETE', '/health'], ['OPTIONS', '/api/workflows/list']] as const) expect(functionFor(registered(), { method, target })).toBe('api-other');
  });

  test('each that may ask the service is told how it is reached', () => {
    const told = [...registered().functions].filter(([, { metadata }]) => Object.values(metadata.bindings).some(({ type }) => type === 'durableClient'));
    expect(told).toHaveLength(registered().functions.size);
  });

  test('records that cannot be taken in come again, without end', () => {
    const collector = registered().functions.get('collect-results')?.metadata;
    expect(collector).toMatchObject({ retryOptions: { maxRetryCount: -1 } });
    expect([triggerOf('collect-results'), triggerOf('collect-control')]).toMatchObject([
      { type: 'kafkaTrigger', topic: 'uwf.test.bank.res', consumerGroup: 'cloud-azure', cardinality: 'MANY', brokerList: '%UWF_KAFKA_BROKERS%', protocol: 'plaintext' },
      { topic: 'uwf.test.bank.ctl' },
    ]);
  });

  test('the way to the brokers is as the settings have it', () => {
    expect(triggerOf('collect-control', { UWF_KAFKA_CA_FILE: 'ca.pem' })).toMatchObject({ protocol: 'ssl', sslCaLocation: '%UWF_KAFKA_CA_FILE%' });
    expect(triggerOf('collect-control', { UWF_KAFKA_CA_FILE: 'ca.pem', UWF_KAFKA_USERNAME: 'u' })).toMatchObject({ protocol: 'saslSsl', authenticationMode: 'scramSha512', password: '%UWF_KAFKA_PASSWORD%' });
    expect(triggerOf('collect-control', { UWF_KAFKA_USERNAME: 'u' })).toMatchObject({ protocol: 'plaintext' });
  });

  test('the clock sends what waits and looks for ends', () => {
    expect([triggerOf('relay'), triggerOf('sweeper')]).toMatchObject([{ type: 'timerTrigger', schedule: '*/10 * * * * *' }, { type: 'timerTrigger', schedule: '0 */5 * * * *' }]);
  });
});
