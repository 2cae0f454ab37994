import { evaluatePath } from '../../expression/jsonpath/evaluate.ts';
import type { JsonPath } from '../../expression/jsonpath/model.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { fail, succeed, type Result } from '../../kernel/result.ts';
import type { CauseText } from '../causes.ts';
import type { NumberField, Read } from '../data-language.ts';
import type { StateFailure } from '../failure.ts';
import { TIMER_SECONDS_MAX } from '../limits.ts';
import type { Visit } from '../model.ts';
import type { Preparation } from '../template.ts';
import { invalidPath, notANumber, noInputValue, unusableValue } from './causes.ts';
import { preparePath } from './path-field.ts';
import { failRuntime, pathScopeOf } from './scope.ts';

/** A field of a state, and its twin with `Path` at the end of its name; the two exclude each other. */
interface Given {
  readonly literal: unknown;
  readonly path?: JsonPath;
}

function givenOf(holder: object, name: string, place: { readonly prefix: string; readonly preparation: Preparation }): Given {
  const fields = new Map<string, unknown>(Object.entries(holder));
  const { prefix, preparation } = place;
  const path = fields.get(`${name}Path`);
  const literal = fields.get(name);
  if (path === undefined) return { literal };
  if (literal !== undefined) preparation.report({ pointer: `${preparation.pointer}/${prefix}${name}`, message: `A state has either ${name} or ${name}Path` });
  return { literal: undefined, path: preparePath(path, `${prefix}${name}Path`, preparation) };
}

/** What a path finds, or the words for that it finds nothing. */
type Found = { readonly kind: 'value'; readonly value: JsonValue } | { readonly kind: 'missing'; readonly text: CauseText };

/** The value of a path on the effective input of the state. */
function readFrom(visit: Visit, input: Read<JsonValue>, path: JsonPath): Result<Found, StateFailure> {
  const effective = input(visit);
  if (!effective.ok) return effective;
  const value = evaluatePath(path, pathScopeOf(visit, effective.value).roots);
  return succeed(value.ok ? { kind: 'value', value: value.value } : { kind: 'missing', text: invalidPath(path, value.error) });
}

/** Texts that are numbers count as numbers (recorded: reference_in_map_state, MAX_CONCURRENCY_PATH). */
function asNumber(value: JsonValue, isWhole: boolean): number | undefined {
  const isText = typeof value === 'string' && /^[+-]?\d+(?:\.\d+)?$/.test(value);
  const number = isText ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && (!isWhole || Number.isInteger(number)) ? number : undefined;
}

/** Prepares a number such as `MaxConcurrency`, or its path. Percentages may have fractions; everything else is whole. */
export function prepareNumber(field: NumberField, input: Read<JsonValue>, preparation: Preparation): Read<number | undefined> {
  const { holder, name, prefix = '', rule } = field;
  const { literal, path } = givenOf(holder, name, { prefix, preparation });
  const check = (visit: Visit, value: number): Result<number, StateFailure> => (rule === undefined || rule.holds(value) ? succeed(value) : failRuntime(visit, rule.text(value)));
  if (path !== undefined) return readNumber({ name, path, input, check });
  if (literal !== undefined && typeof literal !== 'number') preparation.report({ pointer: `${preparation.pointer}/${prefix}${name}`, message: 'Expected a number' });
  return (visit) => (typeof literal === 'number' ? check(visit, literal) : succeed(undefined));
}

interface NumberPath {
  readonly name: string;
  readonly path: JsonPath;
  readonly input: Read<JsonValue>;
  readonly check: (visit: Visit, value: number) => Result<number, StateFailure>;
}

function readNumber({ name, path, input, check }: NumberPath): Read<number> {
  const isWhole = !name.endsWith('Percentage');
  return (visit) => {
    const found = readFrom(visit, input, path);
    if (!found.ok) return found;
    if (found.value.kind === 'missing') return failRuntime(visit, found.value.text);
    const number = asNumber(found.value.value, isWhole);
    return number === undefined ? failRuntime(visit, notANumber(`${name}Path`, isWhole ? 'integer' : 'float', path, found.value.value)) : check(visit, number);
  };
}

/** A length of time: what it is called and whether it may be zero. */
export interface SecondsField {
  readonly holder: object;
  readonly name: 'Seconds' | 'TimeoutSeconds' | 'HeartbeatSeconds';
  readonly isZeroAllowed: boolean;
}

/** A number of seconds that can be used, or why it cannot, in AWS's words where they are known (recorded: base_wait_seconds_path). */
function asSeconds(value: JsonValue, isZeroAllowed: boolean): Result<number, string> {
  if (typeof value !== 'number' || !Number.isInteger(value)) return fail('cannot be parsed as a long value');
  if (value < 0) return fail('references a negative value');
  if (value === 0 && !isZeroAllowed) return fail('references a value that is not positive');
  return value > TIMER_SECONDS_MAX ? fail(`references a value of more than ${TIMER_SECONDS_MAX} seconds`) : succeed(value);
}

function prepareLiteralSeconds(field: SecondsField, literal: unknown, preparation: Preparation): Read<number | undefined> {
  const isNumber = typeof literal === 'number';
  const isUsable = isNumber && literal <= TIMER_SECONDS_MAX && (field.isZeroAllowed ? literal >= 0 : literal > 0);
  if (literal !== undefined && !isUsable) {
    preparation.report({ pointer: `${preparation.pointer}/${field.name}`, message: `${field.name} must be ${field.isZeroAllowed ? 'zero or more' : 'more than zero'} and at most ${TIMER_SECONDS_MAX} seconds` });
  }
  return () => succeed(isNumber ? literal : undefined);
}

/** Prepares a number of seconds, or its path; undefined when the state has neither. */
export function prepareSecondsField(field: SecondsField, input: Read<JsonValue>, preparation: Preparation): Read<number | undefined> {
  const { literal, path } = givenOf(field.holder, field.name, { prefix: '', preparation });
  if (path === undefined) return prepareLiteralSeconds(field, literal, preparation);
  const name = `${field.name}Path`;
  return (visit) => {
    const found = readFrom(visit, input, path);
    if (!found.ok) return found;
    if (found.value.kind === 'missing') return failRuntime(visit, field.name === 'Seconds' ? noInputValue(name, path) : found.value.text);
    const seconds = asSeconds(found.value.value, field.isZeroAllowed);
    return seconds.ok ? seconds : failRuntime(visit, unusableValue(name, seconds.error, path, found.value.value));
  };
}
