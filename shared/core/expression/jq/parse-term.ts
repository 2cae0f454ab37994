import type { JqEntry, JqExpression, JqPattern, JqPatternEntry } from './ast.ts';
import type { Cursor } from './cursor.ts';
import type { Token } from './lexer.ts';
import { JqSyntaxFault } from './syntax-fault.ts';

/** The parsers of whole expressions that terms contain. */
export interface ExpressionParsers {
  /** Anything. */
  readonly pipe: (cursor: Cursor) => JqExpression;
  /** The value of an object construction: anything without a comma. */
  readonly objectValue: (cursor: Cursor) => JqExpression;
}

/** A term with its suffixes: `.a[0].b?`. */
export function parsePostfix(cursor: Cursor, parsers: ExpressionParsers): JqExpression {
  let term = parseTerm(cursor, parsers);
  for (let longer = parseSuffix(cursor, term, parsers); longer !== undefined; longer = parseSuffix(cursor, term, parsers)) term = longer;
  return term;
}

/** `term as patterns | body`, from `as` on. */
export function parseBinding(cursor: Cursor, source: JqExpression, parsers: ExpressionParsers): JqExpression {
  cursor.expect('as');
  const patterns = [parsePattern(cursor, parsers)];
  while (cursor.accept('?//')) patterns.push(parsePattern(cursor, parsers));
  cursor.expect('|');
  return { kind: 'bind', source, patterns, body: parsers.pipe(cursor), offset: source.offset };
}

function parseSuffix(cursor: Cursor, target: JqExpression, parsers: ExpressionParsers): JqExpression | undefined {
  const { offset } = cursor.next;
  if (cursor.next.kind === 'field') return field(target, cursor.take(), cursor.accept('?'));
  if (cursor.accept('?')) return { kind: 'try', body: target, offset };
  if (cursor.is('[')) return parseBracket(cursor, target, parsers);
  if (!cursor.accept('.')) return undefined;
  if (cursor.is('[')) return parseBracket(cursor, target, parsers);
  const key = parseString(cursor, parsers);
  return { kind: 'index', target, key, optional: cursor.accept('?'), offset };
}

function field(target: JqExpression, token: Token, optional: boolean): JqExpression {
  return { kind: 'index', target, key: { kind: 'literal', value: token.text, offset: token.offset }, optional, offset: token.offset };
}

function parseBracket(cursor: Cursor, target: JqExpression, parsers: ExpressionParsers): JqExpression {
  const { offset } = cursor.next;
  cursor.expect('[');
  if (cursor.accept(']')) return { kind: 'iterate', target, optional: cursor.accept('?'), offset };
  const from = cursor.is(':') ? undefined : parsers.pipe(cursor);
  if (!cursor.accept(':')) {
    cursor.expect(']');
    return { kind: 'index', target, key: from ?? { kind: 'identity', offset }, optional: cursor.accept('?'), offset };
  }
  const to = cursor.is(']') && from !== undefined ? undefined : parsers.pipe(cursor);
  cursor.expect(']');
  return { kind: 'slice', target, ...(from && { from }), ...(to && { to }), optional: cursor.accept('?'), offset };
}

function parseTerm(cursor: Cursor, parsers: ExpressionParsers): JqExpression {
  const token = cursor.next;
  switch (token.kind) {
    case 'number':
      return number(cursor.take());
    case 'quote':
      return parseString(cursor, parsers);
    case 'format':
      return parseFormat(cursor, parsers);
    case 'field':
      return field({ kind: 'identity', offset: token.offset }, cursor.take(), cursor.accept('?'));
    case 'variable':
      return { kind: 'variable', name: cursor.take().text, offset: token.offset };
    case 'name':
      return parseCall(cursor, parsers);
    case 'keyword':
      return parseKeyword(cursor, parsers);
    default:
      return parseBracketed(cursor, parsers);
  }
}

function number({ text, offset }: Token): JqExpression {
  const value = Number(text);
  if (!Number.isFinite(value)) throw new JqSyntaxFault('A number that is too large', offset);
  return { kind: 'literal', value, offset };
}

const CONSTANTS: { readonly [name: string]: boolean | null } = { true: true, false: false, null: null };

function parseCall(cursor: Cursor, parsers: ExpressionParsers): JqExpression {
  const { text: name, offset } = cursor.take();
  if (name === 'break') return { kind: 'break', name: cursor.expectKind('variable', 'The name of a label').text, offset };
  const args: JqExpression[] = [];
  if (!cursor.accept('(')) {
    return Object.hasOwn(CONSTANTS, name) ? { kind: 'literal', value: CONSTANTS[name] ?? null, offset } : { kind: 'call', name, arguments: args, offset };
  }
  do args.push(parsers.pipe(cursor));
  while (cursor.accept(';'));
  cursor.expect(')');
  return { kind: 'call', name, arguments: args, offset };
}

