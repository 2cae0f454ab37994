import type { EvaluationError } from '../expression/jsonata/errors.ts';
import type { JsonValue } from '../kernel/json.ts';

/**
 * A text of a failure, in AWS's words (recorded; NOTES of the conformance corpus §1, §5, §6). `full` may quote data of the execution
 * and is told only to a program that was prepared with `causesQuoteValues`; history may be in a zone that must not see the data.
 */
export interface CauseText {
  readonly safe: string;
  readonly full: string;
}

function plain(text: string): CauseText {
  return { safe: text, full: text };
}

function quoting(text: string, quoted: string): CauseText {
  return { safe: text, full: `${text}${quoted}` };
}

/** Where a state was entered: the start of every cause that its processing gives. */
export function causePrefix(state: string, enteredSequence: number): string {
  return `An error occurred while executing the state '${state}' (entered at the event id #${enteredSequence}). `;
}

function subject(expression: string, location: string): string {
  return `The JSONata expression '${expression}' specified for the field '${location}'`;
}

/** The expression selected nothing. */
export function undefinedResult(expression: string, location: string): CauseText {
  return plain(`${subject(expression, location)} returned nothing (undefined).`);
}

/** The expression gave a function, or another value that is not JSON. */
export function unsupportedResult(expression: string, location: string): CauseText {
  return plain(`${subject(expression, location)} returned an unsupported result type.`);
}

/** JSONata's own messages quote operands, so the safe text is the evaluator's fixed one. */
export function evaluationError(expression: string, location: string, error: EvaluationError): CauseText {
  const start = `${subject(expression, location)} threw an error during evaluation. ${error.code}: `;
  return { safe: `${start}${error.safeMessage}`, full: `${start}${error.message}` };
}

/** Types of JSON as AWS names them in causes. */
export type JsonTypeName = 'array' | 'boolean' | 'null' | 'number' | 'object' | 'string';

/** The type of a value as AWS names it. */
export function jsonTypeName(value: JsonValue): JsonTypeName {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  switch (typeof value) {
    case 'boolean':
      return 'boolean';
    case 'number':
      return 'number';
    case 'string':
      return 'string';
    default:
      return 'object';
  }
}

/** The expression gave a value of another type than the field takes. */
export function unexpectedType(expression: string, location: string, mismatch: { readonly expected: JsonTypeName; readonly value: JsonValue }): CauseText {
  const text = `${subject(expression, location)} returned an unexpected result type. Expected '${mismatch.expected}', but was '${jsonTypeName(mismatch.value)}'`;
  return quoting(text, ` for value: ${JSON.stringify(mismatch.value)}`);
}

/** The input of a Map without `Items` is no array. */
export function noArrayInput(value: JsonValue): CauseText {
  return quoting('Map state input must be an array but was', `: ${JSON.stringify(value)}`);
}

/** A number of a Map is out of range; `rule` is AWS's sentence. */
export function outOfRange(rule: string): CauseText {
  return plain(rule);
}

/** The text is not a timestamp (RFC 3339 with `T` and an offset). */
export function invalidTimestamp(value: string): CauseText {
  return quoting('The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string', `: ${value}`);
}

/** A number of seconds is out of range; `what` says the range. The words are ours: AWS takes whole seconds only. */
export function invalidSeconds(location: string, what: string, value: number): CauseText {
  return quoting(`The ${location} field ${what}`, `: ${value}`);
}

/** An output or a task's result is over the limit; `name` is the state, or the task's resource. */
export function oversizedResult(name: string): string {
  return `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`;
}

/** Arguments or variables are over the limit; the words are ours. */
export function oversizedField(state: string, field: string): string {
  return `The ${field} of the state '${state}' have a size exceeding the maximum number of bytes service limit.`;
}

/** An inner scope assigns a variable of a scope around it; the words are ours. */
export function outerVariable(state: string, variable: string): string {
  return `The state '${state}' assigns the variable '${variable}', which belongs to a scope around it.`;
}

/** Why a Choice without a rule that holds and without `Default` fails. */
export const NO_CHOICE_MATCHED = 'Failed to transition out of the state. The state does not point to a next state.';

/** Why a Map fails whose failed iterations are more than it tolerates. */
export const TOLERATED_FAILURES_EXCEEDED = 'The specified tolerated failure threshold was exceeded';
