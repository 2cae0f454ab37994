import type { JqExpression } from './ast.ts';
import { bindEach } from './bindings.ts';
import { filterCode, mapCode, withValue } from './bind-value.ts';
import { callStream } from './calls.ts';
import { cardinalityOf, isOne } from './cardinality.ts';
import { itemsCode, operand, operation, primary, type Code } from './code.ts';
import { liftOperand } from './lift.ts';
import { withDot, withVariable, type JqScope } from './scope.ts';
import { attempt } from './attempt.ts';
import { freshVariable, helper, present, refuseConstruct, type Translator } from './translator.ts';
import { truth } from './truth.ts';

/** Translates an expression into an array of all that it yields. */
export function streamOf(t: Translator, node: JqExpression, scope: JqScope): Code {
  if (node.kind === 'comma') return itemsCode(commaParts(node).map((part) => itemText(t, part, scope)));
  if (isOne(cardinalityOf(node))) return itemsCode([itemText(t, node, scope)]);
  switch (node.kind) {
    case 'recurse':
      return helper(t, 'rec', [scope.dot.text], 'array');
    case 'iterate':
      return iterateCode(t, node, scope);
    case 'pipe':
      return pipeStream(t, node, scope);
    case 'bind':
      return bindEach(t, node, scope);
    case 'condition':
      return conditionStream(t, node, scope);
    case 'try':
      return attempt(t, node, scope);
    case 'foreach':
      return foreachCode(t, node, scope);
    default:
      return operandStream(t, node, scope);
  }
}

/** Streams of what has operands: each operand that is a stream itself is run through first. */
function operandStream(t: Translator, node: JqExpression, scope: JqScope): Code {
  if (node.kind === 'call') {
    const special = callStream(t, node, scope);
    if (special !== undefined) return special;
  }
  if (node.kind === 'index' && node.optional && isOne(cardinalityOf({ ...node, optional: false }))) {
    const key = node.key.kind === 'literal' && typeof node.key.value === 'string' ? JSON.stringify(node.key.value) : present(t, t.value(node.key, scope));
    return helper(t, 'ixo', [t.value(node.target, scope).text, key], 'array');
  }
  if (node.kind === 'binary' && node.operator === '//') return alternativeStream(t, node, scope);
  if (node.kind === 'binary' && (node.operator === 'and' || node.operator === 'or')) return logicalStream(t, node, scope);
  const lifted = liftOperand(node);
  if (lifted !== undefined) return streamOf(t, lifted, scope);
  const construct = node.kind === 'call' ? `${node.name}/${node.arguments.length}` : node.kind;
  return refuseConstruct(t, node, { construct, reason: 'this is not translated where it may yield several values or none' });
}

function commaParts(node: JqExpression): readonly JqExpression[] {
  return node.kind === 'comma' ? [...commaParts(node.left), ...commaParts(node.right)] : [node];
}

/** Something as items of an array constructor: JSONata joins arrays there, unless they are written out as arrays themselves. */
function itemText(t: Translator, node: JqExpression, scope: JqScope): string {
  if (!isOne(cardinalityOf(node))) {
    const stream = t.stream(node, scope);
    return stream.text.startsWith('[') ? `(${stream.text})` : stream.text;
  }
  const value = t.value(node, scope);
  if (value.isItems) return value.text;
  if (value.type === 'array' && value.isDefined) return `[${value.text}]`;
  return value.type === 'any' || !value.isDefined ? helper(t, 'w', [value.text]).text : value.text;
}

function iterateCode(t: Translator, node: Extract<JqExpression, { kind: 'iterate' }>, scope: JqScope): Code {
  if (!isOne(cardinalityOf(node.target))) return liftTarget(t, node, scope);
  const target = t.value(node.target, scope);
  if (target.type === 'array' && target.isDefined) return target.isItems ? primary(`(${target.text})`, 'array') : target;
  return helper(t, node.optional ? 'ito' : 'it', [target.text], 'array');
}

