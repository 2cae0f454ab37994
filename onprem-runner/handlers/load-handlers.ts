import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { SchemaFinding } from '#shared/ports/schema-validator.ts';
import { bundleHandlers, type BundledFile } from './bundle.ts';
import type { HandlerProcesses } from '../isolation/handler-processes.ts';
import type { DescribedHandler } from '../isolation/messages.ts';
import type { Handler } from './define-handler.ts';
import { HandlerFault } from './handler-error.ts';
import type { LoadedHandler } from './loaded-handler.ts';
import { parseDeclaration } from './parse-declaration.ts';
import { isHandlerLike, parseHandler } from './parse-handler.ts';

/** Says why a schema cannot be used; nothing when it can. */
export interface SchemaChecker {
  check(request: { readonly schema: JsonObject }): readonly SchemaFinding[];
}

export interface LoadHandlersOptions {
  readonly validator: SchemaChecker;
  /** Where compiled modules are kept; `.uwf/handlers` of the folder's package unless given. */
  readonly cacheFolder?: string;
  /**
   * Finds out what a module exports in a process of its own, so that no code of a module runs in this one, not even to be loaded; such handlers are to be
   * bound with processes. Absent: the module is imported here.
   */
  readonly describe?: HandlerProcesses['describe'];
}

/** What is wrong with one file of a handlers folder. */
export interface HandlerProblem {
  readonly file: string;
  readonly message: string;
}

const DECLARATION = /\.ya?ml$/u;
const MODULE = /\.(?:ts|mts|js|mjs)$/u;
const NOT_A_HANDLER = /(?:^[._]|\.d\.m?ts$|\.(?:test|spec)\.)/u;

/**
 * Loads every handler of a folder: each TypeScript or JavaScript module directly in it exports one or more, each YAML file declares one. Files that
 * only help lie in subfolders, or start with `_`. Errors: `UWF-5005` with all problems of all files (`details.problems`).
 */
export async function loadHandlers(folder: string, options: LoadHandlersOptions): Promise<readonly LoadedHandler[]> {
  const root = resolve(folder);
  const files = await listFiles(root);
  const modules = files.filter((file) => MODULE.test(file));
  const bundled = modules.length === 0 ? [] : await bundleHandlers({ folder: root, files: modules, ...(options.cacheFolder === undefined ? {} : { cacheFolder: options.cacheFolder }) });
  const declared = files.filter((file) => DECLARATION.test(file)).map((file) => loadDeclaration(root, file, options.validator));
  const unordered: readonly LoadedFile[] = await Promise.all([...bundled.map((file) => loadFile(file, options)), ...declared]);
  const loaded = [...unordered].sort((left, right) => files.indexOf(left.file) - files.indexOf(right.file));
  const problems = [...loaded.flatMap((file) => file.problems), ...duplicates(loaded)];
  if (problems.length > 0) throw problemsError(problems);
  return loaded.flatMap((file) => file.handlers);
}

interface LoadedFile {
  readonly file: string;
  readonly handlers: readonly LoadedHandler[];
  readonly problems: readonly HandlerProblem[];
}

async function listFiles(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const files = entries.filter((entry) => !entry.isDirectory() && (MODULE.test(entry.name) || DECLARATION.test(entry.name)) && !NOT_A_HANDLER.test(entry.name));
    return files.map((entry) => entry.name).sort();
  } catch (cause) {
    throw new UwfError('UWF-5005', 'the handlers folder cannot be read', { cause });
  }
}

async function loadFile(bundled: BundledFile, { validator, describe }: LoadHandlersOptions): Promise<LoadedFile> {
  const { file } = bundled;
  if ('problems' in bundled) return { file, handlers: [], problems: bundled.problems.map((message) => ({ file, message })) };
  const exported = await (describe === undefined ? importModule(bundled.module) : describe(bundled.module).then(asCandidates));
  if (!exported.ok) return { file, handlers: [], problems: [{ file, message: `throws while it is loaded: ${exported.error}` }] };
  const candidates = exported.value;
  if (candidates.length === 0) return { file, handlers: [], problems: [{ file, message: 'exports no handler (an object with a function named handle)' }] };
  return checkCandidates({ file, module: bundled.module }, candidates, validator);
}

async function loadDeclaration(folder: string, file: string, validator: SchemaChecker): Promise<LoadedFile> {
  const text = await readFile(join(folder, file), 'utf8').catch(() => undefined);
  if (text === undefined) return { file, handlers: [], problems: [{ file, message: 'cannot be read' }] };
  const parsed = parseDeclaration(text);
  if (!parsed.ok) return { file, handlers: [], problems: parsed.error.map((message) => ({ file, message })) };
  return { file, handlers: [parsed.value], problems: schemaProblems(parsed.value, validator).map((message) => ({ file, message })) };
}

interface Candidate {
  readonly handle: unknown;
}

/** As if it had been imported, but for the function: that one is called in processes only. */
function asCandidates(described: Result<readonly DescribedHandler[], string>): Result<readonly Candidate[], string> {
  if (!described.ok) return described;
  return succeed(described.value.map(({ members, hasFunction }) => ({ ...(members ?? { members: NOT_JSON }), handle: hasFunction ? unbound : undefined })));
}

/** Stands for members that are no JSON. */
const NOT_JSON = 0n;

function unbound(): never {
  throw new HandlerFault('unbound');
}

/** No work has been done yet when a module loads, so its message quotes no data of a workflow. */
async function importModule(path: string): Promise<Result<readonly Candidate[], string>> {
  try {
    const namespace: Record<string, unknown> = await import(pathToFileURL(path).href);
    return succeed(Object.values(namespace).filter(isHandlerLike));
  } catch (error) {
    return fail(error instanceof Error ? error.message : 'not an Error');
  }
}

function checkCandidates({ file, module }: { readonly file: string; readonly module: string }, candidates: readonly Candidate[], validator: SchemaChecker): LoadedFile {
  const parsed = candidates.map(parseHandler);
  const handlers = parsed.flatMap((outcome) => (outcome.ok ? [withSource(outcome.value, module)] : []));
  const messages = [...parsed.flatMap((outcome) => (outcome.ok ? [] : outcome.error)), ...handlers.flatMap((handler) => schemaProblems(handler, validator))];
  return { file, handlers, problems: messages.map((message) => ({ file, message })) };
}

/** The function stays a method of what its author has exported. */
function withSource(handler: Handler, module: string): LoadedHandler {
  return { ...handler, handle: (input, context) => handler.handle(input, context), source: { kind: 'module', module } };
}

function schemaProblems(handler: Handler, validator: SchemaChecker): readonly string[] {
  return (['input', 'output'] as const).flatMap((member) => validator.check({ schema: handler[member] }).map(({ message }) => `/${member} cannot be used: ${message}`));
}

function duplicates(files: readonly LoadedFile[]): readonly HandlerProblem[] {
  const seen = new Set<string>();
  return files.flatMap(({ file, handlers }) =>
    handlers.flatMap(({ name, version }) => {
      const identity = `${name}:${version}`;
      if (!seen.has(identity)) return seen.add(identity) && [];
      return [{ file, message: `${identity} is exported more than once` }];
    }),
  );
}

function problemsError(problems: readonly HandlerProblem[]): UwfError {
  const lines = problems.map(({ file, message }) => `${file}: ${message}`);
  return new UwfError('UWF-5005', `handlers cannot be loaded:\n${lines.join('\n')}`, { details: { problems: problems.map(({ file, message }) => ({ file, message })) } });
}
