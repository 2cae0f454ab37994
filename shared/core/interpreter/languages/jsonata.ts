import type { AslState, WaitState } from '../../asl/model.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../../kernel/json.ts';
import { fail, succeed, type Result } from '../../kernel/result.ts';
import { invalidTimestamp, noArrayInput, unexpectedType } from '../causes.ts';
import type { DataLanguage, NumberField, Read } from '../data-language.ts';
import { evaluateTemplate, evaluateTyped, failEvaluation, scopeOf } from '../evaluation.ts';
import type { StateFailure } from '../failure.ts';
import { isDistributedMap } from '../map-mode.ts';
import type { Visit } from '../model.ts';
import { dueAfter, evaluateSeconds, prepareSeconds } from '../seconds.ts';
import { prepareOptional, prepareTemplate, prepareTyped, type Preparation, type PreparedTemplate } from '../template.ts';
import { parseTimestamp } from '../timestamp.ts';
import { prepareJsonataExit } from './jsonata-exit.ts';

/** Fields that belong to JSONPath. */
const JSONPATH_FIELDS = [
  'InputPath', 'OutputPath', 'ResultPath', 'Parameters', 'ResultSelector', 'Result', 'SecondsPath', 'TimestampPath', 'TimeoutSecondsPath', 'HeartbeatSecondsPath',
  'ErrorPath', 'CausePath', 'ItemsPath', 'MaxConcurrencyPath', 'ToleratedFailurePercentagePath', 'ToleratedFailureCountPath',
] as const;

function checkFields(state: AslState, preparation: Preparation): void {
  for (const field of JSONPATH_FIELDS.filter((name) => name in state)) {
    preparation.report({ pointer: `${preparation.pointer}/${field}`, message: `${field} is a field of JSONPath states only` });
  }
}

function read(template: PreparedTemplate): Read<JsonValue> {
  return (visit) => evaluateTemplate(scopeOf(visit), template);
}

function readOptional(value: JsonValue | undefined, location: string, preparation: Preparation): Read<JsonValue> | undefined {
  const template = prepareOptional(value, location, preparation);
  return template === undefined ? undefined : read(template);
}

function inputOf(visit: Visit): Result<JsonValue, StateFailure> {
  return succeed(visit.frame.input);
}

function dueAt(state: WaitState, preparation: Preparation): Read<number> {
  if ((state.Seconds === undefined) === (state.Timestamp === undefined)) {
    preparation.report({ pointer: preparation.pointer, message: 'A Wait has either Seconds or Timestamp' });
  }
  return state.Timestamp === undefined ? dueAfterSeconds(state.Seconds ?? 0, preparation) : dueAtTimestamp(state.Timestamp, preparation);
}

function dueAfterSeconds(value: JsonValue, preparation: Preparation): Read<number> {
  const seconds = prepareSeconds(value, 'Seconds', true, preparation);
  return (visit) => {
    const number = evaluateSeconds(scopeOf(visit), seconds);
    return number.ok ? succeed(dueAfter(visit.turn.event.at, number.value)) : number;
  };
}

function dueAtTimestamp(timestamp: string, preparation: Preparation): Read<number> {
  const template = prepareTyped(timestamp, 'Timestamp', 'string', preparation);
  if (template.kind === 'constant' && parseTimestamp(timestamp) === undefined) {
    preparation.report({ pointer: `${preparation.pointer}/Timestamp`, message: 'Timestamp must be an RFC 3339 timestamp with T and an offset' });
  }
  return (visit) => {
    const text = evaluateTyped(scopeOf(visit), template, 'string');
    if (!text.ok) return text;
    const due = parseTimestamp(text.value);
    return due === undefined ? fail(failEvaluation(visit, 'Timestamp', invalidTimestamp(text.value))) : succeed(due);
  };
}

function number(field: NumberField, preparation: Preparation): Read<number | undefined> {
  const { holder, name, rule, prefix = '' } = field;
  const value: JsonValue | undefined = Object.entries(holder).find(([key]) => key === name)?.[1];
  if (value === undefined) return () => succeed(undefined);
  const location = `${prefix}${name}`;
  const template = prepareTyped(value, location, 'number', preparation);
  return (visit) => {
    const given = evaluateTyped(scopeOf(visit), template, 'number');
    if (!given.ok || rule === undefined || rule.holds(given.value)) return given;
    return fail(failEvaluation(visit, location, rule.text(given.value)));
  };
}

/**
 * `Items` must give an array; without it the input must be one (recorded: items_eval_jsonata, items_input_types). An object is a distributed Map's; written out
 * in another one it is valid, and fails the state as one that an expression gives.
 */
function items(value: JsonValue | undefined, isObjectTaken: boolean, preparation: Preparation): Read<JsonValue> {
  const template = prepareOptional(value, 'Items', preparation);
  const isTaken = (given: JsonValue): boolean => isJsonArray(given) || (isObjectTaken && isJsonObject(given));
  if (template === undefined) {
    return (visit) => (isTaken(visit.frame.input) ? succeed(visit.frame.input) : fail(failEvaluation(visit, undefined, noArrayInput(visit.frame.input))));
  }
  const isContainer = isJsonArray(value) || isJsonObject(value);
  if (template.kind !== 'expression' && !isContainer) preparation.report({ pointer: `${preparation.pointer}/Items`, message: 'Expected an array or an expression' });
  return (visit) => {
    const given = evaluateTemplate(scopeOf(visit), template);
    if (!given.ok || isTaken(given.value)) return given;
    const text = template.kind === 'expression' ? template.text : JSON.stringify(value);
    return fail(failEvaluation(visit, 'Items', unexpectedType(text, 'Items', { expected: 'array', value: given.value })));
  };
}

/** JSONata: `$states` and variables in `{% %}`, `Arguments`, `Output` and `Assign` (states-language.net, "JSONata"). */
export const jsonata: DataLanguage = {
  name: 'JSONata',
  checkFields,
  workInput: (state, preparation) => readOptional(state.Arguments, 'Arguments', preparation) ?? inputOf,
  workExit: (state, preparation) => prepareJsonataExit(state, '', preparation),
  passExit: (state, preparation) => prepareJsonataExit(state, '', preparation),
  plainExit: (state, preparation) => prepareJsonataExit(state, '', preparation),
  rule: (rule, index, { preparation }) => {
    const prefix = `Choices[${index}]/`;
    const condition = prepareTyped(rule.Condition ?? null, `${prefix}Condition`, 'boolean', preparation);
    return { holds: (visit) => evaluateTyped(scopeOf(visit), condition, 'boolean'), exit: prepareJsonataExit(rule, prefix, preparation) };
  },
  catchExit: (catcher, prefix, preparation) => prepareJsonataExit(catcher, prefix, preparation),
  dueAt,
  failText: (state, name, preparation) => {
    const value = state[name];
    if (value === undefined) return () => succeed(undefined);
    const template = prepareTyped(value, name, 'string', preparation);
    return (visit) => evaluateTyped(scopeOf(visit), template, 'string');
  },
  seconds: (state, name, preparation) => {
    const value = state[name];
    if (value === undefined) return () => succeed(undefined);
    const seconds = prepareSeconds(value, name, false, preparation);
    return (visit) => evaluateSeconds(scopeOf(visit), seconds);
  },
  number,
  items: (state, preparation) => items(state.Items, isDistributedMap(state), preparation),
  itemSelector: (state, preparation) => readOptional(state.ItemSelector, 'ItemSelector', preparation),
  template: ({ value, location }, preparation) => (value === undefined ? undefined : read(prepareTemplate(value, location, preparation))),
  fail: failEvaluation,
};
