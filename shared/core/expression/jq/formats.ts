import type { JqExpression } from './ast.ts';
import type { Code } from './code.ts';
import { textOf } from './operators.ts';
import { helper, refuseConstruct, type Translator } from './translator.ts';

type Format = Extract<JqExpression, { kind: 'format' }>;

/** `@name` of a value. */
export function formatCode(t: Translator, node: Format, value: Code): Code {
  switch (node.name) {
    case 'text':
      return textOf(t, value);
    case 'json':
      return helper(t, 'tj', [value.text], 'string');
    case 'base64':
      return helper(t, 'b64', [value.text], 'string');
    case 'base64d':
      return refuseConstruct(t, node, { construct: '@base64d', reason: 'decoding is not translated: $base64decode gives bytes, not characters', suggestion: 'For ASCII text use $base64decode(text) in JSONata.' });
    case 'uri':
      return helper(t, 'uri', [value.text], 'string');
    default:
      return refuseConstruct(t, node, { construct: `@${node.name}`, reason: 'this format is not translated', suggestion: 'Build the text with string interpolation and join( … ), or in JSONata with $replace and $join.' });
  }
}
