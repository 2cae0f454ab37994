import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CANONICAL_JSON_DEPTH_MAX, canonicalJson } from '#shared/core/kernel/canonical-json.ts';
import { InvariantError } from '#shared/core/kernel/assert.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';

const jsonValues = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }).map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);

describe('canonicalJson()', () => {
  test('sorts members by UTF-16 code units, as RFC 8785 §3.2.3 shows', () => {
    const members = { '\u20ac': 'Euro Sign', '\r': 'Carriage Return', '\ufb33': 'Hebrew Letter', '1': 'One', '\ud83d\ude00': 'Emoji', '\u0080': 'Control', '\u00f6': 'Latin' };
    const values = [...canonicalJson(members).matchAll(/:"([^"]*)"/g)].map((match) => match[1]);
    expect(values).toEqual(['Carriage Return', 'One', 'Control', 'Latin', 'Euro Sign', 'Emoji', 'Hebrew Letter']);
  });

  test('writes numbers and literals as ECMAScript does, as RFC 8785 §3.2.2 shows', () => {
    const value = { numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001, -0], literals: [null, true, false] };
    expect(canonicalJson(value)).toBe('{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0]}');
  });

  test('escapes only what JSON must escape', () => {
    expect(canonicalJson('\u20ac$\u000f\nA\'B"\\/')).toBe('"€$\\u000f\\nA\'B\\"\\\\/"');
  });

  test('is undone by parsing', () => {
    fc.assert(
      fc.property(jsonValues, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(value);
      }),
    );
  });

  test('does not depend on the order in which members were written', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(fc.string(), fc.integer()), { selector: ([key]) => key }), (entries) => {
        const there = Object.fromEntries(entries);
        const back = Object.fromEntries([...entries].reverse());
        expect(canonicalJson(there)).toBe(canonicalJson(back));
      }),
    );
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('refuses the number %s', (value) => {
    expect(() => canonicalJson(value)).toThrow(InvariantError);
  });

  test('refuses text with a lone surrogate', () => {
    expect(() => canonicalJson({ '\ud800': 1 })).toThrow(InvariantError);
  });

  test('refuses what is nested too deeply', () => {
    let value: JsonValue = 1;
    for (let level = 0; level <= CANONICAL_JSON_DEPTH_MAX; level += 1) value = [value];
    expect(() => canonicalJson(value)).toThrow(InvariantError);
  });
});
