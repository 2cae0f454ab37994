import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { testState, type StateTest, type StateTestOutcome, type StateTestRefusal } from '#shared/core/interpreter/test-state/test-state.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { firstDifference, type MaskedPlace } from './compare.ts';
import { fakeTasks } from './fake-tasks.ts';

const RECORDINGS = new URL('../../../../shared/conformance/asl/teststate/', import.meta.url);
const BASELINE = new URL('../baseline.json', import.meta.url);

interface TestStateCase extends StateTest {
  readonly id: string;
  readonly tasks?: JsonObject;
  readonly roleArnGiven?: boolean;
  readonly maskPaths?: readonly MaskedPlace[];
  readonly expected: { readonly exception?: string; readonly message?: string; readonly status?: string; readonly error?: string; readonly cause?: string; readonly nextState?: string; readonly output?: JsonValue; readonly inspectionData?: JsonObject };
}

function readCases(): readonly TestStateCase[] {
  const files = readdirSync(RECORDINGS).filter((name) => name.endsWith('.json')).sort();
  return files.map((name): TestStateCase => JSON.parse(readFileSync(new URL(encodeURIComponent(name), RECORDINGS), 'utf8')));
}

function answerOf(one: TestStateCase): StateTestOutcome | StateTestRefusal {
  const ask = fakeTasks(one.tasks ?? {});
  return testState(
    { ...one, ...(one.roleArnGiven === true ? { roleArn: 'arn:aws:iam::111111111111:role/test' } : {}) },
    {
      at: 1_700_000_000_000,
      seed: one.id,
      causesQuoteValues: true,
      perform: (task) => {
        const answer = ask({ ...task, kind: 'schedule-task', state: 'StateName', attemptId: '1', retryCount: 0 });
        if (answer.kind === 'succeeded') return { output: answer.output };
        return answer.kind === 'failed' ? { ...(answer.error === undefined ? {} : { error: answer.error }), ...(answer.cause === undefined ? {} : { cause: answer.cause }) } : {};
      },
    },
  );
}

/** What differs in the parts that AWS's answer has in the recording. */
function differences(one: TestStateCase): readonly string[] {
  const { expected } = one;
  const answer = answerOf(one);
  if ('exception' in answer || expected.exception !== undefined) return 'exception' in answer && answer.exception === expected.exception ? [] : [`exception ${JSON.stringify(answer)}`];
  const plain = (['status', 'error', 'nextState', 'cause'] as const).filter((name) => expected[name] !== answer[name]).map((name) => `${name} ${String(answer[name])}`);
  const masks = (one.maskPaths ?? []).filter(({ field }) => field === 'output');
  const output = expected.output === undefined ? undefined : firstDifference(expected.output, answer.output, masks);
  return output === undefined ? plain : [...plain, `output at ${output}`];
}

function readBaseline(): number {
  const baseline: JsonValue = JSON.parse(readFileSync(BASELINE, 'utf8'));
  const passed = isJsonObject(baseline) ? baseline['asl-test-state'] : undefined;
  return typeof passed === 'number' ? passed : 0;
}

const areRecordingsThere = existsSync(RECORDINGS);

test.runIf(process.env['CI'] === 'true')('the recorded tests are there where they must be', () => {
  expect(areRecordingsThere).toBe(true);
});

describe.skipIf(!areRecordingsThere)('states tested on AWS (../shared/conformance/asl/teststate)', () => {
  const cases = areRecordingsThere ? readCases() : [];

  test.each(cases.map((one) => [one.id, one] as const))('%s is answered as there', (_id, one) => {
    expect(differences(one)).toEqual([]);
  });

  const refused = cases.filter(({ expected }) => expected.message !== undefined);
  test.each(refused.map((one) => [one.id, one] as const))('%s is refused in the same words', (_id, one) => {
    const answer = answerOf(one);
    const recorded = one.expected.message?.replace(/^An error occurred \(\w+\) when calling the TestState operation: /u, '');
    expect('message' in answer ? answer.message : undefined).toBe(recorded);
  });

  const inspected = cases.filter(({ expected, tasks }) => expected.inspectionData !== undefined && Object.keys(tasks ?? {}).length === 0);
  test.each(inspected.map((one) => [one.id, one] as const))('%s shows the same data on its way', (_id, one) => {
    const answer = answerOf(one);
    expect('inspectionData' in answer ? answer.inspectionData : undefined).toEqual(one.expected.inspectionData);
  });

  test('no fewer tests agree than before', () => {
    const agreed = cases.filter((one) => differences(one).length === 0).length;
    process.stdout.write(`asl-test-state ${agreed} of ${cases.length}\n`);
    expect(agreed).toBeGreaterThanOrEqual(readBaseline());
  });
});
