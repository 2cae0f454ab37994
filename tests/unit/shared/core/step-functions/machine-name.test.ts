import { describe, expect, test } from 'vitest';
import { aliasName, machineName } from '#shared/core/step-functions/machine-name.ts';

describe('machineName()', () => {
  test('is what people know the workflow by, and a digest', () => {
    expect(machineName('uwf-prod', { namespace: 'payments', name: 'antifraud' })).toMatch(/^uwf-prod-payments-antifraud-[0-9a-f]{12}$/u);
  });

  test('is one name per workflow, however long or odd they are, and of the form that the service takes', () => {
    const long = 'a'.repeat(90);
    const names = [{ namespace: 'a', name: 'b-c' }, { namespace: 'a-b', name: 'c' }, { namespace: long, name: 'x' }, { namespace: long, name: 'y' }, { namespace: 'a.b', name: 'c' }].map((one) => machineName('uwf', one));
    expect(new Set(names).size).toBe(5);
    expect(names.every((name) => /^[A-Za-z0-9-]{1,80}$/u.test(name))).toBe(true);
  });
});

test('aliasName() is a name that the service takes, one per version', () => {
  const names = ['1.0.0', '1.0.0-rc.1', '1.0.0+build.7'].map(aliasName);
  expect(names).toEqual(['v1.0.0', 'v1.0.0-rc.1', 'v1.0.0_build.7']);
  expect(names.every((name) => /^(?=.*[a-zA-Z_\-.])[a-zA-Z0-9_\-.]+$/u.test(name))).toBe(true);
});
