import { describe, expect, test } from 'vitest';
import { describeInvalidDefinition, readStateMachine, validateStateMachine } from '#shared/core/asl/validate.ts';

const MACHINE = { StartAt: 'S', States: { S: { Type: 'Succeed' } } };

describe('validateStateMachine()', () => {
  test('takes the text of a definition as well as its value', () => {
    const good = { result: 'OK', diagnostics: [], truncated: false };
    expect(validateStateMachine(MACHINE, { type: 'STANDARD' })).toEqual(good);
    expect(validateStateMachine(JSON.stringify(MACHINE), { type: 'EXPRESS' })).toEqual(good);
  });

  test('reports a hundred findings and says that there are more', () => {
    const States = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`S${index}`, { Type: 'Succeed' }]));
    const outcome = validateStateMachine({ StartAt: 'X', States }, { type: 'STANDARD' });
    expect(outcome).toMatchObject({ result: 'FAIL', truncated: true });
    expect(outcome.diagnostics).toHaveLength(100);
  });
});

describe('a definition of the largest size', () => {
  const SIZE = 1_000_000;

  test('is validated in a few seconds, however its states lead to each other', () => {
    const names = Array.from({ length: 3000 }, (_, index) => `S${index}`);
    const inner = (index: number): unknown => ({ StartAt: `I${index}`, States: { [`I${index}`]: { Type: 'Pass', Assign: { v: 1, [`w${index}`]: 1 }, End: true } } });
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'S1', Assign: { v: 1 } }];
    const States = Object.fromEntries(names.map((name, index) => [name, { Type: 'Map', ItemProcessor: inner(index), Catch, ...(index < 2999 ? { Next: `S${index + 1}` } : { End: true }) }]));
    const text = JSON.stringify({ StartAt: 'S0', States });
    expect(text.length).toBeLessThan(SIZE);
    expect(validateStateMachine(text, { type: 'STANDARD' })).toMatchObject({ result: 'FAIL', truncated: true });
  }, 20_000);

  test('may have very many rules', () => {
    const Choices = Array.from({ length: 15_000 }, () => ({ Variable: '$.a', IsNull: true, Next: 'X' }));
    expect(validateStateMachine({ StartAt: 'S', States: { S: { Type: 'Choice', Choices }, X: { Type: 'Succeed' } } }, { type: 'STANDARD' })).toMatchObject({ result: 'OK' });
  });
});

describe('readStateMachine()', () => {
  test('gives the object', () => {
    expect(readStateMachine(JSON.stringify(MACHINE))).toEqual({ ok: true, value: MACHINE });
  });

  test.each(['', ' \n', '1', '[]', 'null', '"{}"', `"${'x'.repeat(1_048_577)}"`])('refuses what is no definition (%#)', (text) => {
    expect(readStateMachine(text)).toMatchObject({ ok: false, error: [{ severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED' }] });
  });

  test('says where a text stops being JSON', () => {
    const location = '[Source: (String)"{"a"}"; line: 1, column: 5]';
    expect(readStateMachine('{"a"}')).toMatchObject({ ok: false, error: [{ code: 'INVALID_JSON_DESCRIPTION', location }] });
  });
});

test('describeInvalidDefinition() joins errors and leaves warnings out', () => {
  const error = { severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', message: 'wrong', location: '/States/S' } as const;
  const warning = { severity: 'WARNING', code: 'NO_DOLLAR', message: 'odd', location: '/' } as const;
  expect(describeInvalidDefinition([error, warning, { severity: 'ERROR', code: 'MISSING_END_STATE', message: 'endless' }])).toBe(
    "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: wrong at /States/S, MISSING_END_STATE: endless'",
  );
});
