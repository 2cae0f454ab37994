import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readJsonText } from '#shared/core/definition/source/json-text.ts';
import { toJson } from '#shared/core/definition/source/to-json.ts';

function valueOf(text: string): unknown {
  const { node } = readJsonText(text);
  return node?.kind === 'mapping' ? toJson(node).value : undefined;
}

test('readJsonText() reads what JSON.stringify writes', () => {
  const value = fc.jsonValue({ maxDepth: 5 });
  fc.assert(
    fc.property(value, fc.constantFrom(undefined, 2, '\t'), (inner, indent) => {
      const text = JSON.stringify({ inner }, null, indent);
      fc.pre(!/"__proto__"|\\u0000|\\ud[89a-f]|\d{16}/iu.test(text));
      expect(JSON.stringify(valueOf(text))).toBe(JSON.stringify(JSON.parse(text)));
    }),
  );
});

test.each([
  ['{"a": 1', 'is not closed'],
  ['{"a": [1', 'is not closed'],
  ['{"a": [1}', 'a comma or the closing ] is expected'],
  ['{"a" 1}', 'a colon is expected'],
  ['{"a": 1]', 'a comma or the closing } is expected'],
  ['{"a": 1} x', 'goes on after the end'],
  ['{,}', 'a key in double quotes is expected'],
  ['{"a": }', 'a value is expected'],
  ['{"a": 1 "b": 2}', 'a comma is missing'],
  ['[1,]', 'no comma may stand before'],
])('readJsonText() tells what is wrong with %s', (text, message) => {
  const { node, findings } = readJsonText(text);
  expect(node).toBeUndefined();
  expect(findings.map((finding) => finding.message).join()).toContain(message);
});

test('readJsonText() always ends, whatever the text', () => {
  const pieces = fc.array(fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', "'b'", '1', 'x', '//', '\n', '#', '/*', '*/', '"', '\\'), { maxLength: 40 });
  fc.assert(fc.property(pieces, (list) => readJsonText(list.join('')).findings.length <= 51), { numRuns: 1_000 });
});
