import type { WaitState } from '../../asl/model.ts';
import { evaluatePath } from '../../expression/jsonpath/evaluate.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { succeed } from '../../kernel/result.ts';
import type { Read } from '../data-language.ts';
import { dueAfter } from '../seconds.ts';
import type { Preparation } from '../template.ts';
import { parseTimestamp } from '../timestamp.ts';
import { noInputValue, unusableValue } from './causes.ts';
import { prepareSecondsField } from './numbers.ts';
import { preparePath } from './path-field.ts';
import { failRuntime, pathScopeOf } from './scope.ts';

const TIMESTAMP_RULE = 'does not reference a valid ISO-8601 extended offset date-time format string';

function prepareTimestampPath(text: string, input: Read<JsonValue>, preparation: Preparation): Read<number> {
  const path = preparePath(text, 'TimestampPath', preparation);
  return (visit) => {
    const effective = input(visit);
    if (!effective.ok) return effective;
    const value = evaluatePath(path, pathScopeOf(visit, effective.value).roots);
    if (!value.ok) return failRuntime(visit, noInputValue('TimestampPath', path));
    const due = typeof value.value === 'string' ? parseTimestamp(value.value) : undefined;
    return due === undefined ? failRuntime(visit, unusableValue('TimestampPath', TIMESTAMP_RULE, path, value.value)) : succeed(due);
  };
}

function prepareTimestamp(text: string, preparation: Preparation): Read<number> {
  const due = parseTimestamp(text);
  if (due === undefined) preparation.report({ pointer: `${preparation.pointer}/Timestamp`, message: 'Timestamp must be an RFC 3339 timestamp with T and an offset' });
  return () => succeed(due ?? 0);
}

/** Prepares when a Wait is over, in epoch milliseconds: one of `Seconds`, `Timestamp`, `SecondsPath`, `TimestampPath`. */
export function prepareDueAt(state: WaitState, input: Read<JsonValue>, preparation: Preparation): Read<number> {
  const given = [state.Seconds, state.SecondsPath, state.Timestamp, state.TimestampPath].filter((value) => value !== undefined);
  if (given.length !== 1) preparation.report({ pointer: preparation.pointer, message: 'A Wait has exactly one of Seconds, Timestamp, SecondsPath and TimestampPath' });
  if (state.TimestampPath !== undefined) return prepareTimestampPath(state.TimestampPath, input, preparation);
  if (state.Timestamp !== undefined) return prepareTimestamp(state.Timestamp, preparation);
  const seconds = prepareSecondsField({ holder: state, name: 'Seconds', isZeroAllowed: true }, input, preparation);
  return (visit) => {
    const number = seconds(visit);
    return number.ok ? succeed(dueAfter(visit.turn.event.at, number.value ?? 0)) : number;
  };
}
