import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkTransferManifest, formatTransferManifest, parseTransferManifest, type TransferManifest } from '#shared/core/transfer/manifest.ts';

const manifest: TransferManifest = {
  set: '0a1b2c3d-0000-4000-8000-000000000001',
  environment: 'prod',
  tenant: 'bank',
  recipient: 'r'.repeat(43),
  schema: 'a'.repeat(64),
  rows: 5,
  chunks: [{ rows: 3, bytes: 100, sha256: 'b'.repeat(64) }, { rows: 2, bytes: 90, sha256: 'c'.repeat(64) }],
  iat: 1_000_000,
  exp: 1_600_000,
};

describe('a manifest', () => {
  test('comes back from its text', () => {
    expect(parseTransferManifest(formatTransferManifest(manifest))).toEqual(manifest);
    const anonymous = { ...manifest, anonymity: { k: 5, rowsSuppressed: 1 } };
    expect(parseTransferManifest(formatTransferManifest(anonymous))).toEqual(anonymous);
  });

  test.each<[string, (value: Record<string, unknown>) => unknown]>([
    ['rows that do not add up', (value) => ({ ...value, rows: 6 })],
    ['another version', (value) => ({ ...value, v: 2 })],
    ['a member more', (value) => ({ ...value, more: 1 })],
    ['a set that is no UUID', (value) => ({ ...value, set: '../../etc' })],
    ['a chunk without rows', (value) => ({ ...value, rows: 3, chunks: [[3, 100, 'b'.repeat(64)], [0, 90, 'c'.repeat(64)]] })],
    ['a chunk of another form', (value) => ({ ...value, chunks: [[5, 100]] })],
    ['a digest that is none', (value) => ({ ...value, schema: 'A'.repeat(64) })],
    ['no recipient', ({ recipient: _none, ...value }) => value],
    ['anonymity that is none', (value) => ({ ...value, anonymity: { k: 1, rowsSuppressed: 0 } })],
    ['a time that is none', (value) => ({ ...value, exp: -1 })],
  ])('is refused with %s', (_name, change) => {
    expect(parseTransferManifest(JSON.stringify(change(JSON.parse(formatTransferManifest(manifest)))))).toBeUndefined();
  });

  test.each([['', 'nothing'], ['[]', 'an array'], ['{', 'no JSON'], [`${formatTransferManifest(manifest)} `, 'white space behind it']])('%j is none: %s', (text) => {
    expect(parseTransferManifest(text)).toBeUndefined();
  });

  test('no change of one character gives a manifest of the same meaning', () => {
    const text = formatTransferManifest(manifest);
    fc.assert(fc.property(fc.nat(text.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
      const changed = `${text.slice(0, at)}${character}${text.slice(at + 1)}`;
      const parsed = parseTransferManifest(changed);
      expect(parsed === undefined || changed === text || JSON.stringify(parsed) !== JSON.stringify(manifest)).toBe(true);
    }));
  });
});

describe('checkTransferManifest()', () => {
  const expected = { environment: 'prod', tenant: 'bank', schema: manifest.schema, recipients: new Set([manifest.recipient]), now: 1_000_500 };

  test('accepts what is for us and in time', () => {
    expect(checkTransferManifest(manifest, expected)).toEqual({ ok: true, value: undefined });
  });

  test.each([
    ['another environment', { environment: 'dev' }, 'environment'],
    ['another tenant', { tenant: 'other' }, 'tenant'],
    ['another schema', { schema: 'd'.repeat(64) }, 'schema'],
    ['another recipient', { recipients: new Set(['x']) }, 'recipient'],
    ['a time after its end', { now: manifest.exp }, 'expired'],
    ['a time before its beginning', { now: manifest.iat - 400 }, 'time to come'],
  ] as const)('refuses %s', (_name, change, reason) => {
    expect(checkTransferManifest(manifest, { ...expected, ...change })).toEqual({ ok: false, error: expect.stringContaining(reason) });
  });

  test('refuses a set that would live for years', () => {
    expect(checkTransferManifest({ ...manifest, exp: manifest.iat + 100_000_000 }, expected).ok).toBe(false);
  });
});
