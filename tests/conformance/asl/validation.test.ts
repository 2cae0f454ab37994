import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeInvalidDefinition, validateStateMachine, type MachineType, type ValidationOutcome } from '#shared/core/asl/validate.ts';
import { validateExecutionInput } from '#shared/core/asl/validate-input.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { compileCase, goldenCases } from '../compiler/goldens.ts';

const RECORDINGS = new URL('../../../../shared/conformance/asl/', import.meta.url);
const BASELINE = new URL('../baseline.json', import.meta.url);

interface ValidationCase {
  readonly id: string;
  readonly kind: string;
  readonly stateMachineType?: MachineType;
  readonly definition?: JsonObject;
  readonly definitionText?: string;
  readonly inputText?: string;
  readonly expected: { readonly result: 'OK' | 'FAIL'; readonly message?: string; readonly diagnostics?: readonly JsonObject[] };
}

function readCases<T>(folder: string): readonly T[] {
  const url = new URL(`${folder}/`, RECORDINGS);
  return readdirSync(url)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name): T => JSON.parse(readFileSync(new URL(encodeURIComponent(name), url), 'utf8')));
}

/** TestState may be given a state alone: AWS then validates a machine around it. */
function definitionOf(one: ValidationCase): JsonValue {
  const definition = one.definitionText ?? one.definition ?? '';
  return one.kind === 'testState' && isJsonObject(definition) && 'Type' in definition ? { StartAt: 'StateName', States: { StateName: definition } } : definition;
}

function judge(one: ValidationCase): ValidationOutcome {
  if (one.kind === 'startExecutionInput') return validateExecutionInput(one.inputText ?? '');
  return validateStateMachine(definitionOf(one), { type: one.stateMachineType ?? 'STANDARD' });
}

function readBaseline(): number {
  const baseline: JsonValue = JSON.parse(readFileSync(BASELINE, 'utf8'));
  const passed = isJsonObject(baseline) ? baseline['asl-validation'] : undefined;
  return typeof passed === 'number' ? passed : 0;
}

const areRecordingsThere = existsSync(RECORDINGS);

test.runIf(process.env['CI'] === 'true')('the recorded validations are there where they must be', () => {
  expect(areRecordingsThere).toBe(true);
});

describe.skipIf(!areRecordingsThere)('validations recorded on AWS (../shared/conformance/asl)', () => {
  const cases = areRecordingsThere ? readCases<ValidationCase>('validation') : [];
  const accepted = cases.filter(({ expected }) => expected.result === 'OK');
  const refused = cases.filter(({ expected }) => expected.result === 'FAIL');

  test.each(accepted.map((one) => [one.id, one] as const))('%s is accepted', (_id, one) => {
    expect(judge(one)).toEqual({ result: 'OK', diagnostics: [], truncated: false });
  });

  test.each(refused.map((one) => [one.id, one] as const))('%s is refused', (_id, one) => {
    expect(judge(one).result).toBe('FAIL');
  });

  test.each(refused.filter(({ kind }) => kind !== 'startExecutionInput').map((one) => [one.id, one] as const))('%s is refused in the same words', (_id, one) => {
    const { diagnostics } = judge(one);
    if (one.expected.message !== undefined) expect(describeInvalidDefinition(diagnostics)).toBe(one.expected.message);
    expect(diagnostics).toMatchObject(one.expected.diagnostics ?? []);
  });

  test('whatever was executed there is accepted', () => {
    const executed = readCases<{ readonly id: string; readonly stateMachineType?: MachineType; readonly definition: JsonObject }>('corpus');
    const findings = executed.flatMap(({ id, definition, stateMachineType = 'STANDARD' }) => validateStateMachine(definition, { type: stateMachineType }).diagnostics.map((finding) => ({ id, finding })));
    expect(findings).toEqual([]);
  });

  test('no fewer cases agree than before', () => {
    const agreed = cases.filter((one) => judge(one).result === one.expected.result).length;
    process.stdout.write(`asl-validation ${agreed} of ${cases.length}\n`);
    expect(agreed).toBeGreaterThanOrEqual(readBaseline());
  });
});

describe('what our compiler writes', () => {
  test.each(goldenCases('valid').map(({ slug, text }) => [slug, text] as const))('%s is a valid neutral program', (_slug, text) => {
    const outcome = compileCase(text);
    const machine: JsonValue = outcome.accepted ? JSON.parse(JSON.stringify(outcome.program.machine)) : null;
    expect(validateStateMachine(machine, { type: 'STANDARD', resources: 'any' })).toEqual({ result: 'OK', diagnostics: [], truncated: false });
  });
});

describe('a hostile text', () => {
  test.each(['[', '{"a":', '[{"a":'])('that repeats %s a million times is refused at once', (part) => {
    expect(validateStateMachine(part.repeat(1_000_000 / part.length), { type: 'STANDARD' }).result).toBe('FAIL');
  });

  test('never makes the validation throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json({ maxDepth: 8 })), (text) => {
        expect(['OK', 'FAIL']).toContain(validateStateMachine(text, { type: 'EXPRESS' }).result);
      }),
    );
  });
});
