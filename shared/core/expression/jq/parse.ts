import { fail, succeed, type Result } from '../../kernel/result.ts';
import type { JqAssignment, JqExpression, JqOperator } from './ast.ts';
import { Cursor } from './cursor.ts';
import { JQ_TEXT_UNITS_MAX } from './limits.ts';
import { parseBinding, parsePostfix, type ExpressionParsers } from './parse-term.ts';
import { JqSyntaxFault } from './syntax-fault.ts';

/** Why a text is not an expression that we parse. */
export interface JqSyntaxError {
  readonly message: string;
  /** From 0. */
  readonly offset: number;
  /** A part of jq that is not parsed at all: `import`. */
  readonly construct?: string;
}

/**
 * Parses an expression of jq 1.7 (manual, "Basic filters" to "Assignment"), modules excepted. One thing is taken that jq 1.7 refuses:
 * operators in the value of an object construction, `{a: .b + 1}`.
 * Limits: {@link JQ_TEXT_UNITS_MAX}, `JQ_DEPTH_MAX`, `JQ_NODES_MAX`. Never throws.
 */
export function parseJq(text: string): Result<JqExpression, JqSyntaxError> {
  if (text.length > JQ_TEXT_UNITS_MAX) return fail({ message: `The expression is longer than ${JQ_TEXT_UNITS_MAX} characters`, offset: 0 });
  try {
    const cursor = new Cursor(text);
    const expression = parsePipe(cursor);
    if (cursor.next.kind !== 'end') throw new JqSyntaxFault('The end of the expression is expected here', cursor.next.offset);
    return succeed(expression);
  } catch (thrown) {
    if (!(thrown instanceof JqSyntaxFault)) throw thrown;
    return fail({ message: thrown.message, offset: thrown.offset, ...(thrown.construct !== undefined && { construct: thrown.construct }) });
  }
}

const PARSERS: ExpressionParsers = { pipe: parsePipe, objectValue: (cursor) => cursor.deeper(() => parsePipeOf(cursor, parseAlternative)) };

function parsePipe(cursor: Cursor): JqExpression {
  return cursor.deeper(() => (cursor.is('def') ? parseDefinition(cursor) : parsePipeOf(cursor, parseComma)));
}

function parsePipeOf(cursor: Cursor, parseOperand: (cursor: Cursor) => JqExpression): JqExpression {
  const left = parseOperand(cursor);
  if (!cursor.accept('|')) return left;
  const right = cursor.deeper(() => (cursor.is('def') ? parseDefinition(cursor) : parsePipeOf(cursor, parseOperand)));
  return { kind: 'pipe', left, right, offset: left.offset };
}

function parseDefinition(cursor: Cursor): JqExpression {
  const { offset } = cursor.take();
  const name = cursor.next.kind === 'keyword' ? cursor.take().text : cursor.expectKind('name', 'The name of a function').text;
  const parameters = cursor.accept('(') ? parseParameters(cursor) : [];
  cursor.expect(':');
  const body = parsePipe(cursor);
  cursor.expect(';');
  return { kind: 'define', name, parameters, body, rest: parsePipe(cursor), offset };
}

function parseParameters(cursor: Cursor): readonly string[] {
  const names: string[] = [];
  do {
    const isVariable = cursor.next.kind === 'variable';
    const token = isVariable ? cursor.take() : cursor.expectKind('name', 'The name of a parameter');
    names.push(isVariable ? `$${token.text}` : token.text);
  } while (cursor.accept(';'));
  cursor.expect(')');
  return names;
}

function parseComma(cursor: Cursor): JqExpression {
  let left = parseAlternative(cursor);
  while (cursor.accept(',')) left = { kind: 'comma', left, right: parseAlternative(cursor), offset: left.offset };
  return left;
}

/** `//` binds to the right, and tighter than the comma. */
function parseAlternative(cursor: Cursor): JqExpression {
  const left = parseAssignment(cursor);
  if (!cursor.accept('//')) return left;
  return { kind: 'binary', operator: '//', left, right: cursor.deeper(() => parseAlternative(cursor)), offset: left.offset };
}

const ASSIGNMENTS: readonly JqAssignment[] = ['=', '|=', '+=', '-=', '*=', '/=', '%=', '//='];

/** Assignments do not chain, and bind tighter than `//`: `.a |= . // 1` is `(.a |= .) // 1`. */
function parseAssignment(cursor: Cursor): JqExpression {
  const target = parseOperators(cursor, 0);
  const operator = ASSIGNMENTS.find((one) => cursor.accept(one));
  if (operator === undefined) return target;
  return { kind: 'assign', operator, target, value: cursor.deeper(() => parseOperators(cursor, 0)), offset: target.offset };
}

interface Level {
  readonly operators: readonly JqOperator[];
  readonly chains: boolean;
}

const LEVELS: readonly Level[] = [
  { operators: ['or'], chains: true },
  { operators: ['and'], chains: true },
  { operators: ['==', '!=', '<=', '>=', '<', '>'], chains: false },
  { operators: ['+', '-'], chains: true },
  { operators: ['*', '/', '%'], chains: true },
];

const LEVEL_OF_NEGATION = 4;

function parseOperators(cursor: Cursor, index: number): JqExpression {
  const level = LEVELS[index];
  if (level === undefined) return parseOperand(cursor);
  let left = parseOperators(cursor, index + 1);
  for (let operator = acceptAny(cursor, level); operator !== undefined; operator = level.chains ? acceptAny(cursor, level) : undefined) {
    left = { kind: 'binary', operator, left, right: parseOperators(cursor, index + 1), offset: left.offset };
  }
  return left;
}

function acceptAny(cursor: Cursor, level: Level): JqOperator | undefined {
  return level.operators.find((operator) => cursor.accept(operator));
}

/** A term, perhaps with a minus in front or with `as` behind; a binding reaches as far as it can. */
function parseOperand(cursor: Cursor): JqExpression {
  const { offset } = cursor.next;
  if (cursor.accept('-')) return { kind: 'negate', expression: cursor.deeper(() => parseOperators(cursor, LEVEL_OF_NEGATION)), offset };
  const term = parsePostfix(cursor, PARSERS);
  return cursor.is('as') ? parseBinding(cursor, term, PARSERS) : term;
}
