import type { JqExpression } from './ast.ts';
import { bindVariable } from './bindings.ts';
import { assignCode } from './assign.ts';
import { callCode } from './calls.ts';
import { cardinalityOf, isOne } from './cardinality.ts';
import { literalCode, memberCode, operand, operation, pathCode, primary, type Code } from './code.ts';
import { formatCode } from './formats.ts';
import { binaryCode, negateCode, objectCode, textOf } from './operators.ts';
import { withDot, withVariable, type JqScope } from './scope.ts';
import { freshVariable, helper, present, refuse, refuseConstruct, type Translator } from './translator.ts';
import { truth } from './truth.ts';
import { filterCode, withValue } from './bind-value.ts';

/** Translates an expression where one value is needed. What surely yields none, or may yield several, is refused. */
export function valueOf(t: Translator, node: JqExpression, scope: JqScope): Code {
  const { min, max } = cardinalityOf(node);
  if (max === 'many') return several(t, node);
  if (max === 0) return refuse(t, { kind: 'streams', message: 'The expression yields no value here.', suggestion: 'Give a value, for example null.', offset: node.offset });
  if (min === 1 || isLenient(node)) return single(t, node, scope);
  return possiblyNone(t, node, scope);
}

function several(t: Translator, node: JqExpression): Code {
  const message = 'The expression may yield several values where one is needed.';
  return refuse(t, { kind: 'streams', message, suggestion: 'Collect them with [ … ], or take one with first( … ).', offset: node.offset });
}

/** `.a?`: nothing is ever raised by reading a member, so that the value is simply null. */
function isLenient(node: JqExpression): boolean {
  if (node.kind === 'index') return isOne(cardinalityOf({ ...node, optional: false })) || isLenient(node.target);
  return node.kind === 'try' && node.handler === undefined && isReading(node.body);
}

function isReading(node: JqExpression): boolean {
  return node.kind === 'identity' || node.kind === 'variable' || (node.kind === 'index' && node.key.kind === 'literal' && isReading(node.target));
}

/** No value is an error of the expression (mapping §3.5). A value that depends on a condition needs no array for that. */
function possiblyNone(t: Translator, node: JqExpression, scope: JqScope): Code {
  if (node.kind === 'try' && node.handler === undefined && isOne(cardinalityOf(node.body))) {
    const { raises } = t.notes;
    t.notes.raises = false;
    const body = t.value(node.body, scope);
    const isSafe = !t.notes.raises;
    t.notes.raises = raises;
    if (isSafe) return body;
  }
  return helper(t, 'one', [t.stream(node, scope).text]);
}

function single(t: Translator, node: JqExpression, scope: JqScope): Code {
  switch (node.kind) {
    case 'identity':
      return scope.dot;
    case 'literal':
      return literalCode(node.value);
    case 'variable':
      return variableCode(t, node, scope);
    case 'string':
      return stringCode(t, node, scope);
    case 'format':
      return formatCode(t, node, scope.dot);
    case 'array':
      return node.body === undefined ? { ...primary('[]', 'array'), isItems: true } : t.stream(node.body, scope);
    case 'object':
      return objectCode(t, node.entries.map(({ key, value }) => ({ key: t.value(key, scope), name: typeof literalOf(key) === 'string' ? String(literalOf(key)) : undefined, value: t.value(value, scope) })));
    case 'index':
      return indexCode(t, node, scope);
    case 'slice':
      return helper(t, 'sl', [t.value(node.target, scope).text, ...[node.from, node.to].map((bound) => (bound === undefined ? 'null' : present(t, t.value(bound, scope))))]);
    case 'negate':
      return negateCode(t, t.value(node.expression, scope));
    case 'binary':
      return operatorCode(t, node, scope);
    case 'condition':
      return conditionCode(t, node, scope);
    default:
      return composed(t, node, scope);
  }
}

function literalOf(node: JqExpression): unknown {
  return node.kind === 'literal' ? node.value : undefined;
}

type Composed = Exclude<
  JqExpression,
  { kind: 'identity' | 'literal' | 'variable' | 'string' | 'format' | 'array' | 'object' | 'index' | 'slice' | 'negate' | 'binary' | 'condition' }
>;

function composed(t: Translator, node: Composed, scope: JqScope): Code {
  switch (node.kind) {
    case 'pipe':
      return withValue(t, t.value(node.left, scope), (dot) => t.value(node.right, withDot(scope, dot)));
    case 'bind':
      return bindVariable(t, node, { scope, then: (inner) => t.value(node.body, inner) });
    case 'reduce':
      return reduceCode(t, node, scope);
    case 'assign':
      return assignCode(t, node, scope);
    case 'call':
      return callCode(t, node, scope);
    case 'try':
      return t.value(node.body, scope);
    case 'comma':
      return t.value(cardinalityOf(node.left).max === 0 ? node.right : node.left, scope);
    case 'define':
      return refuseConstruct(t, node, { construct: 'def', reason: 'functions of your own are not translated', suggestion: 'Write the function where it is used, or use a JSONata function($x){ … }.' });
    case 'label':
    case 'break':
      return refuseConstruct(t, node, { construct: 'label', reason: 'leaving a loop early has no counterpart', suggestion: 'Use first( … ) or a $filter in JSONata.' });
    default:
      return several(t, node);
  }
}

