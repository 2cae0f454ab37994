import type { AslCatcher, AslDataFlow, AslState, ChoiceRule, ChoiceState, FailState, MapState, ParallelState, PassState, PathChoiceRule, QueryLanguage, SucceedState, TaskState, WaitState } from '../asl/model.ts';
import type { JsonObject, JsonValue } from '../kernel/json.ts';
import type { Result } from '../kernel/result.ts';
import type { CauseText } from './causes.ts';
import type { StateFailure } from './failure.ts';
import type { Visit } from './model.ts';
import type { Preparation } from './template.ts';

/** A field of a state, prepared: gives its value for one visit, or why the state fails. */
export type Read<T> = (visit: Visit) => Result<T, StateFailure>;

/** What a state has in hand when it is left: nothing, the result of its work, or the error output of a failure. */
export interface Gain {
  readonly result?: JsonValue;
  readonly errorOutput?: JsonValue;
}

/** What a state leaves behind. */
export interface Leaving {
  readonly output: JsonValue;
  readonly assigned?: JsonObject;
}

/** `Output` and `Assign`, or the result and output paths and `Assign`, of a state, a rule or a catcher. Checks the size limits. */
export type PreparedExit = (visit: Visit, gain: Gain) => Result<Leaving, StateFailure>;

/** A field that gives a number, by itself or (JSONPath) by the field with `Path` at the end of its name. */
export interface NumberField {
  /** State, or the object in it, that may have the field. */
  readonly holder: object;
  /** The state, where the holder is an object in it: its input is what a path selects from. */
  readonly state?: object;
  readonly name: string;
  /** Where the holder stands in the state, with a slash at the end: `ItemBatcher/`. */
  readonly prefix?: string;
  /** Whether a number may be used, and what is said of one that may not. Absent: every number. */
  readonly rule?: { readonly holds: (value: number) => boolean; readonly text: (value: number) => CauseText };
}

/** A template in a state that may be absent. */
export interface TemplateField {
  /** The state: its input is what a path selects from. Absent: the whole input. */
  readonly state?: object;
  readonly value: JsonValue | undefined;
  readonly location: string;
}

/** Work that a state has done outside or in scopes of its own. */
export type WorkingState = TaskState | ParallelState | MapState;

/**
 * How a state reads and writes data: JSONata (`languages/jsonata.ts`) or JSONPath (`languages/jsonpath.ts`). Chosen when the state is
 * prepared, so that no state knows which of the two it speaks. Problems of the machine are reported, failures of an execution returned.
 */
export interface DataLanguage {
  readonly name: QueryLanguage;
  /** Reports fields of the other language, which would be silently without effect. */
  checkFields(state: AslState, preparation: Preparation): void;
  /** What a Task or Parallel gets for its work: `Arguments`, or `InputPath` and `Parameters`. */
  workInput(state: TaskState | ParallelState, preparation: Preparation): Read<JsonValue>;
  /** How a state is left after its work. */
  workExit(state: WorkingState, preparation: Preparation): PreparedExit;
  /** How a Pass makes its output. */
  passExit(state: PassState, preparation: Preparation): PreparedExit;
  /** How a state without work of its own is left: Wait, Succeed, and a Choice by its `Default`. */
  plainExit(state: WaitState | SucceedState | ChoiceState, preparation: Preparation): PreparedExit;
  /** When a rule of a Choice holds, and how the Choice is left by it. */
  rule(rule: ChoiceRule | PathChoiceRule, index: number, context: { readonly state: AslDataFlow; readonly preparation: Preparation }): { readonly holds: Read<boolean>; readonly exit: PreparedExit };
  /** How a state is left by a catcher. */
  catchExit(catcher: AslCatcher, prefix: string, preparation: Preparation): PreparedExit;
  /** When a Wait is over, in epoch milliseconds. */
  dueAt(state: WaitState, preparation: Preparation): Read<number>;
  /** `Error` or `Cause` of a Fail. */
  failText(state: FailState, name: 'Error' | 'Cause', preparation: Preparation): Read<string | undefined>;
  /** A number of seconds that must be more than zero, such as `TimeoutSeconds`. */
  seconds(state: TaskState, name: 'TimeoutSeconds' | 'HeartbeatSeconds', preparation: Preparation): Read<number | undefined>;
  /** Any other number. */
  number(field: NumberField, preparation: Preparation): Read<number | undefined>;
  /** The items of a Map: an array, or an object whose members are the items (only of a distributed Map). */
  items(state: MapState, preparation: Preparation): Read<JsonValue>;
  /** `ItemSelector`, evaluated for the item of the visit; undefined when the item goes in as it is. */
  itemSelector(state: MapState, preparation: Preparation): Read<JsonValue> | undefined;
  /** Arguments of `ItemReader` or `ResultWriter`, `BatchInput`; undefined when absent. */
  template(field: TemplateField, preparation: Preparation): Read<JsonValue> | undefined;
  /** Fails a state for a value that one of its fields gave. */
  fail(visit: Visit, location: string, text: CauseText): StateFailure;
}

/** What preparing a state knows of it. */
export interface StatePreparation extends Preparation {
  readonly language: DataLanguage;
}
