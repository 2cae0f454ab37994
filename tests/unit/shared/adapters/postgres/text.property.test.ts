import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromColumn, toColumn } from '#shared/adapters/postgres/text.ts';

/** Every sequence of UTF-16 code units, with those that matter often. */
const anyText = fc.array(fc.oneof(fc.constantFrom(0, 0x5c, 0x75, 0x30, 0xd800, 0xdbff, 0xdc00, 0xdfff), fc.integer({ min: 0, max: 0xffff }))).map((units) => String.fromCharCode(...units));

describe('toColumn()', () => {
  test('is undone by fromColumn(), for every string', () => {
    fc.assert(fc.property(anyText, (text) => fromColumn(toColumn(text)) === text), { numRuns: 2_000 });
  });

  test('gives text that UTF-8 can hold and PostgreSQL takes', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const column = toColumn(text);
        expect(column).not.toContain('\0');
        expect(Buffer.from(column, 'utf8').toString('utf8')).toBe(column);
      }),
      { numRuns: 2_000 },
    );
  });

  test('keeps different strings different', () => {
    fc.assert(fc.property(anyText, anyText, (left, right) => (toColumn(left) === toColumn(right)) === (left === right)), {
      examples: [['\0', '\\u0000'], ['\\', '\\\\'], ['\ud800', '\\ud800'], ['\ud800', '\ufffd']],
    });
  });

  test('leaves ordinary text as it is', () => {
    for (const text of ['', 'pay', '0b9e6f1c-8d5c-4a53-9d5e-1f1c0f3e7a11', 'żółć 東京 🏦', `"quotes" 'and' {braces}, %_`]) expect(toColumn(text)).toBe(text);
  });
});
