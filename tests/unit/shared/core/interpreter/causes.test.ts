import { expect, test } from 'vitest';
import * as causes from '#shared/core/interpreter/causes.ts';

const error = { kind: 'error', code: 'T2001', message: 'The left side "4711" must be a number', safeMessage: 'The left side … must be a number' } as const;

test('data is quoted in the full text only', () => {
  expect(causes.unexpectedType('$x', 'Seconds', { expected: 'number', value: 'canary' })).toEqual({
    safe: "The JSONata expression '$x' specified for the field 'Seconds' returned an unexpected result type. Expected 'number', but was 'string'",
    full: `The JSONata expression '$x' specified for the field 'Seconds' returned an unexpected result type. Expected 'number', but was 'string' for value: "canary"`,
  });
  expect(causes.invalidTimestamp('canary')).toEqual({
    safe: 'The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string',
    full: 'The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: canary',
  });
  expect(causes.evaluationError('$x + 1', 'Output', error)).toEqual({
    safe: "The JSONata expression '$x + 1' specified for the field 'Output' threw an error during evaluation. T2001: The left side … must be a number",
    full: `The JSONata expression '$x + 1' specified for the field 'Output' threw an error during evaluation. T2001: The left side "4711" must be a number`,
  });
  expect(causes.invalidSeconds('Seconds', 'must be more', 4711).safe).toBe('The Seconds field must be more');
});

test('texts without data are told as on AWS', () => {
  expect(causes.undefinedResult('$x', 'Assign/v').safe).toBe("The JSONata expression '$x' specified for the field 'Assign/v' returned nothing (undefined).");
  expect(causes.unsupportedResult('$x', 'Items').full).toBe("The JSONata expression '$x' specified for the field 'Items' returned an unsupported result type.");
  expect(causes.causePrefix('S', 3)).toBe("An error occurred while executing the state 'S' (entered at the event id #3). ");
});

test('types of JSON have AWS\'s names', () => {
  expect([null, [], true, 1, 'x', {}].map((value) => causes.jsonTypeName(value))).toEqual(['null', 'array', 'boolean', 'number', 'string', 'object']);
});
