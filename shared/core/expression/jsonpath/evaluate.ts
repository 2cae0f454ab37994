import { assert } from '../../kernel/assert.ts';
import { isJsonArray, isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { fail, succeed, type Result } from '../../kernel/result.ts';
import { isFilterTrue } from './filter.ts';
import { applyPathFunction } from './functions.ts';
import { COMPARED_DEPTH_MAX, PATH_VISITS_MAX } from './limits.ts';
import type { PathMiss } from './miss.ts';
import type { JsonPath, PathStep } from './model.ts';

/** What paths can select from. */
export interface PathRoots {
  /** `$` */
  readonly input: JsonValue;
  /** `$$` */
  readonly context: JsonValue;
  /** `$name` */
  readonly variables: JsonObject;
}

/** One evaluation: counts what it looks at, filters within it included. */
export interface Evaluation {
  visitsLeft: number;
}

/**
 * The value that a path selects. An indefinite path gives an array, empty when nothing matches (recorded: json_path_array_wildcard_or_slice);
 * a definite one gives a value or says why there is none. A name list at the end gives an object of those members that are there.
 */
export function evaluatePath(path: JsonPath, roots: PathRoots): Result<JsonValue, PathMiss> {
  assert(path.root.kind !== 'current', 'a path that starts with @ is evaluated in its filter');
  if (path.root.kind === 'variable') {
    const { name } = path.root;
    if (!Object.hasOwn(roots.variables, name)) return fail({ kind: 'no-variable', path });
    return evaluateFrom(path, roots.variables[name] ?? null, { visitsLeft: PATH_VISITS_MAX });
  }
  return evaluateFrom(path, path.root.kind === 'input' ? roots.input : roots.context, { visitsLeft: PATH_VISITS_MAX });
}

/** Evaluates the steps and the function of a path from a document. */
function evaluateFrom(path: JsonPath, document: JsonValue, evaluation: Evaluation): Result<JsonValue, PathMiss> {
  const selected = path.isDefinite ? selectOne(path, document) : selectAll(path, document, evaluation);
  if (!selected.ok || path.function === undefined) return selected;
  const value = applyPathFunction(path.function, selected.value);
  return value === undefined ? fail({ kind: 'not-applicable', path }) : succeed(value);
}

function selectOne(path: JsonPath, document: JsonValue): Result<JsonValue, PathMiss> {
  let value = document;
  for (const [index, step] of path.steps.entries()) {
    const next = takeStep(value, step);
    if (typeof next === 'string') return fail(missOf(next, path, index, value));
    value = next.value;
  }
  return succeed(value);
}

type MissKind = 'absent' | 'out-of-bounds' | 'not-an-object' | 'not-an-array';

function missOf(kind: MissKind, path: JsonPath, step: number, found: JsonValue): PathMiss {
  return kind === 'absent' || kind === 'out-of-bounds' ? { kind, path, step } : { kind, path, step, found };
}

function takeStep(value: JsonValue, step: PathStep): { readonly value: JsonValue } | MissKind {
  assert(step.kind === 'member' || step.kind === 'members' || step.kind === 'index', 'a definite path is made of members and indices');
  switch (step.kind) {
    case 'member':
      if (!isJsonObject(value)) return 'not-an-object';
      return Object.hasOwn(value, step.name) ? { value: value[step.name] ?? null } : 'absent';
    case 'members':
      return isJsonObject(value) ? { value: pick(value, step.names) } : 'not-an-object';
    case 'index':
      return isJsonArray(value) ? itemAt(value, step.index) : 'not-an-array';
  }
}

function itemAt(items: JsonArray, index: number): { readonly value: JsonValue } | MissKind {
  const item = items.at(index);
  return item === undefined ? 'out-of-bounds' : { value: item };
}

function pick(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.flatMap((name) => (Object.hasOwn(object, name) ? [[name, object[name] ?? null] as const] : [])));
}

interface Selection {
  readonly path: JsonPath;
  readonly document: JsonValue;
  readonly evaluation: Evaluation;
  readonly values: JsonValue[];
}

function selectAll(path: JsonPath, document: JsonValue, evaluation: Evaluation): Result<JsonValue, PathMiss> {
  const selection = { path, document, evaluation, values: [] };
  visit(selection, document, 0);
  return evaluation.visitsLeft > 0 ? succeed(selection.values) : fail({ kind: 'too-large', path });
}

/** Follows the steps from here on; what a step does not apply to selects nothing. */
function visit(selection: Selection, value: JsonValue, at: number): void {
  selection.evaluation.visitsLeft -= 1;
  if (selection.evaluation.visitsLeft <= 0) return;
  const step = selection.path.steps[at];
  if (step === undefined) {
    selection.values.push(value);
    return;
  }
  if (step.kind === 'descent') descend(selection, value, { at: at + 1, depth: 0 });
  else for (const next of select(selection, value, step, at)) visit(selection, next, at + 1);
}

function descend(selection: Selection, value: JsonValue, place: { readonly at: number; readonly depth: number }): void {
  if (place.depth > COMPARED_DEPTH_MAX) selection.evaluation.visitsLeft = 0;
  if (selection.evaluation.visitsLeft <= 0 || value === null || typeof value !== 'object') return;
  visit(selection, value, place.at);
  for (const child of childrenOf(value)) descend(selection, child, { at: place.at, depth: place.depth + 1 });
}

function childrenOf(value: JsonValue): JsonArray {
  if (isJsonArray(value)) return value;
  return isJsonObject(value) ? Object.values(value) : [];
}

function select(selection: Selection, value: JsonValue, step: PathStep, at: number): JsonArray {
  switch (step.kind) {
    case 'member':
      return selectMembers(value, [step.name]);
    case 'members':
      return at === selection.path.steps.length - 1 ? (isJsonObject(value) ? [pick(value, step.names)] : []) : selectMembers(value, step.names);
    case 'index':
      return selectItems(value, [step.index]);
    case 'indices':
      return selectItems(value, step.indices);
    case 'slice':
      return isJsonArray(value) ? value.slice(step.from, step.to) : [];
    case 'wildcard':
    case 'descent':
      return childrenOf(value);
    case 'filter':
      return selectFiltered(selection, value, step);
  }
}

function selectMembers(value: JsonValue, names: readonly string[]): JsonArray {
  return isJsonObject(value) ? names.flatMap((name) => (Object.hasOwn(value, name) ? [value[name] ?? null] : [])) : [];
}

function selectItems(value: JsonValue, indices: readonly number[]): JsonArray {
  if (!isJsonArray(value)) return [];
  return indices.flatMap((index) => {
    const item = value.at(index);
    return item === undefined ? [] : [item];
  });
}

/** A filter tests the items of an array, or an object as a whole. */
function selectFiltered(selection: Selection, value: JsonValue, step: Extract<PathStep, { kind: 'filter' }>): JsonArray {
  const candidates = isJsonArray(value) ? value : isJsonObject(value) ? [value] : [];
  const { document, evaluation } = selection;
  const resolve = (path: JsonPath, current: JsonValue): JsonValue | undefined => {
    evaluation.visitsLeft -= 1;
    if (evaluation.visitsLeft <= 0 || path.root.kind === 'variable' || path.root.kind === 'context') return undefined;
    const found = evaluateFrom(path, path.root.kind === 'current' ? current : document, evaluation);
    return found.ok ? found.value : undefined;
  };
  return candidates.filter((candidate) => isFilterTrue(step.filter, (path) => resolve(path, candidate)));
}
