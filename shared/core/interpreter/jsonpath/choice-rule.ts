import type { PathComparison } from '../../asl/model.ts';
import { evaluatePath } from '../../expression/jsonpath/evaluate.ts';
import type { JsonPath } from '../../expression/jsonpath/model.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { succeed, type Result } from '../../kernel/result.ts';
import type { StateFailure } from '../failure.ts';
import { TEMPLATE_DEPTH_MAX } from '../limits.ts';
import type { Preparation } from '../template.ts';
import { parseTimestamp } from '../timestamp.ts';
import { invalidCondition } from './causes.ts';
import { isComparisonTrue, matchesTextPattern, parseTextPattern, TYPE_TESTS, type ComparedKind, type ComparedRelation, type TextPattern } from './comparison.ts';
import { preparePath } from './path-field.ts';
import { failRuntime, type PathScope } from './scope.ts';

/** What a value is compared with: a constant of the machine, or the value of a path. */
type Operand = { readonly kind: 'constant'; readonly value: JsonValue } | { readonly kind: 'path'; readonly path: JsonPath };

/** A comparison of a Choice rule, prepared (states-language.net, "Choice State"). */
export type PreparedCondition =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly PreparedCondition[] }
  | { readonly kind: 'not'; readonly operand: PreparedCondition }
  | { readonly kind: 'presence'; readonly variable: JsonPath; readonly expected: boolean }
  | { readonly kind: 'type'; readonly variable: JsonPath; readonly test: (value: JsonValue) => boolean; readonly expected: boolean }
  | { readonly kind: 'matches'; readonly variable: JsonPath; readonly pattern: TextPattern }
  | { readonly kind: 'compare'; readonly variable: JsonPath; readonly compared: ComparedKind; readonly relation: ComparedRelation; readonly operand: Operand };

/** Where a comparison stands: `Choices[0]/And[1]`. */
interface Place {
  readonly location: string;
  readonly preparation: Preparation;
  readonly depth: number;
}

const NEVER: PreparedCondition = { kind: 'or', operands: [] };

function report({ preparation, location }: Place, message: string): PreparedCondition {
  preparation.report({ pointer: `${preparation.pointer}/${location}`, message });
  return NEVER;
}

function prepareList(list: readonly PathComparison[], name: string, place: Place): readonly PreparedCondition[] {
  return list.map((one, index) => prepareAt(one, { ...place, location: `${place.location}/${name}[${index}]`, depth: place.depth + 1 }));
}

function prepareAt(rule: PathComparison, place: Place): PreparedCondition {
  if (place.depth > TEMPLATE_DEPTH_MAX) return report(place, 'A rule is nested too deeply');
  if (rule.And !== undefined) return { kind: 'and', operands: prepareList(rule.And, 'And', place) };
  if (rule.Or !== undefined) return { kind: 'or', operands: prepareList(rule.Or, 'Or', place) };
  if (rule.Not !== undefined) return { kind: 'not', operand: prepareAt(rule.Not, { ...place, location: `${place.location}/Not`, depth: place.depth + 1 }) };
  return prepareTest(rule, place);
}

const NOT_OPERATORS: ReadonlySet<string> = new Set(['Variable', 'Next', 'Comment', 'Assign']);

function prepareTest(rule: PathComparison, place: Place): PreparedCondition {
  const operators = Object.entries(rule).filter(([name]) => !NOT_OPERATORS.has(name));
  const [operator, ...more] = operators;
  if (operator === undefined || more.length > 0) return report(place, 'A rule has exactly one comparison operator');
  const variable = preparePath(rule.Variable, `${place.location}/Variable`, place.preparation);
  return prepareOperator(variable, operator, place);
}

function isTypeTest(name: string): name is keyof typeof TYPE_TESTS {
  return Object.hasOwn(TYPE_TESTS, name);
}

function prepareOperator(variable: JsonPath, [name, value]: readonly [string, unknown], place: Place): PreparedCondition {
  if (name === 'IsPresent' && typeof value === 'boolean') return { kind: 'presence', variable, expected: value };
  if (isTypeTest(name) && typeof value === 'boolean') return { kind: 'type', variable, test: TYPE_TESTS[name], expected: value };
  if (name === 'StringMatches' && typeof value === 'string') return { kind: 'matches', variable, pattern: parseTextPattern(value) };
  return prepareComparison(variable, [name, value], place);
}

