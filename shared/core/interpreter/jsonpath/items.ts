import { ERROR_NAMES } from '../../asl/error-names.ts';
import type { MapState } from '../../asl/model.ts';
import { evaluatePath } from '../../expression/jsonpath/evaluate.ts';
import type { JsonPath } from '../../expression/jsonpath/model.ts';
import { getAtReferencePath, parseReferencePath, type ReferencePath } from '../../expression/jsonpath/reference-path.ts';
import { isJsonArray, type JsonValue } from '../../kernel/json.ts';
import { fail, succeed, type Result } from '../../kernel/result.ts';
import type { Read } from '../data-language.ts';
import type { StateFailure } from '../failure.ts';
import type { Preparation } from '../template.ts';
import { invalidPath, notAnArray, stepConflict } from './causes.ts';
import { preparePath } from './path-field.ts';
import { failRuntime, pathFailure, pathScopeOf, type PathScope } from './scope.ts';

/** A reference path tells the step at which it ends (`States.ReferencePathConflict`); any other path and a missing variable its own words. */
function select(scope: PathScope, path: JsonPath, reference: ReferencePath | undefined): Result<JsonValue, StateFailure> {
  const { roots, visit } = scope;
  if (reference === undefined || path.root.kind === 'variable') {
    const value = evaluatePath(path, roots);
    return value.ok ? value : failRuntime(visit, invalidPath(path, value.error));
  }
  const value = getAtReferencePath(path.root.kind === 'context' ? roots.context : roots.input, reference);
  return value.ok ? value : fail(pathFailure(visit, ERROR_NAMES.referencePathConflict, stepConflict(value.error.step, value.error.value)));
}

/** Prepares the items of a Map: `ItemsPath` on the effective input; absent, that input itself. They must be an array (recorded: map_context_object). */
export function prepareItems(state: MapState, input: Read<JsonValue>, preparation: Preparation): Read<JsonValue> {
  const path = preparePath(state.ItemsPath ?? '$', 'ItemsPath', preparation);
  const parsed = parseReferencePath(path.text);
  const reference = parsed.ok ? parsed.value : undefined;
  return (visit) => {
    const effective = input(visit);
    if (!effective.ok) return effective;
    const items = select(pathScopeOf(visit, effective.value), path, reference);
    if (!items.ok) return items;
    return isJsonArray(items.value) ? succeed(items.value) : failRuntime(visit, notAnArray(path.text));
  };
}
