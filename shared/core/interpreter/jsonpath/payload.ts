import { ERROR_NAMES } from '../../asl/error-names.ts';
import { evaluateIntrinsic } from '../../expression/intrinsic/evaluate.ts';
import type { IntrinsicCall } from '../../expression/intrinsic/model.ts';
import { parseIntrinsic, startsLikeIntrinsic } from '../../expression/intrinsic/parse.ts';
import { evaluatePath } from '../../expression/jsonpath/evaluate.ts';
import type { JsonPath } from '../../expression/jsonpath/model.ts';
import { parseJsonPath } from '../../expression/jsonpath/parse.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { fail, succeed, type Result } from '../../kernel/result.ts';
import type { StateFailure } from '../failure.ts';
import { TEMPLATE_DEPTH_MAX } from '../limits.ts';
import type { Preparation } from '../template.ts';
import { intrinsicFailed, NOTHING_TO_SELECT_FROM, notFound } from './causes.ts';
import { failRuntime, pathFailure, type PathScope } from './scope.ts';

/** A value that is selected or computed: `field` is its key, as causes name it. */
export type PreparedSelection =
  | { readonly kind: 'path'; readonly field: string; readonly path: JsonPath }
  | { readonly kind: 'intrinsic'; readonly field: string; readonly call: IntrinsicCall };

/** A payload template, prepared (states-language.net, "Payload template"). A part without paths is kept as it is and shared. */
export type PreparedPayload =
  | { readonly kind: 'constant'; readonly value: JsonValue }
  | PreparedSelection
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, PreparedPayload])[] }
  | { readonly kind: 'array'; readonly items: readonly PreparedPayload[] };

interface Place {
  readonly location: string;
  readonly preparation: Preparation;
  readonly depth: number;
}

const NOTHING: PreparedPayload = { kind: 'constant', value: null };

/** Prepares a path or an invocation that stands as the value of a field; undefined, and reported, when it is neither. */
export function prepareSelection(value: unknown, field: string, place: { readonly location: string; readonly preparation: Preparation }): PreparedSelection | undefined {
  if (typeof value === 'string' && startsLikeIntrinsic(value)) {
    const call = parseIntrinsic(value);
    if (call.ok) return { kind: 'intrinsic', field, call: call.value };
  } else if (typeof value === 'string') {
    const path = parseJsonPath(value);
    if (path.ok && path.value.root.kind !== 'current') return { kind: 'path', field, path: path.value };
  }
  const { preparation, location } = place;
  preparation.report({ pointer: `${preparation.pointer}/${location}`, message: `The value for the field '${field}' must be a valid JSONPath or a valid intrinsic function call` });
  return undefined;
}

function prepareMember(key: string, value: JsonValue, place: Place): readonly [string, PreparedPayload] {
  return key.endsWith('.$') ? [key.slice(0, -2), prepareSelection(value, key, place) ?? NOTHING] : [key, prepareAt(value, { ...place, location: `${place.location}/${key}` })];
}

function prepareObject(value: JsonObject, place: Place): PreparedPayload {
  const members = Object.entries(value).map(([key, member]) => prepareMember(key, member, place));
  const isConstant = members.every(([, member]) => member.kind === 'constant') && !Object.keys(value).some((key) => key.endsWith('.$'));
  return isConstant ? { kind: 'constant', value } : { kind: 'object', members };
}

function prepareAt(value: JsonValue, place: Place): PreparedPayload {
  if (place.depth > TEMPLATE_DEPTH_MAX) {
    place.preparation.report({ pointer: place.preparation.pointer, message: `A template is nested deeper than ${TEMPLATE_DEPTH_MAX} levels` });
    return NOTHING;
  }
  const inner = { ...place, depth: place.depth + 1 };
  if (isJsonObject(value)) return prepareObject(value, inner);
  if (!isJsonArray(value)) return { kind: 'constant', value };
  const items = value.map((item, index) => prepareAt(item, { ...inner, location: `${place.location}[${index}]` }));
  return items.every((item) => item.kind === 'constant') ? { kind: 'constant', value } : { kind: 'array', items };
}

/** Parses every path and invocation of a template: the values of keys that end in `.$`, at any depth; everything else is literal. */
export function preparePayload(value: JsonValue, location: string, preparation: Preparation): PreparedPayload {
  return prepareAt(value, { location, preparation, depth: 0 });
}

/** As {@link preparePayload}, for a field that may be absent. */
export function prepareOptionalPayload(value: JsonValue | undefined, location: string, preparation: Preparation): PreparedPayload | undefined {
  return value === undefined ? undefined : preparePayload(value, location, preparation);
}

/** An item behind the end of an array is null here, and only here: any other path that finds nothing fails the state. */
function evaluatePathField(scope: PathScope, field: string, path: JsonPath): Result<JsonValue, StateFailure> {
  const { visit, roots } = scope;
  const value = evaluatePath(path, roots);
  if (value.ok) return value;
  if (value.error.kind === 'out-of-bounds') return succeed(null);
  if (path.root.kind === 'input' && roots.input === null) return failRuntime(visit, NOTHING_TO_SELECT_FROM);
  return failRuntime(visit, notFound(path, field, path.root.kind === 'context' ? roots.context : roots.input));
}

/** The value of a path or an invocation. A path of an argument that finds nothing is `States.Runtime`, any other fault `States.IntrinsicFailure`. */
export function evaluateSelection(scope: PathScope, selection: PreparedSelection): Result<JsonValue, StateFailure> {
  const { visit, roots } = scope;
  if (selection.kind === 'path') return evaluatePathField(scope, selection.field, selection.path);
  const value = evaluateIntrinsic(selection.call, { roots, random: visit.turn.random });
  if (value.ok) return value;
  const error = value.error.kind === 'missing' ? ERROR_NAMES.runtime : ERROR_NAMES.intrinsicFailure;
  return fail(pathFailure(visit, error, intrinsicFailed(selection.call.text, value.error, roots.input)));
}

function evaluateMembers(scope: PathScope, members: readonly (readonly [string, PreparedPayload])[]): Result<JsonValue, StateFailure> {
  const entries: (readonly [string, JsonValue])[] = [];
  for (const [key, member] of members) {
    const value = evaluatePayload(scope, member);
    if (!value.ok) return value;
    entries.push([key, value.value]);
  }
  return succeed(Object.fromEntries(entries));
}

function evaluateItems(scope: PathScope, items: readonly PreparedPayload[]): Result<JsonValue, StateFailure> {
  const values: JsonValue[] = [];
  for (const item of items) {
    const value = evaluatePayload(scope, item);
    if (!value.ok) return value;
    values.push(value.value);
  }
  return succeed(values);
}

/** The value of a template; the first path that finds nothing ends it. */
export function evaluatePayload(scope: PathScope, payload: PreparedPayload): Result<JsonValue, StateFailure> {
  switch (payload.kind) {
    case 'constant':
      return succeed(payload.value);
    case 'path':
    case 'intrinsic':
      return evaluateSelection(scope, payload);
    case 'object':
      return evaluateMembers(scope, payload.members);
    case 'array':
      return evaluateItems(scope, payload.items);
  }
}
