import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { SchemaFinding } from '#shared/ports/schema-validator.ts';
import { bundleHandlers, type BundledFile } from './bundle.ts';
import type { Handler } from './define-handler.ts';
import { isHandlerLike, parseHandler } from './parse-handler.ts';

/** Says why a schema cannot be used; nothing when it can. */
export interface SchemaChecker {
  check(request: { readonly schema: JsonObject }): readonly SchemaFinding[];
}

export interface LoadHandlersOptions {
  readonly validator: SchemaChecker;
  /** Where compiled modules are kept; `.uwf/handlers` of the folder's package unless given. */
  readonly cacheFolder?: string;
}

/** What is wrong with one file of a handlers folder. */
export interface HandlerProblem {
  readonly file: string;
  readonly message: string;
}

const MODULE = /\.(?:ts|mts|js|mjs)$/u;
const NOT_A_HANDLER = /(?:^[._]|\.d\.m?ts$|\.(?:test|spec)\.)/u;

/**
 * Loads every handler of a folder: each TypeScript or JavaScript module directly in it exports one or more. Modules that only help lie in
 * subfolders, or start with `_`. Errors: `UWF-5005` with all problems of all files (`details.problems`).
 */
export async function loadHandlers(folder: string, options: LoadHandlersOptions): Promise<readonly Handler[]> {
  const root = resolve(folder);
  const files = await listModules(root);
  const bundled = await bundleHandlers({ folder: root, files, ...(options.cacheFolder === undefined ? {} : { cacheFolder: options.cacheFolder }) });
  const loaded: readonly LoadedFile[] = await Promise.all(bundled.map((file) => loadFile(file, options.validator)));
  const problems = [...loaded.flatMap((file) => file.problems), ...duplicates(loaded)];
  if (problems.length > 0) throw problemsError(problems);
  return loaded.flatMap((file) => file.handlers);
}

interface LoadedFile {
  readonly file: string;
  readonly handlers: readonly Handler[];
  readonly problems: readonly HandlerProblem[];
}

async function listModules(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const files = entries.filter((entry) => !entry.isDirectory() && MODULE.test(entry.name) && !NOT_A_HANDLER.test(entry.name));
    return files.map((entry) => entry.name).sort();
  } catch (cause) {
    throw new UwfError('UWF-5005', 'the handlers folder cannot be read', { cause });
  }
}

async function loadFile(bundled: BundledFile, validator: SchemaChecker): Promise<LoadedFile> {
  const { file } = bundled;
  if ('problems' in bundled) return { file, handlers: [], problems: bundled.problems.map((message) => ({ file, message })) };
  const exported = await importModule(bundled.module);
  if (!exported.ok) return { file, handlers: [], problems: [{ file, message: `throws while it is loaded: ${exported.error}` }] };
  const candidates = Object.values(exported.value).filter(isHandlerLike);
  if (candidates.length === 0) return { file, handlers: [], problems: [{ file, message: 'exports no handler (an object with a function named handle)' }] };
  return checkCandidates(file, candidates, validator);
}

/** No work has been done yet when a module loads, so its message quotes no data of a workflow. */
async function importModule(path: string): Promise<Result<Record<string, unknown>, string>> {
  try {
    const namespace: Record<string, unknown> = await import(pathToFileURL(path).href);
    return succeed(namespace);
  } catch (error) {
    return fail(error instanceof Error ? error.message : 'not an Error');
  }
}

function checkCandidates(file: string, candidates: readonly { readonly handle: unknown }[], validator: SchemaChecker): LoadedFile {
  const parsed = candidates.map(parseHandler);
  const handlers = parsed.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
  const messages = [...parsed.flatMap((outcome) => (outcome.ok ? [] : outcome.error)), ...handlers.flatMap((handler) => schemaProblems(handler, validator))];
  return { file, handlers, problems: messages.map((message) => ({ file, message })) };
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
