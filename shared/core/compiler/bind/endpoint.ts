import type { Template } from '../../definition/model.ts';
import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import { applied } from './applied.ts';
import type { BindContext } from './bind.ts';
import type { Bindings } from './bindings.ts';
import { parsed } from './parsed.ts';
import { simplify } from './simplify.ts';
import { bindTemplate, expressionText } from './template.ts';
import { toAst, type BoundValue } from './value.ts';

/** `{name}` in a URI (RFC 6570 §3.2.2, simple expansion, level 1). */
const URI_VARIABLE = /\{([A-Za-z0-9_.%-]+)\}/g;

/**
 * The endpoint of an HTTP call: an expression, or a URI template whose variables are members of the task's transformed input. A member
 * that is missing or null expands to nothing; an array or object raises an expression error (mapping §3.1).
 */
export function bindEndpoint(endpoint: Template, bindings: Bindings, context: BindContext): BoundValue {
  const { value } = endpoint;
  if (typeof value !== 'string' || expressionText(value) !== undefined) return bindTemplate(endpoint, bindings, context);
  const parts = value.split(URI_VARIABLE);
  if (parts.length === 1) return { kind: 'literal', origin: endpoint.pointer, value };
  const pieces = parts.map((part, index): ExpressionAst => (index % 2 === 0 ? { kind: 'string', value: part } : expansion(part, bindings))).filter((piece) => piece.kind !== 'string' || piece.value !== '');
  const ast = pieces.reduce((lhs, rhs): ExpressionAst => ({ kind: 'binary', operator: '&', lhs, rhs }));
  return { kind: 'expression', origin: endpoint.pointer, ast };
}

/** Characters that `$encodeUrlComponent` leaves alone and RFC 6570 does not are encoded as well. */
const EXPANSION = parsed(`(
  $value := $argument;
  $type($value) in ["array", "object"] ? $error("a variable of the endpoint is an array or an object")
  : $value = null ? "" : $replace($encodeUrlComponent($string($value)), /[!'()*]/, function($found) { $lookup({"!": "%21", "'": "%27", "(": "%28", ")": "%29", "*": "%2A"}, $found.match) })
)`);

function expansion(name: string, bindings: Bindings): ExpressionAst {
  const member: ExpressionAst = simplify({ kind: 'path', steps: [...stepsOf(toAst(bindings.root)), { node: { kind: 'name', value: name }, stages: [] }] });
  return applied(EXPANSION, member);
}

function stepsOf(root: ExpressionAst): Extract<ExpressionAst, { kind: 'path' }>['steps'] {
  return root.kind === 'path' && !root.predicate && !root.group && !root.keepArray ? root.steps : [{ node: root, stages: [] }];
}
