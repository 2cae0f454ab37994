import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { formatDocument } from '#shared/core/definition/format/format.ts';
import { parseDocument } from '#shared/core/definition/parse.ts';
import { canonicalJson } from '#shared/core/kernel/canonical-json.ts';

const name = fc.constantFrom('document', 'do', 'use', 'input', 'output', 'schema', 'from', 'as', 'call', 'with', 'then', 'if', 'set', 'switch', 'when', 'try', 'catch', 'retry', 'metadata', 'uwf', 'x', 'y z', '1', '#n');
const text = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('${ $.a }', "it's", '# no comment', 'a: b', 'null', '1.0', 'line\nline', ' lead', 'trail ', 'multi\n\n  more\n', '- x', '{', '%'));
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null)), fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(name, tie('value'), { maxKeys: 6 })),
}));
const document = fc.dictionary(name, value, { minKeys: 1, maxKeys: 6 });

/** YAML texts of a document in different styles, with comments between their lines where YAML has comments. */
const yamlText = fc
  .record({
    json: document,
    indent: fc.constantFrom(2, 4),
    style: fc.constantFrom<'block' | 'flow'>('block', 'flow'),
    quote: fc.constantFrom<'PLAIN' | 'QUOTE_DOUBLE' | 'BLOCK_LITERAL'>('PLAIN', 'QUOTE_DOUBLE', 'BLOCK_LITERAL'),
    comments: fc.array(fc.record({ at: fc.nat(60), indent: fc.constantFrom(0, 2, 4, 6), blank: fc.boolean() }), { maxLength: 4 }),
  })
  .map(({ json, indent, style, quote, comments }) => {
    const lines = stringify(json, { indent, lineWidth: 0, collectionStyle: style, defaultStringType: quote, aliasDuplicateObjects: false }).split('\n');
    for (const comment of comments) lines.splice(comment.at % lines.length, 0, ...(comment.blank ? [''] : []), `${' '.repeat(comment.indent)}# comment ${comment.at}`);
    return lines.join('\n');
  });

test('what is formatted means the same, has every comment, and does not change when it is formatted again', () => {
  let formatted = 0;
  let read = 0;
  fc.assert(
    fc.property(yamlText, (source) => {
      const before = parseDocument(source);
      fc.pre(before.ok);
      const outcome = formatDocument(source);
      read += 1;
      if (outcome.kind === 'unreadable' || !before.ok) return false;
      if (outcome.kind === 'formatted') formatted += 1;
      const after = parseDocument(outcome.text);
      expect(after.ok && canonicalJson(after.value.json)).toBe(canonicalJson(before.value.json));
      expect(formatDocument(outcome.text)).toMatchObject({ kind: outcome.kind, text: outcome.text });
      return true;
    }),
    { numRuns: 150 },
  );
  // A document may be kept as it is, but that has to be rare.
  expect(formatted / read).toBeGreaterThan(0.95);
});
