import { fail, succeed, type Result } from '../../kernel/result.ts';
import { PATH_STEPS_MAX, PATH_TEXT_UNITS_MAX } from './limits.ts';
import { PATH_FUNCTIONS, type JsonPath, type PathFunctionName, type PathRoot, type PathStep } from './model.ts';
import { parseFilter } from './parse-filter.ts';
import { expect, peek, refuse, skipBlanks, SyntaxFault, take, takePattern, type PathSyntaxError, type Reader } from './reader.ts';

/**
 * Parses a path: `$…`, `$$…` (the context object) or `$name…` (a variable).
 * Steps: `.name`, `['name']`, `["a","b"]`, `[0]`, `[-1]`, `[0,2]`, `[1:3]`, `.*`, `[*]`, `..`, `[?(…)]`, and at the end one of
 * {@link PATH_FUNCTIONS}. Limits: {@link PATH_TEXT_UNITS_MAX}, {@link PATH_STEPS_MAX}; regular expressions only as the linear-time engine takes them.
 */
export function parseJsonPath(text: string): Result<JsonPath, PathSyntaxError> {
  if (text.length > PATH_TEXT_UNITS_MAX) return fail({ message: 'The path is too long', position: 0 });
  const reader: Reader = { text, at: 0, depth: 0 };
  try {
    const path = readPath(reader);
    skipBlanks(reader);
    return reader.at < text.length ? refuse(reader, 'Unexpected character in a path') : succeed(path);
  } catch (thrown) {
    if (!(thrown instanceof SyntaxFault)) throw thrown;
    return fail({ message: thrown.message, position: thrown.position });
  }
}

/** Names after a dot: everything up to what starts the next step. */
const NAME = /[^\s.[\]()]+/;
/** Inside of a filter or of a call an unquoted name also ends at operators, commas and braces. */
const NARROW_NAME = /[^\s.[\](){}=<>!&|,~'"]+/;
const VARIABLE = /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*/u;

/** Reads a path that starts here. `isInner`: it stands inside of a filter or of a call, where unquoted names are narrower. */
export function readPath(reader: Reader, isInner = false): JsonPath {
  const start = reader.at;
  const root = readRoot(reader);
  const steps: PathStep[] = [];
  let name: PathFunctionName | undefined;
  while (name === undefined && (peek(reader) === '.' || peek(reader) === '[')) {
    if (steps.length >= PATH_STEPS_MAX) refuse(reader, 'The path has too many steps');
    name = readStep(reader, isInner ? NARROW_NAME : NAME, steps);
  }
  const text = reader.text.slice(start, reader.at);
  return { text, root, steps, isDefinite: isDefinite(steps), ...(name === undefined ? {} : { function: name }) };
}

function readRoot(reader: Reader): PathRoot {
  if (take(reader, '@')) return { kind: 'current' };
  expect(reader, '$');
  if (take(reader, '$')) return { kind: 'context' };
  const name = takePattern(reader, VARIABLE);
  return name === undefined ? { kind: 'input' } : { kind: 'variable', name };
}

function isDefinite(steps: readonly PathStep[]): boolean {
  return steps.every((step, index) => step.kind === 'member' || step.kind === 'index' || (step.kind === 'members' && index === steps.length - 1));
}

/** Reads one step into the list; a call at the end of the path is given back instead. */
function readStep(reader: Reader, names: RegExp, steps: PathStep[]): PathFunctionName | undefined {
  if (take(reader, '..')) {
    steps.push({ kind: 'descent' });
    return peek(reader) === '[' ? readBracket(reader, steps) : readName(reader, names, steps);
  }
  return take(reader, '.') ? readName(reader, names, steps) : readBracket(reader, steps);
}

function isPathFunction(name: string): name is PathFunctionName {
  return PATH_FUNCTIONS.some((known) => known === name);
}

function readName(reader: Reader, names: RegExp, steps: PathStep[]): PathFunctionName | undefined {
  if (take(reader, '*')) {
    steps.push({ kind: 'wildcard' });
    return undefined;
  }
  const name = takePattern(reader, names) ?? refuse(reader, 'Expected the name of a member');
  if (peek(reader) !== '(') {
    steps.push({ kind: 'member', name });
    return undefined;
  }
  expect(reader, '(');
  skipBlanks(reader);
  expect(reader, ')');
  return isPathFunction(name) ? name : refuse(reader, `There is no function ${name}`);
}

function readBracket(reader: Reader, steps: PathStep[]): undefined {
  expect(reader, '[');
  skipBlanks(reader);
  steps.push(readSelector(reader));
  skipBlanks(reader);
  expect(reader, ']');
}

function readSelector(reader: Reader): PathStep {
  const next = peek(reader);
  if (next === "'" || next === '"') return readMembers(reader);
  if (take(reader, '*')) return { kind: 'wildcard' };
  return take(reader, '?') ? { kind: 'filter', filter: parseFilter(reader, (inner) => readPath(inner, true)) } : readIndices(reader);
}

function readList<T>(reader: Reader, readOne: (reader: Reader) => T): T[] {
  const items = [readOne(reader)];
  for (skipBlanks(reader); take(reader, ','); skipBlanks(reader)) {
    skipBlanks(reader);
    items.push(readOne(reader));
  }
  return items;
}

function readMembers(reader: Reader): PathStep {
  const names = readList(reader, readQuotedName);
  const [name] = names;
  return names.length === 1 && name !== undefined ? { kind: 'member', name } : { kind: 'members', names };
}

const QUOTED_NAME = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/s;

/** A backslash stands for itself, except before the quote that it keeps from ending the name (recorded: escape_sequences_jsonpath). */
function readQuotedName(reader: Reader): string {
  const quote = peek(reader);
  const text = takePattern(reader, QUOTED_NAME) ?? refuse(reader, 'Expected a quoted name');
  return text.slice(1, -1).replaceAll(`\\${quote}`, quote);
}

const INTEGER = /-?\d{1,10}/;

function readInteger(reader: Reader): number {
  return Number(takePattern(reader, INTEGER) ?? refuse(reader, 'Expected an index'));
}

function readIndices(reader: Reader): PathStep {
  const from = takePattern(reader, INTEGER);
  skipBlanks(reader);
  if (take(reader, ':')) return readSlice(reader, from);
  if (from === undefined) return refuse(reader, 'Expected a quoted name, an index, a slice, * or a filter');
  if (!take(reader, ',')) return { kind: 'index', index: Number(from) };
  skipBlanks(reader);
  return { kind: 'indices', indices: [Number(from), ...readList(reader, readInteger)] };
}

function readSlice(reader: Reader, from: string | undefined): PathStep {
  skipBlanks(reader);
  const to = takePattern(reader, INTEGER);
  if (from === undefined && to === undefined) return refuse(reader, 'A slice has a start or an end');
  return { kind: 'slice', ...(from === undefined ? {} : { from: Number(from) }), ...(to === undefined ? {} : { to: Number(to) }) };
}
