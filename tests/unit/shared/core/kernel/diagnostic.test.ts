import { describe, expect, test } from 'vitest';
import { diagnosticCatalogue, diagnosticError, diagnosticWarning, hasErrors } from '#shared/core/kernel/diagnostic.ts';

describe('the catalogue of diagnostics', () => {
  test('names every problem and a way out, in sentences that stand for themselves', () => {
    for (const [code, { title, wayOut }] of Object.entries(diagnosticCatalogue)) {
      expect(code).toMatch(/^UWF-[123]\d{3}$/);
      expect(title, code).toMatch(/^\S.*[^.]$/);
      expect(wayOut, code).toMatch(/^[A-Z].*\.$/);
    }
  });
});

describe('diagnosticError()', () => {
  test('takes the way out of the catalogue unless the caller knows a better one', () => {
    expect(diagnosticError('UWF-1001', '/do', 'message')).toEqual({
      code: 'UWF-1001',
      severity: 'error',
      pointer: '/do',
      message: 'message',
      wayOut: diagnosticCatalogue['UWF-1001'].wayOut,
      related: [],
    });
    const related = [{ pointer: '/do/0', note: 'first' }];
    expect(diagnosticError('UWF-1001', '', 'm', { wayOut: 'Better.', related })).toMatchObject({ wayOut: 'Better.', related });
  });
});

describe('hasErrors()', () => {
  test('is not moved by warnings', () => {
    const warning = diagnosticWarning('UWF-1001', '', 'm');
    expect([warning.severity, hasErrors([]), hasErrors([warning])]).toEqual(['warning', false, false]);
    expect(hasErrors([warning, diagnosticError('UWF-1001', '', 'm')])).toBe(true);
  });
});
