import { isJsonArray, type JsonValue } from '../../kernel/json.ts';
import type { JsonPath, PathStep } from './model.ts';

/**
 * Why a path gives no value. `step` is the step that found nothing.
 *  - `absent`         an object has no such member
 *  - `out-of-bounds`  an array has no such item
 *  - `not-an-object`, `not-an-array`  the step asks for another kind of value than it `found`
 *  - `no-variable`    the variable has not been assigned
 *  - `not-applicable` the function at the end cannot be applied to what was selected
 *  - `too-large`      the evaluation looked at more values than PATH_VISITS_MAX
 */
export type PathMiss =
  | { readonly kind: 'absent' | 'out-of-bounds'; readonly path: JsonPath; readonly step: number }
  | { readonly kind: 'not-an-object' | 'not-an-array'; readonly path: JsonPath; readonly step: number; readonly found: JsonValue }
  | { readonly kind: 'no-variable' | 'not-applicable' | 'too-large'; readonly path: JsonPath };

/** A text in two forms: `full` may quote data of the execution. */
export interface MissText {
  readonly safe: string;
  readonly full: string;
}

function plain(text: string): MissText {
  return { safe: text, full: text };
}

function printStep(step: PathStep): string {
  switch (step.kind) {
    case 'member':
      return `['${step.name}']`;
    case 'members':
      return `[${step.names.map((name) => `'${name}'`).join(',')}]`;
    case 'index':
      return `[${step.index}]`;
    case 'indices':
      return `[${step.indices.join(',')}]`;
    case 'slice':
      return `[${step.from ?? ''}:${step.to ?? ''}]`;
    case 'wildcard':
      return '[*]';
    case 'filter':
      return '[?]';
    case 'descent':
      return '..';
  }
}

/** The first steps of a path in bracket notation, as the reference implementation writes paths: `$['a'][0]`. */
export function printPath(path: JsonPath, steps: number = path.steps.length): string {
  return `$${path.steps.slice(0, steps).map(printStep).join('')}`;
}

function typeNameOf(value: JsonValue): string {
  if (value === null) return 'null';
  return isJsonArray(value) ? 'array' : typeof value;
}

/** Says why a path gives no value, in the words of the reference implementation (recorded: NOTES §5). */
export function describeMiss(miss: PathMiss): MissText {
  const { path } = miss;
  switch (miss.kind) {
    case 'absent':
      return plain(`${miss.step === path.steps.length - 1 ? 'No results for path:' : 'Missing property in path'} ${printPath(path, miss.step + 1)}`);
    case 'out-of-bounds':
      return plain(`No results for path: ${printPath(path, miss.step + 1)}`);
    case 'not-an-object':
      return plain(`Expected to find an object with property ${fragment(path, miss.step)} in path ${printPath(path, miss.step)} but found '${typeNameOf(miss.found)}'.`);
    case 'not-an-array':
      return describeNotAnArray(fragment(path, miss.step), miss.found);
    case 'no-variable':
      return plain(`No results for path: ${path.text}`);
    case 'not-applicable':
      return plain(`Function ${path.function ?? ''} can not be applied to path: ${printPath(path)}`);
    case 'too-large':
      return plain(`The evaluation of the path is too large: ${printPath(path)}`);
  }
}

function fragment(path: JsonPath, step: number): string {
  const here = path.steps[step];
  return here === undefined ? '' : printStep(here);
}

function describeNotAnArray(step: string, found: JsonValue): MissText {
  const text = `Filter: ${step} can only be applied to arrays.`;
  return { safe: text, full: `${text} Current context is: ${JSON.stringify(found)}` };
}
