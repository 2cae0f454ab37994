import type { RelatedPlace } from '../kernel/diagnostic.ts';
import { pointerTokens } from '../kernel/json-pointer.ts';

/** Finds the place in the definition that a place in the machine comes from. */
export interface SourceLookup {
  /** JSON Pointer into the definition; longest known prefix, else the task of the state. */
  readonly pointerOf: (machinePointer: string) => string;
  /** Name of the task that a state comes from. */
  readonly taskOf: (stateName: string) => string;
  /** How a value's passing through a field reads in the path of a finding. */
  readonly placeOf: (machinePointer: string) => RelatedPlace | undefined;
}

/** The parts of a source map that findings need. */
export interface SourceMapLike {
  readonly states: { readonly [name: string]: { readonly pointer: string; readonly task: string } };
  readonly fields: { readonly [pointer: string]: string };
}

/** Prepares a source map for looking up. */
export function createSourceLookup(map: SourceMapLike): SourceLookup {
  const taskOf = (name: string): string => map.states[name]?.task ?? name;
  const pointerOf = (machinePointer: string): string => longestPrefix(map, machinePointer) ?? map.states[stateIn(machinePointer)]?.pointer ?? '';
  const placeOf = (machinePointer: string): RelatedPlace => ({ pointer: pointerOf(machinePointer), note: `task '${taskOf(stateIn(machinePointer))}' ${verbFor(machinePointer)}` });
  return { pointerOf, taskOf, placeOf };
}

function longestPrefix(map: SourceMapLike, machinePointer: string): string | undefined {
  for (let pointer = machinePointer; pointer !== ''; pointer = pointer.slice(0, pointer.lastIndexOf('/'))) {
    const found = map.fields[pointer];
    if (found !== undefined) return found;
  }
  return undefined;
}

function stateIn(machinePointer: string): string {
  return pointerTokens(machinePointer)[1] ?? '';
}

function verbFor(machinePointer: string): string {
  const field = pointerTokens(machinePointer).slice(2).find((token) => token in VERBS);
  return field === undefined ? 'uses it' : (VERBS[field] ?? 'uses it');
}

const VERBS: { readonly [field: string]: string } = {
  Arguments: 'takes it in its arguments',
  Output: 'passes it on',
  Assign: 'keeps it',
  Condition: 'branches on it',
  Error: 'raises it',
  Cause: 'raises it',
  Seconds: 'waits for it',
  Timestamp: 'waits for it',
};
