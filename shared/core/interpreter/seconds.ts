import type { JsonValue } from '../kernel/json.ts';
import { fail, succeed, type Result } from '../kernel/result.ts';
import { invalidSeconds } from './causes.ts';
import { evaluateTyped, failEvaluation, type EvaluationScope } from './evaluation.ts';
import type { StateFailure } from './failure.ts';
import { TIMER_SECONDS_MAX } from './limits.ts';
import { prepareTyped, type Preparation, type PreparedTemplate } from './template.ts';

/** A length of time in a machine. AWS takes whole seconds only; fractions are ours. */
export interface PreparedSeconds {
  readonly location: string;
  readonly template: PreparedTemplate;
  readonly isZeroAllowed: boolean;
}

function isInRange(seconds: number, isZeroAllowed: boolean): boolean {
  return seconds <= TIMER_SECONDS_MAX && (isZeroAllowed ? seconds >= 0 : seconds > 0);
}

function ruleOf(isZeroAllowed: boolean): string {
  return `must be ${isZeroAllowed ? 'zero or more' : 'more than zero'} and at most ${TIMER_SECONDS_MAX} seconds`;
}

/** Prepares a number of seconds; a literal out of range is a problem of the machine. */
export function prepareSeconds(value: JsonValue, location: string, isZeroAllowed: boolean, preparation: Preparation): PreparedSeconds {
  if (typeof value === 'number' && !isInRange(value, isZeroAllowed)) {
    preparation.report({ pointer: `${preparation.pointer}/${location}`, message: `${location} ${ruleOf(isZeroAllowed)}` });
  }
  return { location, template: prepareTyped(value, location, 'number', preparation), isZeroAllowed };
}

/** The number of seconds; a computed one out of range fails the state. */
export function evaluateSeconds(scope: EvaluationScope, seconds: PreparedSeconds): Result<number, StateFailure> {
  const value = evaluateTyped(scope, seconds.template, 'number');
  if (!value.ok || isInRange(value.value, seconds.isZeroAllowed)) return value;
  return fail(failEvaluation(scope.visit, seconds.location, invalidSeconds(seconds.location, ruleOf(seconds.isZeroAllowed), value.value)));
}

/** As {@link evaluateSeconds}, for a field that may be absent. */
export function evaluateOptionalSeconds(scope: EvaluationScope, seconds: PreparedSeconds | undefined): Result<number | undefined, StateFailure> {
  return seconds === undefined ? succeed(undefined) : evaluateSeconds(scope, seconds);
}

/** When something is due that is to happen some seconds after an event, in whole milliseconds, never early. */
export function dueAfter(at: number, seconds: number): number {
  return at + Math.ceil(seconds * 1000);
}
