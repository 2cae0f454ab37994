import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { ConfigProblem } from './report.ts';
import type { Setting, Settings, ValuesOf } from './schema.ts';

/** `process.env`, or a record in its place. */
export type Environment = { readonly [variable: string]: string | undefined };

/** Reads all settings and answers all problems at once. An empty variable counts as not set. The values are frozen. */
export function readEnv<S extends Settings>(settings: S, environment: Environment): Result<ValuesOf<S>, readonly ConfigProblem[]> {
  const values: Record<string, unknown> = {};
  const problems: ConfigProblem[] = [];
  for (const [name, setting] of Object.entries(settings)) {
    const read = readSetting(setting, environment[setting.variable]);
    if (read.ok) values[name] = read.value;
    else problems.push(read.error);
  }
  return problems.length > 0 ? fail(problems) : succeed(Object.freeze(brandValues<S>(values)));
}

function readSetting(setting: Setting<unknown>, text: string | undefined): Result<unknown, ConfigProblem> {
  const problem = { setting: setting.variable, expected: setting.expected };
  if (text === undefined || text === '') return setting.fallback === undefined ? fail(problem) : succeed(setting.fallback.value);
  const value = setting.parse(text);
  return value === undefined ? fail(problem) : succeed(value);
}

/** Every name of `settings` was given a value by its own setting: that is what `ValuesOf` says. */
function brandValues<S extends Settings>(values: Record<string, unknown>): ValuesOf<S> {
  return values as ValuesOf<S>;
}

/** The form of a configuration for logs: sensitive values are only said to be set. */
export function describeEnv<S extends Settings>(settings: S, values: ValuesOf<S>): JsonObject {
  const entries = Object.entries(settings).map(([name, setting]) => [name, shown(setting, values[name])] as const);
  return Object.fromEntries(entries);
}

function shown(setting: Setting<unknown>, value: unknown): string {
  if (value === undefined) return 'not set';
  return setting.isSensitive ? 'set' : String(value);
}
