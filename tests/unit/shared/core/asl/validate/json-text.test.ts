import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeSource, readAslJson } from '#shared/core/asl/validate/json-text.ts';

describe('readAslJson()', () => {
  test('reads every text that JSON.parse() reads, and refuses every other', () => {
    const text = fc.oneof(fc.json(), fc.string({ unit: fc.constantFrom(...'{}[]",:0 1.-eEtruefalsn\\u\n') }), fc.json().map((json) => json.slice(1)), fc.json().map((json) => json.replace(/[,:]/u, '')));
    fc.assert(
      fc.property(text, (json) => {
        let parsed: unknown;
        try {
          parsed = JSON.parse(json);
        } catch {
          expect(readAslJson(json).ok).toBe(false);
          return;
        }
        expect(readAslJson(json)).toEqual({ ok: true, value: parsed });
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['', 'Unexpected end-of-input', 1],
    ['{', 'Unexpected end-of-input: expected close marker for Object', 2],
    ['[1', 'Unexpected end-of-input: expected close marker for Array', 3],
    ["{'a'", "Unexpected character (''' (code 39)): was expecting double-quote to start field name", 2],
    ['{"a" 1}', "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value", 6],
    ['{"a":1 "b"}', `Unexpected character ('"' (code 34)): was expecting comma to separate Object entries`, 8],
    ['[1 2]', "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", 4],
    ['[,]', "Unexpected character (',' (code 44)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')", 2],
    ['nul', "Unrecognized token 'nul': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')", 4],
    ['"a', 'Unexpected end-of-input: was expecting closing quote for a string value', 3],
    ['"\\q"', 'Unrecognized character escape (code 113)', 2],
    ['"a\tb"', 'Illegal unquoted character ((CTRL-CHAR, code 9)): has to be escaped using backslash to be included in string value', 3],
    ['{} x', "Unrecognized token 'x': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')", 5],
  ])('says of %j what is wrong and where', (text, message, column) => {
    expect(readAslJson(text)).toMatchObject({ ok: false, error: { message, line: 1, column } });
  });

  test('counts lines', () => {
    expect(readAslJson('{\n  "a": no\n}')).toMatchObject({ ok: false, error: { line: 2, column: 10 } });
  });
});

test('describeSource() cuts long texts', () => {
  expect(describeSource('x'.repeat(501), { line: 1, column: 2 })).toBe(`[Source: (String)"${'x'.repeat(500)}"[truncated 1 chars]; line: 1, column: 2]`);
});
