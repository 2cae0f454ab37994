import type { IntrinsicError } from '../../expression/intrinsic/evaluate.ts';
import { describeMiss, type PathMiss } from '../../expression/jsonpath/miss.ts';
import type { JsonPath } from '../../expression/jsonpath/model.ts';
import type { JsonValue } from '../../kernel/json.ts';
import type { CauseText } from '../causes.ts';

/** A text and what of it quotes data: told only where causes may quote (see `causesQuoteValues`). */
function quoting(text: string, quoted: string): CauseText {
  return { safe: text, full: `${text}${quoted}` };
}

function plain(text: string): CauseText {
  return { safe: text, full: text };
}

/** InputPath, OutputPath and paths of numbers (recorded: invalid_jsonpath, NOTES §5). */
export function invalidPath(path: JsonPath, miss: PathMiss): CauseText {
  const start = `Invalid path '${path.text}' : `;
  const { safe, full } = describeMiss(miss);
  return { safe: `${start}${safe}`, full: `${start}${full}` };
}

/** A `.$` field, `ErrorPath` or `CausePath`; `searched` is the document that the path starts from. */
export function notFound(path: JsonPath, field: string, searched: JsonValue): CauseText {
  return quoting(`The JSONPath '${path.text}' specified for the field '${field}' could not be found in the input`, ` '${JSON.stringify(searched)}'`);
}

/** There is nothing that a path could be applied to. */
export const NOTHING_TO_SELECT_FROM: CauseText = plain('Unable to apply Path transformation to null or empty input.');

/** An invocation of an intrinsic function gives no value; a path of the context object is told without its first `$`. */
export function intrinsicFailed(text: string, error: IntrinsicError, input: JsonValue): CauseText {
  const start = `The function '${text}' had the following error: `;
  const { safe, full } = error.kind === 'failed' ? plain(error.message) : missingArgument(error.miss, input);
  return { safe: `${start}${safe}`, full: `${start}${full}` };
}

function missingArgument(miss: PathMiss, input: JsonValue): CauseText {
  if (miss.kind === 'not-an-array' || miss.kind === 'too-large' || miss.kind === 'not-applicable') return describeMiss(miss);
  const { text } = miss.path;
  const path = text.startsWith('$$') ? text.slice(1) : text;
  return quoting(`The JsonPath argument for the field '${path}' could not be found in the input`, ` '${JSON.stringify(input)}'`);
}

/** A step of a reference path does not apply to what it meets. */
export function stepConflict(step: string, value: JsonValue): CauseText {
  return quoting(`Unable to apply step "${step}"`, ` to input ${JSON.stringify(value)}`);
}

/** `Variable` of a comparison, or the path that it is compared with, finds nothing. */
export function invalidCondition(path: JsonPath): CauseText {
  return plain(`Invalid path '${path.text}': The choice state's condition path references an invalid value.`);
}

/** `ItemsPath` leads to something that is no array (recorded: map_context_object); a path of the context object is told without its first `$`. */
export function notAnArray(text: string): CauseText {
  return plain(`Reference path "${text.startsWith('$$') ? text.slice(1) : text}" must point to array.`);
}

/** A path of a Wait finds nothing (recorded: base_wait_seconds_path). */
export function noInputValue(field: string, path: JsonPath): CauseText {
  return plain(`The ${field} parameter does not reference an input value: ${path.text}`);
}

/** A path of a length of time leads to a value that cannot be used; `what` says why. */
export function unusableValue(field: string, what: string, path: JsonPath, value: JsonValue): CauseText {
  return quoting(`The ${field} parameter ${what}: ${path.text}`, ` == ${typeof value === 'string' ? value : JSON.stringify(value)}`);
}

/** A path of a number leads to something that is none (recorded: max_concurrency_path, tolerated_failure_count_path). */
export function notANumber(field: string, kind: 'float' | 'integer', path: JsonPath, value: JsonValue): CauseText {
  const quoted = typeof value === 'string' ? value : JSON.stringify(value);
  return {
    safe: `The ${field} field refers to a value which is not a valid ${kind}: ${path.text}`,
    full: `The ${field} field refers to value "${quoted}" which is not a valid ${kind}: ${path.text}`,
  };
}

/** `ErrorPath` or `CausePath` leads to something that is no text; the words are ours. */
export function notAText(field: string, text: string): CauseText {
  return plain(`The ${field} field must refer to a string: ${text}`);
}