function liftTarget(t: Translator, node: Extract<JqExpression, { kind: 'iterate' }>, scope: JqScope): Code {
  const { offset } = node;
  return streamOf(t, { kind: 'pipe', left: node.target, right: { ...node, target: { kind: 'identity', offset } }, offset }, scope);
}

function pipeStream(t: Translator, node: Extract<JqExpression, { kind: 'pipe' }>, scope: JqScope): Code {
  const { left, right } = node;
  if (isOne(cardinalityOf(left))) return withValue(t, t.value(left, scope), (dot) => t.stream(right, withDot(scope, dot)));
  const source = t.stream(left, scope).text;
  if (isOne(cardinalityOf(right))) return mapCode(t, source, (item) => t.value(right, withDot(scope, item)));
  const condition = right.kind === 'call' && right.name === 'select' && right.arguments.length === 1 ? right.arguments[0] : undefined;
  if (condition !== undefined && isOne(cardinalityOf(condition))) return filterCode(t, source, (item) => truth(t, t.value(condition, withDot(scope, item))));
  return helper(t, 'cat', [mapCode(t, source, (item) => t.stream(right, withDot(scope, item))).text], 'array');
}

function conditionStream(t: Translator, node: Extract<JqExpression, { kind: 'condition' }>, scope: JqScope): Code {
  const lifted = liftOperand(node);
  if (lifted !== undefined) return streamOf(t, lifted, scope);
  const condition = truth(t, t.value(node.condition, scope));
  const otherwise = node.else ?? { kind: 'identity', offset: node.offset };
  return operation(`${operand(condition)} ? ${t.stream(node.then, scope).text} : ${t.stream(otherwise, scope).text}`, 'array');
}

function alternativeStream(t: Translator, node: Extract<JqExpression, { kind: 'binary' }>, scope: JqScope): Code {
  const kept = freshVariable(t);
  const left = filterCode(t, t.stream(node.left, scope).text, (item) => truth(t, item));
  return primary(`(${kept.text} := ${left.text}; $count(${kept.text}) = 0 ? ${t.stream(node.right, scope).text} : ${kept.text})`, 'array');
}

/** The right side is run through only where the left side does not decide. */
function logicalStream(t: Translator, node: Extract<JqExpression, { kind: 'binary' }>, scope: JqScope): Code {
  const { offset } = node;
  const constant: JqExpression = { kind: 'literal', value: node.operator === 'or', offset };
  const right: JqExpression = { kind: 'condition', condition: node.right, then: { kind: 'literal', value: true, offset }, else: { kind: 'literal', value: false, offset }, offset };
  const [then, otherwise] = node.operator === 'or' ? [constant, right] : [right, constant];
  return streamOf(t, { kind: 'condition', condition: node.left, then, else: otherwise, offset }, scope);
}

/** States are kept beside what is extracted from them. */
function foreachCode(t: Translator, node: Extract<JqExpression, { kind: 'foreach' }>, scope: JqScope): Code {
  const [state, item, next] = [freshVariable(t), freshVariable(t), freshVariable(t)];
  const name = node.pattern.kind === 'variable' ? node.pattern.name : '';
  const inner = withVariable(scope, name, item);
  const source = t.stream(node.source, scope).text;
  const before: Code = { ...state, text: `${state.text}.s` };
  const update = present(t, t.value(node.update, withDot(inner, before)));
  const extract = t.stream(node.extract ?? { kind: 'identity', offset: node.offset }, withDot(inner, next)).text;
  const init = present(t, t.value(node.init, scope));
  const step = `(${next.text} := ${update}; {"s": ${next.text}, "o": $append(${state.text}.o, ${extract})})`;
  return primary(`$lookup($reduce(${source}, function(${state.text}, ${item.text}){${step}}, {"s": ${init}, "o": []}), "o")`, 'array');
}
