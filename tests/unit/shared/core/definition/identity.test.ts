import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareVersions, formatIdentity, formatReference, isDefinitionName, isSemanticVersion, parseReference } from '#shared/core/definition/identity.ts';

describe('parseReference()', () => {
  test.each([
    ['antifraud', { name: 'antifraud' }],
    ['bank.antifraud', { namespace: 'bank', name: 'antifraud' }],
    ['bank.antifraud@1.0.0', { namespace: 'bank', name: 'antifraud', version: '1.0.0' }],
    ['antifraud@2.1.0-rc.1+build.7', { name: 'antifraud', version: '2.1.0-rc.1+build.7' }],
  ])('reads %s', (text, reference) => {
    expect(parseReference(text)).toEqual({ ok: true, value: reference });
    expect(formatReference(reference)).toBe(text);
  });

  test.each(['', '.', 'a.', '.a', 'a.b.c', '-a', 'a-', 'a b', 'a@', 'a@1', 'a@01.0.0', 'a@1.0.0@2.0.0', 'a/b', '../a', `${'a'.repeat(64)}`, 'a'.repeat(10_000), 'ä'])('refuses %j', (text) => {
    expect(parseReference(text).ok).toBe(false);
  });

  test('undoes formatIdentity()', () => {
    const identity = { namespace: 'bank', name: 'antifraud', version: '1.0.0' };
    expect(parseReference(formatIdentity(identity))).toEqual({ ok: true, value: identity });
  });
});

describe('names and versions', () => {
  test('a name has 1 to 63 letters, digits and inner hyphens', () => {
    expect(['a', 'A-1', 'a'.repeat(63)].every(isDefinitionName)).toBe(true);
    expect(['', '-', 'a-', 'a.b', 'a_b', 'a'.repeat(64), 'a\n'].some(isDefinitionName)).toBe(false);
  });

  test('a version is semantic', () => {
    expect(['0.0.0', '1.2.3', '1.0.0-alpha', '1.0.0-0.3.7', '1.0.0--', '1.0.0+001'].every(isSemanticVersion)).toBe(true);
    expect(['1', '1.0', 'v1.0.0', '01.0.0', '1.0.0-01', '1.0.0-', '1.0.0+', '1.0.0 ', `1.0.0-${'a'.repeat(64)}`].some(isSemanticVersion)).toBe(false);
  });
});

describe('compareVersions()', () => {
  test('keeps the order that semver 2.0.0 §11 gives as its example', () => {
    const ordered = ['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2', '1.0.0-beta.11', '1.0.0-rc.1', '1.0.0', '1.0.1', '1.2.0', '1.10.0', '2.0.0'];
    expect([...ordered].reverse().sort(compareVersions)).toEqual(ordered);
  });

  test('leaves build metadata out and takes numbers of any length', () => {
    expect(compareVersions('1.0.0+a', '1.0.0+b')).toBe(0);
    expect(compareVersions('1.0.9007199254740993', '1.0.9007199254740992')).toBeGreaterThan(0);
    expect(compareVersions('1.0.0-9007199254740993', '1.0.0-9007199254740992')).toBeGreaterThan(0);
  });

  test('puts what is no version before every version', () => {
    expect(compareVersions('draft', '0.0.0')).toBeLessThan(0);
    expect(compareVersions('0.0.0', 'draft')).toBeGreaterThan(0);
    expect(compareVersions('a', 'b')).toBeLessThan(0);
    expect(compareVersions('a', 'a')).toBe(0);
  });

  const part = fc.nat({ max: 3 }).map(String);
  const tag = fc.oneof(fc.nat({ max: 12 }).map(String), fc.constantFrom('a', 'b', 'rc', '-'));
  const version = fc.tuple(part, part, part, fc.array(tag, { maxLength: 3 })).map(([a, b, c, tags]) => `${a}.${b}.${c}${tags.length === 0 ? '' : `-${tags.join('.')}`}`);

  test('is a total order', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b)) + Math.sign(compareVersions(b, a))).toBe(0);
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
        expect(compareVersions(a, b) === 0).toBe(a === b);
      }),
    );
  });
});