const COMPARISON = /^(Boolean|Numeric|String|Timestamp)(Equals|LessThan|GreaterThan|LessThanEquals|GreaterThanEquals)(Path)?$/;

function parseKind(text: string | undefined): ComparedKind | undefined {
  return (['Boolean', 'Numeric', 'String', 'Timestamp'] as const).find((kind) => kind === text);
}

function parseRelation(text: string | undefined): ComparedRelation | undefined {
  return (['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals'] as const).find((relation) => relation === text);
}

function prepareComparison(variable: JsonPath, [name, value]: readonly [string, unknown], place: Place): PreparedCondition {
  const match = COMPARISON.exec(name);
  const compared = parseKind(match?.[1]);
  const relation = parseRelation(match?.[2]);
  if (compared === undefined || relation === undefined || (compared === 'Boolean' && relation !== 'Equals')) return report(place, `There is no comparison operator ${name}`);
  if (match?.[3] !== undefined) {
    return { kind: 'compare', variable, compared, relation, operand: { kind: 'path', path: preparePath(value, `${place.location}/${name}`, place.preparation) } };
  }
  const constant = constantOf(compared, value);
  return constant === undefined ? report(place, `${name} takes a value of its kind`) : { kind: 'compare', variable, compared, relation, operand: { kind: 'constant', value: constant } };
}

/** The value of an operator, when it is of the kind that the operator compares. */
function constantOf(kind: ComparedKind, value: unknown): JsonValue | undefined {
  if (kind === 'Boolean') return typeof value === 'boolean' ? value : undefined;
  if (kind === 'Numeric') return typeof value === 'number' ? value : undefined;
  return typeof value === 'string' && (kind === 'String' || parseTimestamp(value) !== undefined) ? value : undefined;
}

/** Prepares the condition of a Choice rule; `location` is where the rule stands. */
export function prepareCondition(rule: PathComparison, location: string, preparation: Preparation): PreparedCondition {
  return prepareAt(rule, { location, preparation, depth: 0 });
}

/** A path that finds nothing fails the state; only `IsPresent` may ask for it. */
function read(scope: PathScope, path: JsonPath): Result<JsonValue, StateFailure> {
  const value = evaluatePath(path, scope.roots);
  return value.ok ? value : failRuntime(scope.visit, invalidCondition(path));
}

function evaluateList(scope: PathScope, operands: readonly PreparedCondition[], decisive: boolean): Result<boolean, StateFailure> {
  for (const operand of operands) {
    const holds = evaluateCondition(scope, operand);
    if (!holds.ok || holds.value === decisive) return holds;
  }
  return succeed(!decisive);
}

function evaluateComparison(scope: PathScope, condition: Extract<PreparedCondition, { kind: 'compare' }>): Result<boolean, StateFailure> {
  const left = read(scope, condition.variable);
  if (!left.ok) return left;
  const right = condition.operand.kind === 'constant' ? succeed(condition.operand.value) : read(scope, condition.operand.path);
  return right.ok ? succeed(isComparisonTrue(condition.compared, condition.relation, { left: left.value, right: right.value })) : right;
}

function evaluateTest(scope: PathScope, variable: JsonPath, holds: (value: JsonValue) => boolean): Result<boolean, StateFailure> {
  const value = read(scope, variable);
  return value.ok ? succeed(holds(value.value)) : value;
}

/** Whether the condition of a rule holds. Operands of And and Or are evaluated from left to right, up to the one that decides. */
export function evaluateCondition(scope: PathScope, condition: PreparedCondition): Result<boolean, StateFailure> {
  switch (condition.kind) {
    case 'and':
      return evaluateList(scope, condition.operands, false);
    case 'or':
      return evaluateList(scope, condition.operands, true);
    case 'not': {
      const holds = evaluateCondition(scope, condition.operand);
      return holds.ok ? succeed(!holds.value) : holds;
    }
    case 'presence':
      return succeed(evaluatePath(condition.variable, scope.roots).ok === condition.expected);
    case 'type':
      return evaluateTest(scope, condition.variable, (value) => condition.test(value) === condition.expected);
    case 'matches':
      return evaluateTest(scope, condition.variable, (value) => typeof value === 'string' && matchesTextPattern(value, condition.pattern));
    case 'compare':
      return evaluateComparison(scope, condition);
  }
}
