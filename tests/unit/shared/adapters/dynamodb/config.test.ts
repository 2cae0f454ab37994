import { describe, expect, test } from 'vitest';
import { checkOptions } from '#shared/adapters/dynamodb/config.ts';

describe('checkOptions()', () => {
  const good = { tablePrefix: 'uwf-prod', region: 'eu-central-1' };

  test('takes a prefix and a region', () => {
    expect(() => checkOptions({ ...good, keepMs: 86_400_000 })).not.toThrow();
  });

  test.each([
    [{ ...good, tablePrefix: '' }, 'tablePrefix'],
    [{ ...good, tablePrefix: 'a b' }, 'tablePrefix'],
    [{ ...good, tablePrefix: 'x'.repeat(201) }, 'tablePrefix'],
    [{ ...good, region: '' }, 'region'],
    [{ ...good, keepMs: 0 }, 'keepMs'],
    [{ ...good, keepMs: 0.5 }, 'keepMs'],
  ])('refuses %o by its name', (options, name) => {
    expect(() => checkOptions(options)).toThrow(expect.objectContaining({ code: 'UWF-5005', message: expect.stringContaining(name) }));
  });
});
