import { expressionOf, toExpression, toWorkItemExpression } from '../asl/model.ts';
import type { ExpressionAst } from '../expression/jsonata/ast.ts';
import { parseExpression } from '../expression/jsonata/parse.ts';
import { freeVariables } from '../expression/jsonata/free-variables.ts';
import { walkExpression } from '../expression/jsonata/visit.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';

/** Key of a task's arguments that are to be evaluated where the task runs, because the sender may not look at the data. */
export const EVALUATE_ARGUMENTS_KEY = 'uwf:evaluate';

/**
 * Turns a template that the target's zone would evaluate into one that the worker evaluates: `{"uwf:evaluate": {template, states, variables}}`.
 * The sender only moves what the expressions name; see `EvaluateTaskArguments`.
 */
export function toEvaluateEnvelope(template: JsonValue): JsonObject {
  const needs = needsOf(template);
  const states = [...needs.states].sort().map((name) => [name, toExpression(`$states.${name}`)] as const);
  const variables = [...needs.variables].sort().map((name) => [name, toExpression(`$${name}`)] as const);
  return { [EVALUATE_ARGUMENTS_KEY]: { template: withoutDelimiters(template), states: Object.fromEntries(states), variables: Object.fromEntries(variables) } };
}

/** What stands in an envelope; undefined when the arguments, or their template, are none. */
export function envelopeContent(value: JsonValue | undefined): JsonObject | undefined {
  if (!isJsonObject(value) || Object.keys(value).length !== 1) return undefined;
  const content = value[EVALUATE_ARGUMENTS_KEY];
  return isJsonObject(content) ? content : undefined;
}

function withoutDelimiters(template: JsonValue): JsonValue {
  const text = expressionOf(template);
  if (text !== undefined) return toWorkItemExpression(text);
  if (isJsonArray(template)) return template.map(withoutDelimiters);
  if (!isJsonObject(template)) return template;
  return Object.fromEntries(Object.entries(template).map(([name, child]) => [name, withoutDelimiters(child)]));
}

interface Needs {
  readonly states: Set<string>;
  readonly variables: Set<string>;
}

function needsOf(template: JsonValue): Needs {
  const needs: Needs = { states: new Set(), variables: new Set() };
  collect(template, needs);
  return needs;
}

function collect(template: JsonValue, needs: Needs): void {
  const text = expressionOf(template);
  if (text !== undefined) collectFrom(text, needs);
  else if (isJsonArray(template)) template.forEach((child) => collect(child, needs));
  else if (isJsonObject(template)) Object.values(template).forEach((child) => collect(child, needs));
}

function collectFrom(text: string, needs: Needs): void {
  const parsed = parseExpression(text);
  if (!parsed.ok) return;
  for (const name of freeVariables(parsed.value)) if (name !== 'states') needs.variables.add(name);
  statesMembersIn(parsed.value).forEach((name) => needs.states.add(name));
}

/** Which members of `$states` an expression names; both that there are when it takes the whole object. */
function statesMembersIn(ast: ExpressionAst): ReadonlySet<string> {
  const members = new Set<string>();
  const named = new Set<ExpressionAst>();
  walkExpression(ast, (node) => {
    if (node.kind !== 'path') return;
    const [first, second] = node.steps;
    if (first === undefined || !isStates(first.node) || second?.node.kind !== 'name') return;
    named.add(first.node);
    members.add(second.node.value);
  });
  walkExpression(ast, (node) => {
    if (isStates(node) && !named.has(node)) ['input', 'context'].forEach((name) => members.add(name));
  });
  return members;
}

function isStates(node: ExpressionAst): boolean {
  return node.kind === 'variable' && node.name === 'states';
}
