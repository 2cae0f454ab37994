import type { JsonValue } from '../../kernel/json.ts';
import { fail, succeed, type Result } from '../../kernel/result.ts';
import { readPath } from '../jsonpath/parse.ts';
import { expect, peek, refuse, skipBlanks, SyntaxFault, take, takePattern, type PathSyntaxError, type Reader } from '../jsonpath/reader.ts';
import { INTRINSIC_ARGUMENTS_MAX, INTRINSIC_DEPTH_MAX, INTRINSIC_TEXT_UNITS_MAX } from './limits.ts';
import { INTRINSIC_ARITIES, type IntrinsicArgument, type IntrinsicCall, type IntrinsicName } from './model.ts';

/** True when a text of a machine is meant as an invocation: such texts must parse. */
export function startsLikeIntrinsic(text: string): boolean {
  return text.startsWith('States.');
}

/**
 * Parses an invocation such as `States.Format('{} of {}', $.a, States.ArrayLength($.b))`. Arguments are paths, texts in single quotes
 * with the escapes `\'`, `\{`, `\}` and `\\` (any other is refused, recorded: illegal_escapes), numbers, `true`, `false`, `null` and calls.
 * Limits: {@link INTRINSIC_TEXT_UNITS_MAX}, {@link INTRINSIC_DEPTH_MAX}.
 */
export function parseIntrinsic(text: string): Result<IntrinsicCall, PathSyntaxError> {
  if (text.length > INTRINSIC_TEXT_UNITS_MAX) return fail({ message: 'The invocation is too long', position: 0 });
  const reader: Reader = { text, at: 0, depth: 0 };
  try {
    skipBlanks(reader);
    const call = readCall(reader);
    skipBlanks(reader);
    return reader.at < text.length ? refuse(reader, 'Unexpected character behind an invocation') : succeed(call);
  } catch (thrown) {
    if (!(thrown instanceof SyntaxFault)) throw thrown;
    return fail({ message: thrown.message, position: thrown.position });
  }
}

function isIntrinsicName(name: string): name is IntrinsicName {
  return Object.hasOwn(INTRINSIC_ARITIES, name);
}

function readCall(reader: Reader): IntrinsicCall {
  const start = reader.at;
  reader.depth += 1;
  if (reader.depth > INTRINSIC_DEPTH_MAX) refuse(reader, `More than ${INTRINSIC_DEPTH_MAX} functions within each other`);
  const name = takePattern(reader, /States\.\w+/) ?? refuse(reader, 'Expected a function');
  if (!isIntrinsicName(name)) return refuse(reader, `There is no function ${name}`);
  skipBlanks(reader);
  expect(reader, '(');
  const list = readArguments(reader);
  reader.depth -= 1;
  const { min, max } = INTRINSIC_ARITIES[name];
  if (list.length < min || list.length > max) refuse(reader, `${name} takes another number of arguments`);
  return { kind: 'call', text: reader.text.slice(start, reader.at), name, arguments: list };
}

function readArguments(reader: Reader): readonly IntrinsicArgument[] {
  const list: IntrinsicArgument[] = [];
  skipBlanks(reader);
  if (take(reader, ')')) return list;
  do {
    skipBlanks(reader);
    list.push(readArgument(reader));
    skipBlanks(reader);
  } while (take(reader, ',') && list.length < INTRINSIC_ARGUMENTS_MAX);
  expect(reader, ')');
  return list;
}

function readArgument(reader: Reader): IntrinsicArgument {
  const next = peek(reader);
  if (next === '$') return { kind: 'path', path: readPath(reader, true) };
  if (next === "'") return readText(reader);
  if (next === 'S') return readCall(reader);
  const number = takePattern(reader, /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/);
  return { kind: 'literal', value: number === undefined ? readWord(reader) : Number(number) };
}

const WORDS: ReadonlyMap<string, JsonValue> = new Map<string, JsonValue>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

function readWord(reader: Reader): JsonValue {
  const value = WORDS.get(takePattern(reader, /[a-z]+/) ?? '');
  return value === undefined ? refuse(reader, 'Expected an argument') : value;
}

function readText(reader: Reader): IntrinsicArgument {
  const quoted = takePattern(reader, /'(?:[^'\\]|\\['{}\\])*'/) ?? refuse(reader, "A text does not end, or has another escape than \\', \\{, \\} and \\\\");
  const source = quoted.slice(1, -1);
  return { kind: 'text', source, value: source.replaceAll(/\\(.)/g, '$1') };
}
