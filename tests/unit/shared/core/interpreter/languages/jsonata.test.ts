import { describe, expect, test } from 'vitest';
import type { AslState, MapState } from '#shared/core/asl/model.ts';
import { outOfRange } from '#shared/core/interpreter/causes.ts';
import type { NumberField } from '#shared/core/interpreter/data-language.ts';
import { jsonata } from '#shared/core/interpreter/languages/jsonata.ts';
import { preparing, visitOf } from '#tests/support/visits.ts';

const visit = visitOf({ input: { n: 3, list: [1] } });

test('reports fields of JSONPath, which would have no effect', () => {
  const { preparation, problems } = preparing();
  const state: AslState = { Type: 'Map', ItemsPath: '$', MaxConcurrencyPath: '$.n', End: true };
  jsonata.checkFields(state, preparation);
  expect(problems.map((problem) => problem.message)).toEqual(['ItemsPath is a field of JSONPath states only', 'MaxConcurrencyPath is a field of JSONPath states only']);
});

describe('number()', () => {
  const rule = { holds: (value: number) => value > 0, text: () => outOfRange('It must be positive.') };
  const read = (field: NumberField) => jsonata.number(field, preparing().preparation)(visit);

  test('gives a literal, or what an expression gives, or nothing', () => {
    expect(read({ holder: { N: 2 }, name: 'N', rule })).toEqual({ ok: true, value: 2 });
    expect(read({ holder: { N: '{% $states.input.n %}' }, name: 'N' })).toEqual({ ok: true, value: 3 });
    expect(read({ holder: {}, name: 'N', rule })).toEqual({ ok: true, value: undefined });
  });

  test('fails the state for a number that may not be used, and for what is no number', () => {
    expect(read({ holder: { N: -1 }, name: 'N', rule })).toMatchObject({ ok: false, error: { cause: expect.stringMatching(/\)\. It must be positive\.$/) } });
    expect(read({ holder: { N: '{% "x" %}' }, name: 'N', prefix: 'Holder/' })).toMatchObject({ ok: false, error: { cause: expect.stringContaining("'Holder/N'") } });
  });

  test('reports a literal of another type', () => {
    const { preparation, problems } = preparing();
    jsonata.number({ holder: { N: true }, name: 'N', prefix: 'Holder/' }, preparation);
    expect(problems).toEqual([{ pointer: '/States/here/Holder/N', message: 'Expected a number or an expression' }]);
  });
});

describe('items()', () => {
  const map: MapState = { Type: 'Map', End: true };
  const distributed = { ItemProcessor: { StartAt: 'p', States: {}, ProcessorConfig: { Mode: 'DISTRIBUTED' as const } } };

  test('of an inline Map are an array, of a distributed one also an object', () => {
    expect(jsonata.items({ ...map, Items: '{% $states.input.list %}' }, preparing().preparation)(visit)).toEqual({ ok: true, value: [1] });
    expect(jsonata.items(map, preparing().preparation)(visit)).toMatchObject({ ok: false });
    expect(jsonata.items({ ...map, ...distributed }, preparing().preparation)(visit)).toEqual({ ok: true, value: { n: 3, list: [1] } });
  });

  test('that are an object which is written out are valid, and fail an inline Map', () => {
    const { preparation, problems } = preparing();
    const read = jsonata.items({ ...map, Items: { a: 1 } }, preparation);
    expect(problems).toEqual([]);
    expect(read(visit)).toMatchObject({ ok: false, error: { error: 'States.QueryEvaluationError' } });
  });

  test('that are a literal of another type are a problem of the machine', () => {
    const { preparation, problems } = preparing();
    jsonata.items({ ...map, Items: 1 }, preparation);
    expect(problems).toEqual([{ pointer: '/States/here/Items', message: 'Expected an array or an expression' }]);
  });
});

test('template() is absent where the field is', () => {
  const { preparation } = preparing();
  expect(jsonata.template({ value: undefined, location: 'x' }, preparation)).toBeUndefined();
  expect(jsonata.template({ value: { a: '{% $states.input.n %}' }, location: 'x' }, preparation)?.(visit)).toEqual({ ok: true, value: { a: 3 } });
});

test('fail() tells the error of expressions', () => {
  expect(jsonata.fail(visitOf(), 'Field', outOfRange('Words.'))).toEqual({
    error: 'States.QueryEvaluationError',
    cause: "An error occurred while executing the state 'here' (entered at the event id #2). Words.",
  });
});
