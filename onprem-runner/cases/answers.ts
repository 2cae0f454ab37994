import { domainFailure } from '#shared/core/asl/domain-failure.ts';
import { domainErrorName } from '#shared/core/asl/error-names.ts';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import { handlerFailure } from '../tasks/task-result.ts';
import type { CaseAnswer, CaseCall, CaseError, WorkflowCase } from './model.ts';

/** The answers of a case, handed out one by one. */
export interface Answers {
  /** The next answer for a piece of work; undefined when the case has none for it. Error: they have run out. */
  next(call: CaseCall): Result<CaseAnswer | undefined, string>;
  /** Names in `answers` that no work was handed out for. */
  unused(): readonly string[];
}

/** Answers of one run of a case. */
export function createAnswers({ answers = {} }: WorkflowCase): Answers {
  const taken = new Map<string, number>();
  return {
    next(call) {
      const key = keysOf(call).find((one) => Object.hasOwn(answers, one));
      const given = key === undefined ? undefined : answers[key];
      if (key === undefined || given === undefined) return succeed(undefined);
      const count = taken.get(key) ?? 0;
      taken.set(key, count + 1);
      if (!isList(given)) return succeed(given);
      const answer = given[count];
      return answer === undefined ? fail(`'${key}' is called ${count + 1} times and has ${given.length} answers`) : succeed(answer);
    },
    unused: () => Object.keys(answers).filter((key) => !taken.has(key)),
  };
}

function isList(given: CaseAnswer | readonly CaseAnswer[]): given is readonly CaseAnswer[] {
  return Array.isArray(given);
}

/** What an answer can stand under, the most exact first. */
function keysOf({ pointer, task, resource }: CaseCall): readonly string[] {
  const [, , name, version] = resource.startsWith('uwf:function:') ? resource.split(':') : [];
  return [pointer, task, ...(name === undefined || version === undefined ? [] : [`${name}:${version}`, name])];
}

/** How an attempt fails. */
export interface AnsweredFailure {
  readonly error: string;
  readonly cause: string;
}

/** A failure as the worker of this function would report it. Error: the function has no such code. */
export function failureOf(given: CaseError, entry: CatalogueEntry | undefined): Result<AnsweredFailure, string> {
  if (typeof given !== 'string') return succeed(errorObject(given));
  const code = entry?.errors.find((one) => one.code === given);
  if (code !== undefined) return succeed(handlerFailure(given, code));
  // Names of ASL have a dot (`States.Timeout`), names of the DSL a number sign.
  if (entry === undefined || /[.#]/u.test(given)) return succeed({ error: given, cause: '' });
  return fail(`the function ${entry.name}:${entry.version} has no error code '${given}'; it has ${entry.errors.map((one) => one.code).join(', ') || 'none'}`);
}

function errorObject(given: Exclude<CaseError, string>): AnsweredFailure {
  const { type, status, title = 'Failed' } = given;
  if (type === undefined) return domainFailure('communication', { status, title, ...(given.detail === undefined ? {} : { detail: given.detail }) });
  return { error: domainErrorName(type, status), cause: JSON.stringify({ ...given, title }) };
}
