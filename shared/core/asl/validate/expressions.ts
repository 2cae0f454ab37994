import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import { parseExpression } from '../../expression/jsonata/parse.ts';
import { childrenOf, mapOwnChildren, walkExpression } from '../../expression/jsonata/visit.ts';
import { expressionOf } from '../model.ts';
import type { AslDiagnosticCode } from './diagnostic.ts';
import { report, reportSchema, type Place } from './place.ts';

/** Which members `$states` has where an expression stands, besides `input` and `context`. */
export interface AvailableStates {
  readonly result?: boolean;
  readonly errorOutput?: boolean;
}

/** Why our own parser refuses what AWS's takes: limits on size and regular expressions, `$eval` (fails when it runs there), a bound `$`. */
const OWN_REFUSALS = /^U/u;

/** Checks a string of a JSONata state that is an expression; other strings are literals, but none may open with `{%` and not close. */
export function checkExpression(place: Place, value: string, available: AvailableStates): void {
  const expression = expressionOf(value);
  if (expression !== undefined) return checkText(place, expression, available);
  if (value.startsWith('{%')) reportSchema(place, 'JSONata string must start with {% and end with %}');
  return undefined;
}

function checkText(place: Place, text: string, available: AvailableStates): void {
  const parsed = parseExpression(text);
  if (!parsed.ok) {
    if (!OWN_REFUSALS.test(parsed.error.code) || place.run.options.resources === 'any') report(place, 'INVALID_JSONATA_EXPRESSION', parsed.error.message);
    return;
  }
  const newer = newerOperator(parsed.value, text);
  if (newer !== undefined) return report(place, 'INVALID_JSONATA_EXPRESSION', `The symbol "${newer}" cannot be used as a unary operator`);
  for (const { code, message } of findingsOf(parsed.value, available)) report(place, code, message);
}

/** AWS evaluates JSONata 2.0.6, to which the second character of `??` and `?:` is an operator without its left side. */
function newerOperator(ast: ExpressionAst, text: string): string | undefined {
  let found: string | undefined;
  walkExpression(ast, (node) => {
    if (node.kind !== 'condition' || node.position === undefined) return;
    const token = text.slice(node.position, node.position + 2);
    if (token === '??' || token === '?:') found ??= token.charAt(1);
  });
  return found;
}

interface Finding {
  readonly code: AslDiagnosticCode;
  readonly message: string;
}

function findingsOf(ast: ExpressionAst, available: AvailableStates): readonly Finding[] {
  const names = new Set<string>();
  collectTopLevel(ast, names);
  const messages = [...names].map((name) => (name === '$$' ? "Reference to '$$' is not supported." : `Reference to '${name}' at the top level is not supported.`));
  return [...messages, ...missingFields(ast, available)].map((message) => ({ code: 'UNSUPPORTED_JSONATA_EXPRESSION', message }));
}

/**
 * Names that are read from the top-level context, which an expression of a state machine does not have. Only the first step of a path, and
 * what a lambda's body says of itself, has that context; later steps, filters, orders and groups have another.
 */
function collectTopLevel(node: ExpressionAst, names: Set<string>): void {
  if (node.kind === 'name') names.add(node.value);
  if (node.kind === 'variable' && node.name === '') names.add('$');
  if (node.kind === 'path') {
    const [first, ...later] = node.steps;
    if (first !== undefined) collectTopLevel(first.node, names);
    for (const step of later) collectRoots(step.node, names);
    return;
  }
  if (node.kind === 'variable' && node.name === '$') names.add('$$');
  if (node.kind === 'transform' || node.kind === 'sort') return;
  mapOwnChildren(node, (child) => {
    collectTopLevel(child, names);
    return child;
  });
}

/** `$$` is the top-level context wherever it stands. */
function collectRoots(node: ExpressionAst, names: Set<string>): void {
  walkExpression(node, (inner) => {
    if (inner.kind === 'variable' && inner.name === '$') names.add('$$');
  });
}

function missingFields(ast: ExpressionAst, available: AvailableStates): readonly string[] {
  const missing = new Set<string>();
  const visit = (node: ExpressionAst): void => {
    const field = statesField(node);
    if (field !== undefined && !hasField(field, available)) missing.add(`Field '$states.${field}' does not exist.`);
    for (const child of childrenOf(node)) visit(child);
  };
  visit(ast);
  return [...missing];
}

/** The member that `$states.member…` names. */
function statesField(node: ExpressionAst): string | undefined {
  if (node.kind !== 'path') return undefined;
  const [root, member] = node.steps;
  if (root?.node.kind !== 'variable' || root.node.name !== 'states' || root.stages.length > 0) return undefined;
  return member?.node.kind === 'name' ? member.node.value : undefined;
}

function hasField(field: string, { result = false, errorOutput = false }: AvailableStates): boolean {
  return field === 'input' || field === 'context' || (field === 'result' && result) || (field === 'errorOutput' && errorOutput);
}
