import { ExecutionDoesNotExist, ExecutionLimitExceeded, ExecutionNotRedrivable, type SFNClient } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { createStepFunctionsEngine } from '#shared/adapters/step-functions/index.ts';

const ID = '5f9b1c2e-7d3a-4c68-9a51-2f0e8b6d4c11';
const STOPPED = new Date(1_795_401_234_567);
const FAILED = { status: 'FAILED', redriveStatus: 'REDRIVABLE', startDate: new Date(1), stopDate: STOPPED, input: '{}' };

/** A service that answers what it is looked at, one look after the other (the last one stays), and notes what it was asked to take back. */
function service(looks: readonly (object | Error)[], answer: object | Error = { redriveDate: new Date(2) }) {
  const tokens: unknown[] = [];
  let look = 0;
  const send = async (command: { readonly constructor: { readonly name: string }; readonly input: { readonly clientToken?: string } }) => {
    const isLook = command.constructor.name === 'DescribeExecutionCommand';
    if (!isLook) tokens.push(command.input.clientToken);
    const told = isLook ? looks[Math.min(look++, looks.length - 1)] : answer;
    if (told instanceof Error) throw told;
    return told;
  };
  const engine = createStepFunctionsEngine({ send } as unknown as SFNClient, { prefix: 'uwf-test', arn: 'arn:aws:states:eu-central-1:1' });
  return { tokens, engine, redrive: () => engine.redrive?.({ executionId: ID, place: `arn:${ID}` }) };
}

const refused = new ExecutionNotRedrivable({ message: '', $metadata: {} });

describe('an execution of Step Functions that is let go on', () => {
  test.each(['FAILED', 'TIMED_OUT', 'ABORTED'])('is, once it ended as %s; the token is that of this end, so that it is taken back once', async (status) => {
    const { tokens, redrive } = service([{ ...FAILED, status }]);
    expect(await redrive()).toBe('redriven');
    expect(await redrive()).toBe('redriven');
    expect(new Set(tokens)).toEqual(new Set([`${ID}.1795401234567`]));
  });

  test.each([
    ['running', { ...FAILED, status: 'RUNNING' }],
    ['running', { ...FAILED, status: 'PENDING_REDRIVE' }],
    ['succeeded', { ...FAILED, status: 'SUCCEEDED' }],
    ['too-old', { ...FAILED, redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: 'Execution redrivable period exceeded' }],
    ['unknown', new ExecutionDoesNotExist({ message: '', $metadata: {} })],
  ])('is not, and that is told as %s', async (outcome, told) => {
    const { tokens, redrive } = service([told]);
    expect([await redrive(), tokens]).toEqual([outcome, []]);
  });

  test('goes on already when somebody else was quicker, and is too old when nobody was', async () => {
    expect(await service([FAILED, { ...FAILED, status: 'RUNNING' }], refused).redrive()).toBe('running');
    expect(await service([FAILED], refused).redrive()).toBe('too-old');
  });

  test('is asked for again later when the service has no room', async () => {
    await expect(service([FAILED], new ExecutionLimitExceeded({ message: '', $metadata: {} })).redrive()).rejects.toMatchObject({ code: 'UWF-5010' });
  });

  test('is described as running, and since when, without the end that was taken back', async () => {
    const { engine } = service([{ ...FAILED, status: 'RUNNING', redriveDate: new Date(1_795_401_300_000) }]);
    const told = await engine.describe({ executionId: ID, place: `arn:${ID}` });
    expect(told).toEqual({ status: 'running', startedAt: 1, input: {}, redrivenAt: 1_795_401_300_000 });
  });
});
