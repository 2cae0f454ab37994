import { expressionOf } from '../asl/model.ts';
import { compileExpression, type CompiledExpression } from '../expression/jsonata/parse.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';
import { TEMPLATE_DEPTH_MAX } from './limits.ts';

/** One expression of a machine, parsed, with where it stands: `Output/result`, `Choices[0]/Condition`. */
export interface PreparedExpression {
  readonly kind: 'expression';
  readonly text: string;
  readonly location: string;
  readonly compiled: CompiledExpression;
}

/** A field that takes data, prepared: a part without expressions is kept as it is and shared, never copied. */
export type PreparedTemplate =
  | { readonly kind: 'constant'; readonly value: JsonValue }
  | PreparedExpression
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, PreparedTemplate])[] }
  | { readonly kind: 'array'; readonly items: readonly PreparedTemplate[] };

/** Why a machine cannot be prepared; told to whoever brings the machine. */
export interface ProgramProblem {
  /** JSON Pointer into the machine. */
  readonly pointer: string;
  readonly message: string;
}

/** Where preparing stands: problems are collected, never thrown. */
export interface Preparation {
  /** JSON Pointer of the state. */
  readonly pointer: string;
  report(problem: ProgramProblem): void;
  /** Notes that the state may lead to another one, which must exist. */
  leadTo(stateName: string, location: string): void;
}

/** `$eval`: AWS takes it for a name that nothing is bound to, and fails where it is called (measured there). */
const FORBIDDEN_FUNCTION = 'U0201';
const UNBOUND_CALL = compileExpression('$uwf_unbound()');

/** Parses one expression; its text stands between `{%` and `%}`. */
export function prepareExpression(text: string, location: string, preparation: Preparation): PreparedTemplate {
  const parsed = compileExpression(text);
  const compiled = !parsed.ok && parsed.error.code === FORBIDDEN_FUNCTION ? UNBOUND_CALL : parsed;
  if (compiled.ok) return { kind: 'expression', text, location, compiled: compiled.value };
  preparation.report({ pointer: `${preparation.pointer}/${location}`, message: `The expression does not parse: ${compiled.error.code}` });
  return { kind: 'constant', value: null };
}

function prepareObject(value: JsonObject, location: string, step: Step): PreparedTemplate {
  const members = Object.entries(value).map(([key, member]) => [key, prepareAt(member, `${location}/${key}`, step)] as const);
  return members.every(([, member]) => member.kind === 'constant') ? { kind: 'constant', value } : { kind: 'object', members };
}

function prepareArray(value: readonly JsonValue[], location: string, step: Step): PreparedTemplate {
  const items = value.map((item, index) => prepareAt(item, `${location}[${index}]`, step));
  return items.every((item) => item.kind === 'constant') ? { kind: 'constant', value } : { kind: 'array', items };
}

interface Step {
  readonly preparation: Preparation;
  readonly depth: number;
}

function prepareAt(value: JsonValue, location: string, step: Step): PreparedTemplate {
  if (step.depth > TEMPLATE_DEPTH_MAX) {
    step.preparation.report({ pointer: step.preparation.pointer, message: `A template is nested deeper than ${TEMPLATE_DEPTH_MAX} levels` });
    return { kind: 'constant', value: null };
  }
  const expression = expressionOf(value);
  if (expression !== undefined) return prepareExpression(expression, location, step.preparation);
  const inner = { preparation: step.preparation, depth: step.depth + 1 };
  if (isJsonArray(value)) return prepareArray(value, location, inner);
  return isJsonObject(value) ? prepareObject(value, location, inner) : { kind: 'constant', value };
}

/** Parses every expression of a template, at any depth (states-language.net, "JSONata: payload templates"). */
export function prepareTemplate(value: JsonValue, location: string, preparation: Preparation): PreparedTemplate {
  return prepareAt(value, location, { preparation, depth: 0 });
}

/** As {@link prepareTemplate}, for a field that may be absent. */
export function prepareOptional(value: JsonValue | undefined, location: string, preparation: Preparation): PreparedTemplate | undefined {
  return value === undefined ? undefined : prepareTemplate(value, location, preparation);
}

/** Prepares a field of one type; a literal of another type is a problem of the machine. */
export function prepareTyped(value: JsonValue, location: string, expected: 'boolean' | 'number' | 'string', preparation: Preparation): PreparedTemplate {
  const template = prepareTemplate(value, location, preparation);
  if (template.kind !== 'expression' && typeof value !== expected) {
    preparation.report({ pointer: `${preparation.pointer}/${location}`, message: `Expected a ${expected} or an expression` });
  }
  return template;
}

/** Prepares a field of one type that may be absent. */
export function prepareTypedOptional(
  value: JsonValue | undefined,
  location: string,
  expected: 'boolean' | 'number' | 'string',
  preparation: Preparation,
): PreparedTemplate | undefined {
  return value === undefined ? undefined : prepareTyped(value, location, expected, preparation);
}
