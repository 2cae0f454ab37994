import { describe, expect, test } from 'vitest';
import { domainErrorName, ERROR_NAMES, handlerErrorType } from '#shared/core/asl/error-names.ts';

describe('error names', () => {
  test('are different, and belong to AWS or to us', () => {
    const names = Object.values(ERROR_NAMES);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^(?:States|Uwf)\.[A-Z][A-Za-z]*$/.test(name))).toEqual([]);
  });

  test('of the language are its type and status', () => {
    expect(domainErrorName('https://example.org/errors/limit', 429)).toBe('https://example.org/errors/limit#429');
  });

  test('of a handler have a type of their own', () => {
    expect(domainErrorName(handlerErrorType('AML_UNAVAILABLE'), 503)).toBe('urn:uwf:error:AML_UNAVAILABLE#503');
  });
});