function parseBracketed(cursor: Cursor, parsers: ExpressionParsers): JqExpression {
  const { offset } = cursor.next;
  if (cursor.accept('..')) return { kind: 'recurse', offset };
  if (cursor.accept('.')) return parseAfterDot(cursor, offset, parsers);
  if (cursor.accept('(')) {
    const inner = parsers.pipe(cursor);
    cursor.expect(')');
    return inner;
  }
  if (cursor.accept('[')) {
    if (cursor.accept(']')) return { kind: 'array', offset };
    const body = parsers.pipe(cursor);
    cursor.expect(']');
    return { kind: 'array', body, offset };
  }
  if (cursor.accept('{')) return { kind: 'object', entries: parseEntries(cursor, parsers), offset };
  throw new JqSyntaxFault('A value is expected here', offset);
}

function parseAfterDot(cursor: Cursor, offset: number, parsers: ExpressionParsers): JqExpression {
  const identity: JqExpression = { kind: 'identity', offset };
  if (cursor.next.kind !== 'quote' || cursor.next.offset !== offset + 1) return identity;
  const key = parseString(cursor, parsers);
  return { kind: 'index', target: identity, key, optional: cursor.accept('?'), offset };
}

function parseFormat(cursor: Cursor, parsers: ExpressionParsers): JqExpression {
  const { text: name, offset } = cursor.take();
  if (cursor.next.kind !== 'quote') return { kind: 'format', name, offset };
  const string = parseString(cursor, parsers);
  return string.kind === 'string' ? { ...string, format: name, offset } : string;
}

function parseString(cursor: Cursor, parsers: ExpressionParsers): JqExpression {
  if (cursor.next.kind !== 'quote') throw new JqSyntaxFault('A field name or a string is expected here', cursor.next.offset);
  const { offset, end } = cursor.next;
  const parts: (string | JqExpression)[] = [];
  let piece = cursor.readString(end);
  while (!piece.isLast) {
    const inside = parsers.pipe(cursor);
    parts.push(piece.text, inside);
    if (!cursor.is(')')) throw new JqSyntaxFault(`')' is expected here`, cursor.next.offset);
    piece = cursor.readString(cursor.next.end);
  }
  if (parts.length === 0) return { kind: 'literal', value: piece.text, offset };
  return { kind: 'string', parts: [...parts, piece.text].filter((part) => part !== ''), offset };
}

function parseEntries(cursor: Cursor, parsers: ExpressionParsers): readonly JqEntry[] {
  const entries: JqEntry[] = [];
  while (!cursor.accept('}')) {
    entries.push(parseEntry(cursor, parsers));
    if (!cursor.is('}')) cursor.expect(',');
  }
  return entries;
}

/** `a`, `"a"`, `$a`, or any of these, or `(…)`, with a value behind a colon. */
function parseEntry(cursor: Cursor, parsers: ExpressionParsers): JqEntry {
  const { kind, text, offset } = cursor.next;
  if (kind === 'variable') {
    cursor.take();
    const variable: JqExpression = { kind: 'variable', name: text, offset };
    return cursor.accept(':') ? { key: variable, value: parsers.objectValue(cursor) } : { key: { kind: 'literal', value: text, offset }, value: variable };
  }
  const isComputed = cursor.is('(');
  const key = parseKey(cursor, parsers);
  if (cursor.accept(':')) return { key, value: parsers.objectValue(cursor) };
  if (isComputed) throw new JqSyntaxFault(`':' is expected here`, cursor.next.offset);
  return { key, value: { kind: 'index', target: { kind: 'identity', offset }, key, optional: false, offset } };
}

function parseKey(cursor: Cursor, parsers: ExpressionParsers): JqExpression {
  const { kind, text, offset } = cursor.next;
  if (kind === 'name' || kind === 'keyword') {
    cursor.take();
    return { kind: 'literal', value: text, offset };
  }
  if (kind === 'quote') return parseString(cursor, parsers);
  if (kind === 'format') {
    const format = parseFormat(cursor, parsers);
    if (format.kind === 'format') throw new JqSyntaxFault('A string is expected behind the format', cursor.next.offset);
    return format;
  }
  if (!cursor.accept('(')) throw new JqSyntaxFault('A key is expected here', offset);
  const key = parsers.pipe(cursor);
  cursor.expect(')');
  return key;
}