const FOREIGN_VARIABLES: { readonly [name: string]: string } = {
  ENV: 'a workflow has no environment',
  __loc__: 'the place in the text is not known when it runs',
  __prog_args: 'a workflow has no command line',
};

function variableCode(t: Translator, node: Extract<JqExpression, { kind: 'variable' }>, scope: JqScope): Code {
  const bound = scope.variables.get(node.name);
  if (bound !== undefined) return bound;
  const reason = Object.hasOwn(FOREIGN_VARIABLES, node.name) ? FOREIGN_VARIABLES[node.name] : undefined;
  if (reason !== undefined) return refuseConstruct(t, node, { construct: `$${node.name}`, reason, suggestion: 'Pass what is needed in the input of the workflow.' });
  if (node.name.includes('::')) return refuseConstruct(t, node, { construct: `$${node.name}`, reason: 'modules are not available' });
  t.notes.variables.add(node.name);
  return pathCode(`$${node.name}`, true);
}

function stringCode(t: Translator, node: Extract<JqExpression, { kind: 'string' }>, scope: JqScope): Code {
  const inside = (part: JqExpression): Code => {
    const value = t.value(part, scope);
    return node.format === undefined || node.format === 'text' ? textOf(t, value) : formatCode(t, { kind: 'format', name: node.format, offset: node.offset }, value);
  };
  const parts = node.parts.map((part) => (typeof part === 'string' ? literalCode(part) : inside(part)));
  if (parts.length === 1) return parts[0] ?? literalCode('');
  return operation(parts.map(operand).join(' & '), 'string');
}

/** A member or position that is written out is a step of a path; anything else asks the types at run time. */
function indexCode(t: Translator, node: Extract<JqExpression, { kind: 'index' }>, scope: JqScope): Code {
  const target = t.value(node.target, scope);
  t.notes.lenient = true;
  if (node.key.kind === 'literal' && typeof node.key.value === 'string') return memberCode(target, node.key.value);
  const position = positionOf(node.key);
  if (position !== undefined && target.isPath) return pathCode(`${target.text}[${position}]`, false);
  if (position !== undefined) return primary(`(${target.text})[${position}]`, 'any', false);
  const key = t.value(node.key, scope);
  if (key.type === 'null' || key.type === 'array' || key.type === 'object') return refuseConstruct(t, node, { construct: `.[${key.type}]`, reason: 'a key is a string or a number' });
  return helper(t, 'ix', [target.text, key.text]);
}

function positionOf(key: JqExpression): number | undefined {
  const sign = key.kind === 'negate' ? -1 : 1;
  const literal = key.kind === 'negate' ? key.expression : key;
  return literal.kind === 'literal' && typeof literal.value === 'number' ? Math.floor(sign * literal.value) : undefined;
}

function operatorCode(t: Translator, node: Extract<JqExpression, { kind: 'binary' }>, scope: JqScope): Code {
  const { operator } = node;
  if (operator === '//') return alternativeCode(t, node, scope);
  const left = t.value(node.left, scope);
  const right = t.value(node.right, scope);
  if (operator !== 'and' && operator !== 'or') return binaryCode(t, operator, { left, right });
  return operation(`${operand(truth(t, left))} ${operator} ${operand(truth(t, right))}`, 'boolean');
}

function alternativeCode(t: Translator, node: Extract<JqExpression, { kind: 'binary' }>, scope: JqScope): Code {
  if (!isOne(cardinalityOf(node.left)) && !isLenient(node.left)) {
    const list = freshVariable(t);
    const kept = filterCode(t, t.stream(node.left, scope).text, (item) => truth(t, item)).text;
    return primary(`(${list.text} := ${kept}; $count(${list.text}) = 0 ? ${present(t, t.value(node.right, scope))} : ${list.text}[0])`, 'any');
  }
  return withValue(t, t.value(node.left, scope), (left) => {
    const right = t.value(node.right, scope);
    return operation(`${operand(truth(t, left))} ? ${operand(left)} : ${operand(right)}`, left.type === right.type ? left.type : 'any', right.isDefined);
  });
}

function conditionCode(t: Translator, node: Extract<JqExpression, { kind: 'condition' }>, scope: JqScope): Code {
  const condition = truth(t, t.value(node.condition, scope));
  const then = t.value(node.then, scope);
  const otherwise = node.else === undefined ? scope.dot : t.value(node.else, scope);
  const type = then.type === otherwise.type ? then.type : 'any';
  return operation(`${operand(condition)} ? ${operand(then)} : ${operand(otherwise)}`, type, then.isDefined && otherwise.isDefined);
}

function reduceCode(t: Translator, node: Extract<JqExpression, { kind: 'reduce' }>, scope: JqScope): Code {
  const state = freshVariable(t);
  const item = freshVariable(t);
  const name = node.pattern.kind === 'variable' ? node.pattern.name : '';
  const source = t.stream(node.source, scope).text;
  const update = present(t, t.value(node.update, withDot(withVariable(scope, name, item), state)));
  const init = present(t, t.value(node.init, scope));
  return primary(`$reduce(${source}, function(${state.text}, ${item.text}){${update}}, ${init})`, 'any');
}
