import { describe, expect, test } from 'vitest';
import type { AslDataFlow } from '#shared/core/asl/model.ts';
import type { Gain } from '#shared/core/interpreter/data-language.ts';
import { prepareJsonataExit } from '#shared/core/interpreter/languages/jsonata-exit.ts';
import { preparing, visitOf } from '#tests/support/visits.ts';

function leave(flow: AslDataFlow, gain: Gain = {}) {
  return prepareJsonataExit(flow, 'Place/', preparing().preparation)(visitOf({ input: 'in', variables: { v: 1 } }), gain);
}

describe('a state that says nothing of its output gives', () => {
  test.each<[string, Gain, unknown]>([
    ['its input', {}, 'in'],
    ['the result of its work', { result: 'r' }, 'r'],
    ['a result that is null', { result: null }, null],
    ['the error output', { errorOutput: { Error: 'E', Cause: null } }, { Error: 'E', Cause: null }],
  ])('%s', (_name, gain, output) => {
    expect(leave({}, gain)).toEqual({ ok: true, value: { output } });
  });
});

test('Output and Assign both see the values on entry', () => {
  expect(leave({ Output: '{% $v %}', Assign: { v: '{% $v + 1 %}' } })).toEqual({ ok: true, value: { output: 1, assigned: { v: 2 } } });
});

test('a failure tells where the field stands', () => {
  expect(leave({ Output: '{% $x %}' })).toMatchObject({ ok: false, error: { cause: expect.stringContaining("'Place/Output'") } });
  expect(leave({ Assign: { v: '{% $x %}' } })).toMatchObject({ ok: false, error: { cause: expect.stringContaining("'Place/Assign/v'") } });
});

test('the name states cannot be assigned', () => {
  const { preparation, problems } = preparing();
  prepareJsonataExit({ Assign: { states: 1 } }, 'Place/', preparation);
  expect(problems).toEqual([{ pointer: '/States/here/Place/Assign/states', message: "The variable name 'states' is reserved" }]);
});
