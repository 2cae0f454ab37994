import { describe, expect, test } from 'vitest';
import type { ChoiceState } from '#shared/core/asl/model.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { machineOf, runMachine } from '#tests/support/machines.ts';

function choose(choice: Omit<ChoiceState, 'Type'>, input: JsonValue) {
  const where = (name: string) => ({ Type: 'Pass', Output: { at: name, input: '{% $states.input %}', seen: '{% $exists($v) ? $v : null %}' }, End: true }) as const;
  return runMachine(machineOf({ choose: { Type: 'Choice', ...choice }, one: where('one'), two: where('two'), other: where('other') }), input).snapshot;
}

const rules: Omit<ChoiceState, 'Type'> = {
  Choices: [
    { Condition: '{% $states.input.n > 10 %}', Next: 'one', Output: 'from one', Assign: { v: 'rule one' } },
    { Condition: '{% $states.input.n > 5 %}', Next: 'two' },
  ],
  Default: 'other',
  Output: 'from the state',
  Assign: { v: 'state' },
};

describe('Choice', () => {
  test('takes the first rule that holds, with its own Output and Assign', () => {
    expect(choose(rules, { n: 11 }).output).toEqual({ at: 'one', input: 'from one', seen: 'rule one' });
  });

  test('does not apply its own Output and Assign to a rule without any', () => {
    expect(choose(rules, { n: 6 }).output).toEqual({ at: 'two', input: { n: 6 }, seen: null });
  });

  test('applies its own Output and Assign on the way to Default', () => {
    expect(choose(rules, { n: 0 }).output).toEqual({ at: 'other', input: 'from the state', seen: 'state' });
  });

  test('takes a literal condition', () => {
    expect(choose({ Choices: [{ Condition: false, Next: 'one' }, { Condition: true, Next: 'two' }] }, {}).output).toMatchObject({ at: 'two' });
  });

  test('without a rule that holds and without Default fails by States.NoChoiceMatched', () => {
    expect(choose({ Choices: [{ Condition: false, Next: 'one' }] }, {}).failure).toEqual({
      error: 'States.NoChoiceMatched',
      cause: "An error occurred while executing the state 'choose' (entered at the event id #2). Failed to transition out of the state. The state does not point to a next state.",
    });
  });

  test('fails when a condition is not a boolean, and does not say what it was', () => {
    expect(choose({ Choices: [{ Condition: '{% $states.input.secret %}', Next: 'one' }] }, { secret: 'canary-4711' }).failure).toEqual({
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'choose' (entered at the event id #2). The JSONata expression '$states.input.secret' specified for the field 'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'string'",
    });
  });

  test('does not look at rules after the one that holds', () => {
    const choices = [{ Condition: true, Next: 'one' }, { Condition: '{% $error("never") %}', Next: 'two' }] as const;
    expect(choose({ Choices: choices }, {}).output).toMatchObject({ at: 'one' });
  });
});
