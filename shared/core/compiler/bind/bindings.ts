import { pathOf, type BoundValue } from './value.ts';

/** What the names in an author's expression mean at one place of a document (DSL "Runtime Expressions", arguments). */
export interface Bindings {
  /** The place in the author's words: `input.from`. For messages. */
  readonly place: string;
  /** `$`, and what names without a variable are looked up in. */
  readonly root: BoundValue;
  /** Variables with their values: `$input`, `$output`, `$context`, error variables. Without `$`. */
  readonly variables: ReadonlyMap<string, BoundValue>;
  /** What `$states.input` and `$states.result` mean for authors who know ASL. */
  readonly states: { readonly input?: BoundValue; readonly result?: BoundValue };
  /** Absent at the workflow's own fields. */
  readonly task?: TaskFacts;
}

/** What `$task` shows. */
export interface TaskFacts {
  readonly name: string;
  /** JSON Pointer of the task in the definition: `$task.reference`, and where `$task.definition` is taken from. */
  readonly pointer: string;
  /** The task's raw input: `$task.input`. */
  readonly input: BoundValue;
  /** The task's raw output, where it exists already: `$task.output`. */
  readonly output?: BoundValue;
}

/** Variables of the compiled program start with this, so that no author's variable is ever meant. */
export const COMPILER_VARIABLE_PREFIX = 'uwf_';

/** Variables of one expression, that name what is written into it. */
export const NAMED_PREFIX = `${COMPILER_VARIABLE_PREFIX}is_`;

/** The variable that holds `$context`. */
export const CONTEXT_VARIABLE = `${COMPILER_VARIABLE_PREFIX}context`;

/** The value of a variable of the program. */
export function variableValue(name: string, origin: string): BoundValue {
  return { kind: 'expression', origin, ast: pathOf(name) };
}

/** `$states.input` as a value. */
export function stateInput(origin: string): BoundValue {
  return { kind: 'expression', origin, ast: pathOf('states', 'input') };
}

/** `$states.result` as a value. */
export function stateResult(origin: string): BoundValue {
  return { kind: 'expression', origin, ast: pathOf('states', 'result') };
}
