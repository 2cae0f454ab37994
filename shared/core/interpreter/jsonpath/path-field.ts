import { evaluatePath } from '../../expression/jsonpath/evaluate.ts';
import type { JsonPath } from '../../expression/jsonpath/model.ts';
import { parseJsonPath } from '../../expression/jsonpath/parse.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { succeed, type Result } from '../../kernel/result.ts';
import type { StateFailure } from '../failure.ts';
import type { Preparation } from '../template.ts';
import { invalidPath, NOTHING_TO_SELECT_FROM } from './causes.ts';
import { failRuntime, type PathScope } from './scope.ts';

/** The whole of `$`. */
const WHOLE: JsonPath = { text: '$', root: { kind: 'input' }, steps: [], isDefinite: true };

/** `InputPath` or `OutputPath`: null stands for an empty object. */
export type PathField = JsonPath | null;

/** Parses a path that is the value of a field; what is none is reported, and read as `$`. */
export function preparePath(text: unknown, location: string, preparation: Preparation): JsonPath {
  const path = typeof text === 'string' ? parseJsonPath(text) : undefined;
  if (path?.ok === true && path.value.root.kind !== 'current') return path.value;
  const detail = path?.ok === false ? `: ${path.error.message}` : '';
  preparation.report({ pointer: `${preparation.pointer}/${location}`, message: `Value is not a valid JSONPath${detail}` });
  return WHOLE;
}

/** Prepares `InputPath` or `OutputPath`; absent is `$`. */
export function preparePathField(value: string | null | undefined, location: string, preparation: Preparation): PathField {
  if (value === undefined) return WHOLE;
  return value === null ? null : preparePath(value, location, preparation);
}

/** Applies `InputPath` or `OutputPath` (recorded: invalid_jsonpath_in_inputpath, null_input_output_paths). */
export function applyPathField(scope: PathScope, path: PathField): Result<JsonValue, StateFailure> {
  if (path === null) return succeed({});
  const value = evaluatePath(path, scope.roots);
  if (value.ok) return value;
  if (path.root.kind === 'input' && scope.roots.input === null) return failRuntime(scope.visit, NOTHING_TO_SELECT_FROM);
  return failRuntime(scope.visit, invalidPath(path, value.error));
}