function parseKeyword(cursor: Cursor, parsers: ExpressionParsers): JqExpression {
  const { text, offset } = cursor.next;
  switch (text) {
    case 'if':
      return parseCondition(cursor, parsers);
    case 'try':
      return parseTry(cursor, parsers);
    case 'reduce':
    case 'foreach':
      return parseFold(cursor, parsers);
    case 'label':
      return parseLabel(cursor, parsers);
    case 'def': {
      // A definition in front of a term: jq takes it anywhere an expression starts.
      return parsers.pipe(cursor);
    }
    case 'import':
    case 'include':
      throw new JqSyntaxFault('Modules are not available', offset, text);
    default:
      throw new JqSyntaxFault('A value is expected here', offset);
  }
}

/** From `if` or `elif` on; the `end` belongs to all of them. */
function parseCondition(cursor: Cursor, parsers: ExpressionParsers): JqExpression {
  const { offset } = cursor.take();
  const condition = parsers.pipe(cursor);
  cursor.expect('then');
  const then = parsers.pipe(cursor);
  if (cursor.is('elif')) return { kind: 'condition', condition, then, else: cursor.deeper(() => parseCondition(cursor, parsers)), offset };
  const otherwise = cursor.accept('else') ? parsers.pipe(cursor) : undefined;
  cursor.expect('end');
  return { kind: 'condition', condition, then, ...(otherwise && { else: otherwise }), offset };
}

function parseTry(cursor: Cursor, parsers: ExpressionParsers): JqExpression {
  const { offset } = cursor.take();
  const body = cursor.deeper(() => parsePostfix(cursor, parsers));
  if (!cursor.accept('catch')) return { kind: 'try', body, offset };
  return { kind: 'try', body, handler: cursor.deeper(() => parsePostfix(cursor, parsers)), offset };
}

function parseFold(cursor: Cursor, parsers: ExpressionParsers): JqExpression {
  const { text, offset } = cursor.take();
  const source = cursor.deeper(() => parsePostfix(cursor, parsers));
  cursor.expect('as');
  const pattern = parsePattern(cursor, parsers);
  cursor.expect('(');
  const init = parsers.pipe(cursor);
  cursor.expect(';');
  const update = parsers.pipe(cursor);
  const extract = text === 'foreach' && cursor.accept(';') ? parsers.pipe(cursor) : undefined;
  cursor.expect(')');
  if (text === 'reduce') return { kind: 'reduce', source, pattern, init, update, offset };
  return { kind: 'foreach', source, pattern, init, update, ...(extract && { extract }), offset };
}

function parseLabel(cursor: Cursor, parsers: ExpressionParsers): JqExpression {
  const { offset } = cursor.take();
  const { text: name } = cursor.expectKind('variable', 'The name of a label');
  cursor.expect('|');
  return { kind: 'label', name, body: parsers.pipe(cursor), offset };
}

function parsePattern(cursor: Cursor, parsers: ExpressionParsers): JqPattern {
  return cursor.deeper(() => {
    if (cursor.accept('[')) return { kind: 'array', items: parsePatternItems(cursor, parsers) };
    if (cursor.accept('{')) return { kind: 'object', entries: parsePatternEntries(cursor, parsers) };
    return { kind: 'variable', name: cursor.expectKind('variable', 'A variable').text };
  });
}

function parsePatternItems(cursor: Cursor, parsers: ExpressionParsers): readonly JqPattern[] {
  const items: JqPattern[] = [];
  do items.push(parsePattern(cursor, parsers));
  while (cursor.accept(','));
  cursor.expect(']');
  return items;
}

function parsePatternEntries(cursor: Cursor, parsers: ExpressionParsers): readonly JqPatternEntry[] {
  const entries: JqPatternEntry[] = [];
  do entries.push(parsePatternEntry(cursor, parsers));
  while (cursor.accept(','));
  cursor.expect('}');
  return entries;
}

function parsePatternEntry(cursor: Cursor, parsers: ExpressionParsers): JqPatternEntry {
  const { kind, text, offset } = cursor.next;
  if (kind === 'variable') {
    cursor.take();
    const key: JqExpression = { kind: 'literal', value: text, offset };
    return cursor.accept(':') ? { key, variable: text, pattern: parsePattern(cursor, parsers) } : { key, variable: text };
  }
  const key = parseKey(cursor, parsers);
  cursor.expect(':');
  return { key, pattern: parsePattern(cursor, parsers) };
}
