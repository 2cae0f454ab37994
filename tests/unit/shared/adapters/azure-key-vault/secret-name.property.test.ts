import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { vaultSecretName } from '#shared/adapters/azure-key-vault/secret-name.ts';

/** Undoes the encoding: what shows that no two names become one. */
function decode(text: string): string {
  return text.replaceAll(/--(?<code>[a-z0-9])|-/gu, (whole, code?: string) => (code === undefined ? whole : ({ 0: '-', 1: '_', 2: '.' }[code] ?? code.toUpperCase())));
}

describe('vaultSecretName()', () => {
  test.each([
    ['core-banking-token', 'core-banking-token'],
    ['core_token', 'core--1token'],
    ['Api.Key', '--api--2--key'],
    ['a--b', 'a--0--0b'],
    ['a-B', 'a--0--b'],
    ['_x-', '--1x--0'],
  ])('writes %s as %s', (name, expected) => {
    expect(vaultSecretName(name, 'uwf-')).toBe(`uwf-${expected}`);
  });

  test('makes no two names one, and only what the vault takes', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_.-]{1,40}$/), (name) => {
        const written = vaultSecretName(name, '');
        if (written === undefined) return;
        expect(written).toMatch(/^[a-z0-9-]+$/u);
        expect(decode(written)).toBe(name);
      }),
      { examples: [['a-1'], ['a--1'], ['A-a'], ['-_-']].map(([name = '']): [string] => [name]) },
    );
  });

  test('has none for what is no name, or too long there', () => {
    for (const name of ['', '..', 'a/b', 'x'.repeat(128), 'X'.repeat(50)]) expect(vaultSecretName(name, '')).toBeUndefined();
    expect(vaultSecretName('x'.repeat(127), '')).toHaveLength(127);
    expect(vaultSecretName('x'.repeat(127), 'p')).toBeUndefined();
  });
});
