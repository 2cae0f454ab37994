import type { FailState } from '../../asl/model.ts';
import { succeed } from '../../kernel/result.ts';
import type { Read } from '../data-language.ts';
import type { Preparation } from '../template.ts';
import { notAText } from './causes.ts';
import { evaluateSelection, prepareSelection } from './payload.ts';
import { failRuntime, pathScopeOf } from './scope.ts';

/** Prepares `Error` or `Cause` of a Fail: the text itself, or the path or invocation of `ErrorPath` or `CausePath`. */
export function prepareFailText(state: FailState, name: 'Error' | 'Cause', preparation: Preparation): Read<string | undefined> {
  const literal = state[name];
  const given = state[`${name}Path`];
  if (given === undefined) return () => succeed(literal);
  const field = `${name}Path`;
  if (literal !== undefined) preparation.report({ pointer: `${preparation.pointer}/${field}`, message: `A state has either ${name} or ${field}` });
  const selection = prepareSelection(given, field, { location: field, preparation });
  return (visit) => {
    const value = selection === undefined ? succeed(null) : evaluateSelection(pathScopeOf(visit), selection);
    if (!value.ok) return value;
    return typeof value.value === 'string' ? succeed(value.value) : failRuntime(visit, notAText(field, given));
  };
}
