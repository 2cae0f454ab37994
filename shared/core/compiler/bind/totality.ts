import { expressionOf } from '../../asl/model.ts';
import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import { parseExpression } from '../../expression/jsonata/parse.ts';
import { COMPILER_VARIABLE_PREFIX, NAMED_PREFIX } from './bindings.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../../kernel/json.ts';

/**
 * True when evaluating the template can surely not fail, whatever the data is: no expression raises an error, and each one that fills a
 * field of its own has a value (ASL fails a state whose field gives nothing). A cheap judgement: false means "not known".
 */
export function isTotalTemplate(template: JsonValue | undefined): boolean {
  if (template === undefined) return true;
  const text = expressionOf(template);
  if (text !== undefined) {
    const parsed = parseExpression(text);
    return parsed.ok && isTotal(parsed.value) && isDefined(parsed.value);
  }
  if (isJsonArray(template)) return template.every(isTotalTemplate);
  return !isJsonObject(template) || Object.values(template).every(isTotalTemplate);
}

/** Operators that never raise an error over JSON values. */
const TOTAL_OPERATORS: ReadonlySet<string> = new Set(['=', '!=', 'in', 'and', 'or', '&']);

/** Functions that take anything and raise no error over JSON values. */
const TOTAL_FUNCTIONS: ReadonlySet<string> = new Set(['exists', 'boolean', 'not', 'type', 'string']);

/** True when the expression surely raises no error; it may still have no value. */
export function isTotal(ast: ExpressionAst): boolean {
  if (ast.predicate !== undefined || ast.group !== undefined) return false;
  switch (ast.kind) {
    case 'string':
    case 'number':
    case 'value':
    case 'name':
      return true;
    case 'variable':
      return true;
    case 'path':
      return ast.steps.every(({ node, stages, focus, index }) => stages.length === 0 && focus === undefined && index === undefined && isTotalStep(node));
    case 'binary':
      return TOTAL_OPERATORS.has(ast.operator) && isTotal(ast.lhs) && isTotal(ast.rhs);
    case 'object':
      return ast.pairs.every(({ key, value }) => key.kind === 'string' && isTotal(value));
    case 'array':
      return ast.items.every((item) => isTotal(item));
    case 'condition':
      return isTotal(ast.condition) && isTotal(ast.then) && (ast.else === undefined || isTotal(ast.else));
    case 'block':
      return ast.expressions.every(isTotal);
    case 'bind':
      return isTotal(ast.value);
    case 'call':
      return isTotalCall(ast);
    default:
      return false;
  }
}

/** The time of a state's entry is a point in time always. */
function isTotalCall(ast: Extract<ExpressionAst, { kind: 'call' }>): boolean {
  const [argument, ...more] = ast.arguments;
  if (ast.callee.kind !== 'variable' || argument === undefined || more.length > 0) return false;
  return isCallOf(ast, 'toMillis') ? argument.kind === 'path' && isDefined(argument) && isTime(argument) : TOTAL_FUNCTIONS.has(ast.callee.name) && isTotal(argument);
}

function isTime({ steps }: Extract<ExpressionAst, { kind: 'path' }>): boolean {
  const last = steps.at(-1)?.node;
  return last?.kind === 'name' && (last.value === 'EnteredTime' || last.value === 'StartTime');
}

function isCallOf({ callee }: Extract<ExpressionAst, { kind: 'call' }>, name: string): boolean {
  return callee.kind === 'variable' && callee.name === name;
}

function isTotalStep(node: ExpressionAst): boolean {
  return (node.kind === 'name' || node.kind === 'variable' || node.kind === 'object' || node.kind === 'block') && isTotal(node);
}

/** Members of `$states` that always have a value where they stand. */
const GIVEN: ReadonlySet<string> = new Set(['input', 'result']);

/** Members of `$states.context` that always have a value. */
const GIVEN_FACTS: ReadonlySet<string> = new Set(['Execution.Id', 'Execution.Input', 'Execution.Name', 'Execution.StartTime', 'State.EnteredTime', 'State.Name']);

/** True when an expression that raises no error surely has a value. */
export function isDefined(ast: ExpressionAst): boolean {
  if (ast.predicate !== undefined || ast.group !== undefined) return false;
  switch (ast.kind) {
    case 'string':
    case 'number':
    case 'value':
    case 'object':
    case 'array':
      return true;
    case 'variable':
      return ast.name.startsWith(COMPILER_VARIABLE_PREFIX) && !ast.name.startsWith(NAMED_PREFIX);
    case 'path':
      return isGivenPath(ast.steps.map(({ node, stages }) => (stages.length > 0 ? undefined : node)));
    case 'binary':
      return TOTAL_OPERATORS.has(ast.operator);
    case 'condition':
      return isDefined(ast.then) && ast.else !== undefined && isDefined(ast.else);
    case 'block': {
      const last = ast.expressions.at(-1);
      const bind = ast.expressions.findLast((one) => one.kind === 'bind' && last?.kind === 'variable' && one.name === last.name);
      return last !== undefined && isDefined(bind ?? last);
    }
    case 'bind':
      return isDefined(ast.value);
    case 'call':
      return isTotalCall(ast) && (isCallOf(ast, 'exists') || ast.arguments.every(isDefined));
    default:
      return false;
  }
}

function isGivenPath(nodes: readonly (ExpressionAst | undefined)[]): boolean {
  const [root, ...members] = nodes;
  const names = members.map((node) => (node?.kind === 'name' ? node.value : ''));
  if (root?.kind !== 'variable' || root.name !== 'states') return false;
  if (names.length === 1) return GIVEN.has(names[0] ?? '');
  return names[0] === 'context' && GIVEN_FACTS.has(names.slice(1).join('.'));
}
