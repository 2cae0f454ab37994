import { describe, expect, test } from 'vitest';
import { operationErrorCatalogue } from '#shared/core/kernel/error-catalogue.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';

describe('UwfError', () => {
  test('says the title of its code when there is no detail', () => {
    const error = new UwfError('UWF-4041');
    expect([error.message, error.code, error.details, error.cause]).toEqual([operationErrorCatalogue['UWF-4041'].title, 'UWF-4041', {}, undefined]);
    expect(error.entry.status).toBe(404);
  });

  test('carries a detail, safe details and the cause', () => {
    const cause = new RangeError('inner');
    const error = new UwfError('UWF-5001', 'the store of the runner', { details: { attempts: 3 }, cause });
    expect([error.message, error.details, error.cause, error.entry.disposition]).toEqual(['the store of the runner', { attempts: 3 }, cause, 'retryable']);
  });
});

describe('the catalogue of failing operations', () => {
  test('has a fitting status for each family, and only the system’s own failures may be tried again', () => {
    for (const [code, { title, status, disposition, wayOut }] of Object.entries(operationErrorCatalogue)) {
      const family = Number(code.slice(4, 5));
      expect(Math.floor(status / 100), code).toBe(family);
      if (disposition === 'retryable') expect([429, 503], code).toContain(status);
      expect([title, wayOut].every((text) => /^[A-Z]/.test(text)), code).toBe(true);
    }
  });
});
