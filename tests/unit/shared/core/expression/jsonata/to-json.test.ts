import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { engine } from '#shared/core/expression/jsonata/engine.ts';
import { toPlainJson } from '#shared/core/expression/jsonata/to-json.ts';

describe('toPlainJson()', () => {
  test('copies JSON as it is, and counts its bytes exactly', () => {
    const law = fc.property(fc.jsonValue(), (value) => {
      const plain: unknown = JSON.parse(JSON.stringify(value));
      const bytes = Buffer.byteLength(JSON.stringify(value), 'utf8');
      expect(toPlainJson(value, bytes)).toStrictEqual({ ok: true, value: plain });
      expect(toPlainJson(value, bytes - 1)).toEqual({ ok: false, error: 'U1005' });
    });
    fc.assert(law);
  });

  test('takes marks and holes out', () => {
    const sequence = Object.assign([1, undefined, -0], { [Symbol('sequence')]: true });
    expect(toPlainJson({ sequence, absent: undefined }, 100)).toStrictEqual({ ok: true, value: { sequence: [1, null, 0] } });
    expect(toPlainJson(undefined, 0)).toEqual({ ok: true, value: undefined });
  });

  test('keeps a field named as the prototype', () => {
    const plain = toPlainJson(JSON.parse('{"__proto__": 1}'), 100);
    expect(JSON.stringify(plain.ok ? plain.value : plain)).toBe('{"__proto__":1}');
  });

  test.each<[unknown, string]>([
    [() => 1, 'U1011'],
    [[{ a: () => 1 }], 'U1011'],
    [engine.staticFrame.lookup('sum'), 'U1011'],
    [Infinity, 'U1012'],
    [[Number.NaN, () => 1], 'U1012'],
  ])('refuses %o', (value, problem) => {
    expect(toPlainJson(value, 1000)).toEqual({ ok: false, error: problem });
  });

  test('refuses what is nested too deeply', () => {
    const nested = (depth: number) => Array.from({ length: depth }).reduce<unknown>((value) => [value], 1);
    expect(toPlainJson(nested(256), 10_000)).toMatchObject({ ok: true });
    expect(toPlainJson(nested(257), 10_000)).toEqual({ ok: false, error: 'U1006' });
    expect(toPlainJson(nested(100_000), 1_000_000)).toEqual({ ok: false, error: 'U1006' });
  });
});
