import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import { PROCESS_ARGUMENTS_MAX, PROCESS_INPUT_BYTES_MAX, PROCESS_SOURCE_CHARACTERS_MAX, PROCESS_VARIABLES_MAX } from './limits.ts';

export type ProcessKind = 'script' | 'shell' | 'container';

/** What comes back of a process (DSL "Run"). */
export type ProcessReturn = (typeof RETURNS)[number];

const RETURNS = ['stdout', 'stderr', 'code', 'all', 'none'] as const;

/** A process as its task describes it, with its secrets. */
export interface ProcessRequest {
  /** Members that only one kind has: `language`, `code`, `command`, `image` … */
  readonly description: JsonObject;
  readonly stdin: string;
  readonly arguments: readonly string[];
  readonly environment: { readonly [name: string]: string };
  readonly isAwaited: boolean;
  readonly return: ProcessReturn;
}

/** The part of the arguments that may hold references to secrets, and its pointer. */
export function environmentOf(given: JsonValue, kind: ProcessKind): { readonly value: JsonValue; readonly pointer: string } {
  const description = descriptionOf(given, kind);
  return { value: description?.['environment'] ?? {}, pointer: `/process/${kind}/environment` };
}

/** Reads `RunProcessTaskArguments`; `environment` is that of the arguments with its secrets. The error is the JSON Pointer of what cannot be used. */
export function parseProcessRequest(given: JsonValue, kind: ProcessKind, environment: JsonValue): Result<ProcessRequest, string> {
  const description = descriptionOf(given, kind);
  if (description === undefined || !isJsonObject(given)) return fail('/process');
  const pointer = `/process/${kind}`;
  const variables = parseEnvironment(environment);
  if (variables === undefined) return fail(`${pointer}/environment`);
  const words = parseArguments(description['arguments']);
  if (words === undefined) return fail(`${pointer}/arguments`);
  const stdin = toInput(description['stdin']);
  if (stdin.includes('\0') || Buffer.byteLength(stdin) > PROCESS_INPUT_BYTES_MAX) return fail(`${pointer}/stdin`);
  const what = RETURNS.find((one) => one === (given['return'] ?? 'stdout'));
  if (what === undefined) return fail('/return');
  return succeed({ description, stdin, arguments: words, environment: variables, isAwaited: given['await'] !== false, return: what });
}

/** A text of the description that is no longer than it may be. */
export function sourceOf({ description }: ProcessRequest, name: string): string | undefined {
  const text = description[name];
  return typeof text === 'string' && text.length <= PROCESS_SOURCE_CHARACTERS_MAX && !text.includes('\0') ? text : undefined;
}

function descriptionOf(given: JsonValue, kind: ProcessKind): JsonObject | undefined {
  const process = isJsonObject(given) ? given['process'] : undefined;
  const description = isJsonObject(process) ? process[kind] : undefined;
  return isJsonObject(description) ? description : undefined;
}

/** A text goes in as it is, everything else as JSON; nothing for null. */
function toInput(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function parseArguments(value: JsonValue | undefined): readonly string[] | undefined {
  if (value === undefined || value === null) return [];
  if (!isJsonArray(value) || value.length > PROCESS_ARGUMENTS_MAX) return undefined;
  const words = value.map(toWord);
  return words.every((word) => word !== undefined) ? words : undefined;
}

/** A single value as a text that a process can take. */
function toWord(value: JsonValue): string | undefined {
  if (typeof value === 'object') return undefined;
  const text = String(value);
  return text.includes('\0') ? undefined : text;
}

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/u;

/** Variables that make a program run or load what its task does not name. */
const STEERING = /^(?:PATH|IFS|ENV|SHELLOPTS|BASHOPTS|BASH_.*|LD_.*|DYLD_.*|GCONV_PATH|NODE_.*|PYTHON.*|PERL.*|RUBY.*|JAVA_.*|_JAVA_.*|JDK_.*|DOCKER_.*|CONTAINER_.*)$/u;

function parseEnvironment(value: JsonValue): { readonly [name: string]: string } | undefined {
  if (!isJsonObject(value)) return undefined;
  const entries = Object.entries(value).flatMap(([name, item]) => (item === null ? [] : [[name, toWord(item)] as const]));
  const isFit = entries.length <= PROCESS_VARIABLES_MAX && entries.every(([name, text]) => text !== undefined && VARIABLE.test(name) && !STEERING.test(name));
  return isFit ? Object.fromEntries(entries.map(([name, text]) => [name, text ?? ''])) : undefined;
}
