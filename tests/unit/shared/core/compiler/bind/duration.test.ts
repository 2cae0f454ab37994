import { describe, expect, test } from 'vitest';
import { secondsAst, writeSeconds } from '#shared/core/compiler/bind/duration.ts';
import { expressionOf } from '#shared/core/asl/model.ts';
import { compileExpression } from '#shared/core/expression/jsonata/parse.ts';
import { evaluateExpression } from '#shared/core/expression/jsonata/evaluate.ts';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { evaluateText } from '../run-document.ts';
import { bindings, recorder } from './expressions.ts';

const COMPUTED = { kind: 'expression', pointer: '/p', text: '$.pause' } as const;

function secondsOf(pause: unknown): ReturnType<typeof evaluateExpression> {
  const text = expressionOf(writeSeconds(COMPUTED, bindings(), recorder()));
  const compiled = compileExpression(text ?? '');
  assert(compiled.ok, 'the expression parses');
  return evaluateExpression(compiled.value, { variables: { states: JSON.parse(JSON.stringify({ input: { pause } })) }, now: 0, random: () => 0 });
}

describe('durations that an expression gives', () => {
  test.each([
    ['PT0S', 0],
    ['PT1S', 1],
    ['PT0.25S', 0.25],
    ['PT2M', 120],
    ['PT1H1M1S', 3661],
    ['P1D', 86_400],
    ['P1DT1H', 90_000],
    ['P2W', 1_209_600],
  ])('%s is %d seconds', (text, seconds) => {
    expect(secondsOf(text)).toEqual({ ok: true, value: seconds });
  });

  test.each(['', 'P', 'PT', 'P1DT', 'P1Y', 'P1M', '1S', 'PT1', 'PT-1S', 'PT1S ', 'P1W1D', 5, null, true, [], undefined])('%j raises an error that does not quote it', (pause) => {
    const result = secondsOf(pause);
    expect(result).toMatchObject({ ok: false, error: { code: 'D3137' } });
    expect(JSON.stringify(result)).toContain('not an ISO 8601 duration');
  });
});

test('static durations are numbers, fractions included', () => {
  expect(writeSeconds({ kind: 'milliseconds', pointer: '/p', value: 1500 }, bindings(), recorder())).toBe(1.5);
  expect(evaluateText(printExpression(secondsAst({ kind: 'milliseconds', pointer: '/p', value: 250 }, bindings(), recorder())), {})).toBe(0.25);
});

test('an expression can be part of another one', () => {
  expect(evaluateText(`2 * ${printExpression(secondsAst(COMPUTED, bindings(), recorder()))}`, { states: { input: { pause: 'PT2S' } } })).toBe(4);
});
