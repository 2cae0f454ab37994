import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import { assert } from '../../kernel/assert.ts';

/** An expression of the compiler's own that starts with `$name := $argument;`, with that argument in place: evaluated once, read by name. */
export function applied(template: ExpressionAst, argument: ExpressionAst): ExpressionAst {
  assert(template.kind === 'block', 'a template of the compiler is a block');
  const [first, ...rest] = template.expressions;
  assert(first?.kind === 'bind', 'a template of the compiler starts with its argument');
  return { ...template, expressions: [{ ...first, value: argument }, ...rest] };
}
