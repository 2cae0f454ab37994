import type { Result } from '#shared/core/kernel/result.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';

/** One thing that is wrong with a configuration. Says where and what is expected; never what was found, it may be a secret. */
export interface ConfigProblem {
  /** Name of the variable, or the place in the file: `targets[1].zone`. */
  readonly setting: string;
  readonly expected: string;
}

/** All problems as text, one line each. */
export function tellProblems(problems: readonly ConfigProblem[]): string {
  return problems.map((problem) => `${problem.setting}: expected ${problem.expected}`).join('\n');
}

/** The value, or one error that lists every problem. Errors: `UWF-5005`. */
export function requireValid<T>(source: string, result: Result<T, readonly ConfigProblem[]>): T {
  if (result.ok) return result.value;
  const problems = result.error.map((problem) => ({ setting: problem.setting, expected: problem.expected }));
  throw new UwfError('UWF-5005', `${source}:\n${tellProblems(result.error)}`, { details: { problems } });
}
