import type { JqExpression } from './ast.ts';
import { cardinalityOf, isOne } from './cardinality.ts';
import { withValue } from './bind-value.ts';
import { operation, type Code } from './code.ts';
import { withDot, type JqScope } from './scope.ts';
import { helper, refuseConstruct, type Translator } from './translator.ts';

type Try = Extract<JqExpression, { kind: 'try' }>;

/**
 * `try body` as an array of what it yields. JSONata cannot catch an error, so the body is one that raises none, or one whose failing can be
 * asked for beforehand: reading members, `.[]`, `tonumber`, `error`.
 */
export function attempt(t: Translator, node: Try, scope: JqScope): Code {
  const body = attemptBody(t, node.body, scope);
  if (body === undefined) return refuseTry(t, node);
  if (node.handler === undefined || body.isSafe) return body.code;
  if (readsInput(node.handler)) return refuseTry(t, node, 'the message of an error cannot be read');
  if (!isOne(cardinalityOf(withoutOptional(node.body)))) return refuseTry(t, node);
  const handler = t.stream(node.handler, scope).text;
  return withValue(t, body.code, (list) => operation(`$count(${list.text}) = 0 ? ${handler} : ${list.text}`, 'array'));
}

interface Attempt {
  readonly code: Code;
  /** It never fails. */
  readonly isSafe: boolean;
}

function attemptBody(t: Translator, node: JqExpression, scope: JqScope): Attempt | undefined {
  if (node.kind === 'index') return attemptIndex(t, node, scope);
  if (node.kind === 'iterate' && isOne(cardinalityOf(node.target))) return { code: t.stream({ ...node, optional: true }, scope), isSafe: false };
  if (node.kind === 'call' && node.name === 'tonumber') return { code: helper(t, 'tno', [scope.dot.text], 'array'), isSafe: false };
  if (node.kind === 'call' && node.name === 'error') return { code: t.stream({ kind: 'call', name: 'empty', arguments: [], offset: node.offset }, scope), isSafe: false };
  if (node.kind === 'pipe' && isOne(cardinalityOf(node.left))) return attemptPipe(t, node, scope);
  return attemptSafe(t, node, scope);
}

function attemptIndex(t: Translator, node: Extract<JqExpression, { kind: 'index' }>, scope: JqScope): Attempt | undefined {
  if (node.target.kind === 'index' && isOne(cardinalityOf(withoutOptional(node.target)))) {
    return attemptPipe(t, { kind: 'pipe', left: node.target, right: { ...node, target: { kind: 'identity', offset: node.offset } }, offset: node.offset }, scope);
  }
  if (!isOne(cardinalityOf({ ...node, optional: false }))) return undefined;
  return { code: t.stream({ ...node, optional: true }, scope), isSafe: false };
}

/** The right side is tried where the left side gave something. */
function attemptPipe(t: Translator, node: Extract<JqExpression, { kind: 'pipe' }>, scope: JqScope): Attempt | undefined {
  const safe = attemptSafe(t, node.left, scope);
  if (safe !== undefined && node.left.kind !== 'index') {
    let right: Attempt | undefined;
    const code = withValue(t, t.value(node.left, scope), (dot) => {
      right = attemptBody(t, node.right, withDot(scope, dot));
      return right?.code ?? dot;
    });
    return right === undefined ? undefined : { code, isSafe: right.isSafe };
  }
  const left = attemptBody(t, node.left, scope);
  if (left === undefined) return undefined;
  const tried: JqExpression = { kind: 'try', body: node.right, offset: node.right.offset };
  const name = `#tried${node.offset}.${node.right.offset}`;
  const each: JqExpression = { kind: 'pipe', left: { kind: 'iterate', target: { kind: 'variable', name, offset: node.offset }, optional: false, offset: node.offset }, right: tried, offset: node.offset };
  const code = withValue(t, left.code, (list) => t.stream(each, { ...scope, variables: new Map([...scope.variables, [name, { ...list, type: 'array' }]]) }));
  return { code, isSafe: false };
}

/** Translates it and looks whether anything in it can raise an error. */
function attemptSafe(t: Translator, node: JqExpression, scope: JqScope): Attempt | undefined {
  const { raises, lenient } = t.notes;
  t.notes.raises = false;
  t.notes.lenient = false;
  const code = t.stream(node, scope);
  const isSafe = !t.notes.raises && !t.notes.lenient;
  t.notes.raises ||= raises;
  t.notes.lenient ||= lenient;
  return isSafe ? { code, isSafe } : undefined;
}

function withoutOptional(node: JqExpression): JqExpression {
  if (node.kind === 'index') return { ...node, optional: false, target: withoutOptional(node.target) };
  return node.kind === 'try' ? node.body : node;
}

function readsInput(node: JqExpression): boolean {
  return node.kind !== 'literal' && node.kind !== 'variable' && !(node.kind === 'array' && node.body === undefined) && !(node.kind === 'object' && node.entries.every(({ key, value }) => !readsInput(key) && !readsInput(value))) && !(node.kind === 'call' && node.name === 'empty');
}

function refuseTry(t: Translator, node: Try, reason = 'JSONata cannot catch an error, and this body may raise one that cannot be foreseen'): Code {
  return refuseConstruct(t, node, { construct: node.handler === undefined ? 'try' : 'try … catch', reason, suggestion: 'Ask for the type first (if type == "number" then … else … end), or catch the error with a try task.' });
}
