import type { JsonValue } from '../../kernel/json.ts';
import { compileRegex } from '../jsonata/regex.ts';
import { FILTER_DEPTH_MAX } from './limits.ts';
import { FILTER_OPERATORS, type FilterNode, type FilterOperand, type FilterOperator, type JsonPath } from './model.ts';
import { expect, peek, refuse, skipBlanks, take, takePattern, type Reader } from './reader.ts';

type ReadPath = (reader: Reader) => JsonPath;

/** Reads a filter that starts behind its question mark: `(@.price < 10 && @.kind in ['a','b'])`. */
export function parseFilter(reader: Reader, readPath: ReadPath): FilterNode {
  skipBlanks(reader);
  expect(reader, '(');
  const filter = deeper(reader, () => readOr(reader, readPath));
  expect(reader, ')');
  return filter;
}

/** Reads something one level further in. */
function deeper<T>(reader: Reader, read: () => T): T {
  reader.depth += 1;
  if (reader.depth > FILTER_DEPTH_MAX) refuse(reader, 'A filter is nested too deeply');
  const value = read();
  reader.depth -= 1;
  return value;
}

function readChain(reader: Reader, kind: 'and' | 'or', readOne: () => FilterNode): FilterNode {
  const first = readOne();
  const operands = [first];
  const sign = kind === 'and' ? '&&' : '||';
  for (skipBlanks(reader); take(reader, sign); skipBlanks(reader)) operands.push(readOne());
  return operands.length === 1 ? first : { kind, operands };
}

function readOr(reader: Reader, readPath: ReadPath): FilterNode {
  return readChain(reader, 'or', () => readChain(reader, 'and', () => readUnary(reader, readPath)));
}

function readUnary(reader: Reader, readPath: ReadPath): FilterNode {
  skipBlanks(reader);
  if (take(reader, '!')) return { kind: 'not', operand: deeper(reader, () => readUnary(reader, readPath)) };
  if (!take(reader, '(')) return readRelation(reader, readPath);
  const inner = deeper(reader, () => readOr(reader, readPath));
  expect(reader, ')');
  return inner;
}

function readRelation(reader: Reader, readPath: ReadPath): FilterNode {
  const left = readOperand(reader, readPath);
  skipBlanks(reader);
  const operator = readOperator(reader);
  if (operator === undefined) return left.kind === 'path' ? { kind: 'exists', path: left.path } : refuse(reader, 'Expected an operator');
  skipBlanks(reader);
  const right = readOperand(reader, readPath);
  if ((operator === '=~') !== (right.kind === 'regex') || left.kind === 'regex') refuse(reader, 'A regular expression stands on the right of =~');
  return { kind: 'compare', operator, left, right };
}

function readOperator(reader: Reader): FilterOperator | undefined {
  const word = takePattern(reader, /[=!<>~]+|[a-z]+\b/i)?.toLowerCase();
  if (word === undefined) return undefined;
  return FILTER_OPERATORS.find((operator) => operator === word) ?? refuse(reader, 'There is no such operator');
}

function readOperand(reader: Reader, readPath: ReadPath): FilterOperand {
  const next = peek(reader);
  if (next === '@' || next === '$') return { kind: 'path', path: readPath(reader) };
  return next === '/' ? readRegex(reader) : { kind: 'literal', value: readLiteral(reader) };
}

function readRegex(reader: Reader): FilterOperand {
  const text = takePattern(reader, /\/(?:[^/\\]|\\.)*\/[a-zA-Z]*/) ?? refuse(reader, 'A regular expression does not end');
  const end = text.lastIndexOf('/');
  const flags = text.slice(end + 1);
  if (/[^im]/.test(flags)) refuse(reader, 'A regular expression takes the flags i and m');
  const regex = compileRegex(text.slice(1, end), flags);
  return regex.ok ? { kind: 'regex', regex: regex.value } : refuse(reader, `The regular expression is not supported: ${regex.error}`);
}

const WORDS: ReadonlyMap<string, JsonValue> = new Map<string, JsonValue>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

function readLiteral(reader: Reader): JsonValue {
  if (take(reader, '[')) return deeper(reader, () => readArray(reader));
  if (peek(reader) === "'" || peek(reader) === '"') return readText(reader);
  const number = takePattern(reader, /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/);
  if (number !== undefined) return Number(number);
  const word = takePattern(reader, /[a-z]+/) ?? refuse(reader, 'Expected a value');
  const value = WORDS.get(word);
  return value === undefined ? refuse(reader, 'Expected a value') : value;
}

function readArray(reader: Reader): JsonValue {
  const items: JsonValue[] = [];
  skipBlanks(reader);
  if (take(reader, ']')) return items;
  do {
    skipBlanks(reader);
    items.push(readLiteral(reader));
    skipBlanks(reader);
  } while (take(reader, ','));
  expect(reader, ']');
  return items;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([['n', '\n'], ['r', '\r'], ['t', '\t'], ['b', '\b'], ['f', '\f']]);

function readText(reader: Reader): string {
  const pattern = peek(reader) === "'" ? /'(?:[^'\\]|\\.)*'/s : /"(?:[^"\\]|\\.)*"/s;
  const text = takePattern(reader, pattern) ?? refuse(reader, 'A text does not end');
  return text.slice(1, -1).replaceAll(/\\u([0-9A-Fa-f]{4})|\\(.)/gs, (_whole, code: string | undefined, one: string) => (code === undefined ? (ESCAPES.get(one) ?? one) : String.fromCharCode(parseInt(code, 16))));
}
