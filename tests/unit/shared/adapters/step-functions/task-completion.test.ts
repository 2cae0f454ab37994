import type { SFNClient } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { createStepFunctionsCompletion } from '#shared/adapters/step-functions/index.ts';

/** A client that notes what it was asked. */
function client() {
  const asked: { readonly name: string; readonly input: unknown }[] = [];
  const send = async (command: { readonly constructor: { readonly name: string }; readonly input: unknown }) => {
    asked.push({ name: command.constructor.name, input: command.input });
    return {};
  };
  return { asked, sfn: { send } as unknown as SFNClient };
}

const ATTEMPT = { executionId: 'e', attemptId: 'a', token: 't' };

describe('answers to Step Functions', () => {
  test('fail the state where the service would not take the result, instead of leaving it to wait', async () => {
    const { asked, sfn } = client();
    expect(await createStepFunctionsCompletion(sfn).complete({ ...ATTEMPT, output: 'ä'.repeat(131_072) })).toBe('told');
    expect(asked).toEqual([{ name: 'SendTaskFailureCommand', input: { taskToken: 't', error: 'States.DataLimitExceeded', cause: 'The result of the task is over 262144 bytes.' } }]);
  });

  test('are the result itself up to its limit', async () => {
    const { asked, sfn } = client();
    const output = 'ä'.repeat(131_071);
    expect(await createStepFunctionsCompletion(sfn).complete({ ...ATTEMPT, output })).toBe('told');
    expect(asked).toEqual([{ name: 'SendTaskSuccessCommand', input: { taskToken: 't', output: JSON.stringify(output) } }]);
  });
});
