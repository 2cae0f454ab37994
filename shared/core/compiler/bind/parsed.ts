import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import { parseExpression } from '../../expression/jsonata/parse.ts';
import { assert } from '../../kernel/assert.ts';

/** An expression of the compiler's own. Text that does not parse is a fault of this program. */
export function parsed(text: string): ExpressionAst {
  const result = parseExpression(text);
  assert(result.ok, 'expressions of the compiler parse');
  return result.value;
}
