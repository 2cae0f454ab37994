import { describe, expect, test } from 'vitest';
import { evaluateTemplate, evaluateTyped, failEvaluation, scopeOf } from '#shared/core/interpreter/evaluation.ts';
import { prepareProgram } from '#shared/core/interpreter/program.ts';
import { prepareTemplate } from '#shared/core/interpreter/template.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { machineOf } from '#tests/support/machines.ts';
import { preparing, visitOf } from '#tests/support/visits.ts';

function evaluate(template: JsonValue, visit = visitOf({ input: { a: 1 }, variables: { v: [2] } })) {
  return evaluateTemplate(scopeOf(visit, { result: 'r' }), prepareTemplate(template, 'Output', preparing().preparation));
}

const quoting = prepareProgram(machineOf({ here: { Type: 'Pass', End: true } }), { causesQuoteValues: true });

describe('an expression', () => {
  test.each<[string, JsonValue]>([
    ['{% $states.input.a %}', 1],
    ['{% $states.result %}', 'r'],
    ['{% $v %}', [2]],
    ['{% $states.context.State.Name %}', 'here'],
    ['{% null %}', null],
    ['{% "a" & "b" %}', 'ab'],
  ])('%s', (expression, value) => {
    expect(evaluate(expression)).toEqual({ ok: true, value });
  });

  test('does not see what is not for its field', () => {
    expect(evaluate('{% $exists($states.errorOutput) %}')).toEqual({ ok: true, value: false });
  });

  test.each(['{% $states.missing %}', '{% $unknown %}', '{% () %}', '{% $$ %}', '{% a %}'])('%s that selects nothing fails the state', (expression) => {
    const visit = visitOf();
    const text = expression.slice(3, -3);
    const failure = {
      error: 'States.QueryEvaluationError',
      cause: `An error occurred while executing the state 'here' (entered at the event id #2). The JSONata expression '${text}' specified for the field 'Output' returned nothing (undefined).`,
    };
    expect(evaluate(expression, visit)).toEqual({ ok: false, error: failure });
    expect(visit.turn.events).toMatchObject([{ kind: 'evaluation-failed', state: 'here', details: { ...failure, location: 'Output' } }]);
  });
});

test('the first expression that fails ends the template, in objects and in arrays', () => {
  for (const template of [{ a: '{% 1 %}', b: '{% $x %}', c: '{% $y %}' }, ['{% 1 %}', '{% $x %}', '{% $y %}']]) {
    const visit = visitOf();
    expect(evaluate(template, visit).ok).toBe(false);
    expect(visit.turn.events).toHaveLength(1);
  }
});

test('causes quote values only when the program asks for it', () => {
  assert(quoting.ok, 'the machine can be prepared');
  const expression = '{% $number($states.input.s) %}';
  const told = (visit: ReturnType<typeof visitOf>): string => JSON.stringify(evaluate(expression, visit));
  expect(told(visitOf({ input: { s: 'canary-4711' } }))).not.toContain('canary-4711');
  expect(told(visitOf({ input: { s: 'canary-4711' } }, quoting.value))).toContain('canary-4711');
});

test('evaluateTyped() takes the type that the field wants and no other', () => {
  const scope = scopeOf(visitOf());
  const prepared = (value: JsonValue) => prepareTemplate(value, 'Seconds', preparing().preparation);
  expect(evaluateTyped(scope, prepared('{% 1 %}'), 'number')).toEqual({ ok: true, value: 1 });
  expect(evaluateTyped(scope, prepared(true), 'boolean')).toEqual({ ok: true, value: true });
  expect(evaluateTyped(scope, prepared('{% "1" %}'), 'number')).toMatchObject({ ok: false, error: { error: 'States.QueryEvaluationError' } });
  expect(evaluateTyped(scope, prepared('{% $nothing %}'), 'number')).toMatchObject({ ok: false });
});

test('failEvaluation() writes one fact with the words and the place', () => {
  const visit = visitOf();
  failEvaluation(visit, 'Timestamp', { safe: 'safe words', full: 'all words' });
  expect(visit.turn.events[0]?.details).toMatchObject({ location: 'Timestamp', cause: "An error occurred while executing the state 'here' (entered at the event id #2). safe words" });
});
