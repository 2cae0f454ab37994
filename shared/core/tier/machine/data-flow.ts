import type { AslDataFlow, AslPaths, AslResultPaths, ParallelState, PassState, TaskState } from '../../asl/model.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { fieldOf, objectLabel, scalarLabel, tupleLabel, type Label } from '../label.ts';
import { entryRoots } from './path-label.ts';
import { assignedByPaths, effectiveInput, givenByPaths, leaveByPaths } from './path-flow.ts';
import { labelOfPathField } from './path-template.ts';
import { read, type Entry, type FlowField, type Visit } from './visit.ts';

/** What the work of a state gets. */
export function givenTo(visit: Visit, state: TaskState | ParallelState): Label {
  if (visit.place.language === 'JSONPath') return givenByPaths(visit, state);
  return state.Arguments === undefined ? visit.entry.input : read(visit, { field: 'arguments', pointer: 'Arguments', template: state.Arguments });
}

/** How a state is left after its work. */
export interface Leaving {
  /** Where its fields stand: `''` for the state itself, `Choices/0/` for a rule, `Catch/0/` for a catcher. */
  readonly at: string;
  /** Members of `$states` beside input and context. */
  readonly states: Readonly<Record<string, Label>>;
  /** What goes on when no field says anything else: the result, the error output, the input. */
  readonly passes: Label;
}

/** Leaves a state that has a result, or a catcher: by `Output` and `Assign`, or by the paths for results. */
export function leaveWithResult(visit: Visit, from: AslDataFlow & AslResultPaths, how: Leaving): Entry {
  return visit.place.language === 'JSONPath' ? leaveByPaths(visit, from, { at: how.at, value: how.passes }) : leaveByTemplates(visit, from, how);
}

/** Leaves a Pass: in JSONPath mode `Result`, or else its parameters, are its result. */
export function leavePass(visit: Visit, state: PassState): Entry {
  if (visit.place.language !== 'JSONPath') return leaveByTemplates(visit, state, { at: '', states: {}, passes: visit.entry.input });
  const given = givenByPaths(visit, state);
  return leaveByPaths(visit, state, { at: '', value: state.Result === undefined ? given : literalLabel(state.Result) });
}

/** A value in which nothing is interpreted. */
function literalLabel(value: JsonValue): Label {
  if (isJsonArray(value)) return tupleLabel(value.map(literalLabel));
  return isJsonObject(value) ? objectLabel(Object.entries(value).map(([name, member]) => [name, literalLabel(member)])) : scalarLabel(3);
}

/** Leaves a state without work of its own, such as a Wait or a Choice: the input goes on. */
export function leaveWithoutResult(visit: Visit, from: AslDataFlow & AslPaths, at: string): Entry {
  if (visit.place.language !== 'JSONPath') return leaveByTemplates(visit, from, { at, states: {}, passes: visit.entry.input });
  const { state } = visit.place;
  const paths: AslPaths = 'InputPath' in state || 'OutputPath' in state ? state : {};
  const input = effectiveInput(visit, paths.InputPath);
  const output = pathOutput(visit, paths, input);
  return { ...visit.entry, input: output, variables: assignedByPaths(visit, from, { at, value: input }) };
}

function pathOutput(visit: Visit, { OutputPath }: AslPaths, input: Label): Label {
  const left = leaveByPaths(visit, OutputPath === undefined ? {} : { OutputPath }, { at: '', value: input });
  return left.input;
}

function leaveByTemplates(visit: Visit, from: AslDataFlow, how: Leaving): Entry {
  const input = from.Output === undefined ? how.passes : read(visit, { field: 'output', pointer: `${how.at}Output`, template: from.Output, states: how.states });
  return { ...visit.entry, input, variables: assigned(visit, from.Assign, how) };
}

function assigned(visit: Visit, assign: JsonObject | undefined, how: Leaving): ReadonlyMap<string, Label> {
  if (assign === undefined) return visit.entry.variables;
  const label = read(visit, { field: 'assign', pointer: `${how.at}Assign`, template: assign, states: how.states });
  const { shape } = label;
  const fresh = shape.kind === 'object' ? Object.keys(assign).map((name) => [name, fieldOf(shape, name)] as const) : [];
  return new Map([...visit.entry.variables, ...fresh]);
}

/** The label of a field, with where it stands in the state. */
export interface FieldLabel {
  readonly label: Label;
  readonly pointer: string;
}

/** A field that is a value or expression by its own name, and a path by the name with `Path` at its end. */
export function labelOfField(visit: Visit, holder: object, at: { readonly name: string; readonly field: FlowField; readonly prefix?: string }): FieldLabel | undefined {
  const members = new Map<string, unknown>(Object.entries(holder));
  const pointer = `${at.prefix ?? ''}${at.name}`;
  const path = members.get(`${at.name}Path`);
  if (typeof path === 'string') {
    return { label: labelOfPathField(visit, path, { field: at.field, pointer: `${pointer}Path`, roots: entryRoots(visit, fieldInput(visit)) }), pointer: `${pointer}Path` };
  }
  const value = members.get(at.name);
  const isTemplate = visit.place.language === 'JSONata' && (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean');
  return isTemplate ? { label: read(visit, { field: at.field, pointer, template: value }), pointer } : undefined;
}

/** Paths of a state's fields start at its effective input. */
function fieldInput(visit: Visit): Label {
  const { state } = visit.place;
  return 'InputPath' in state ? effectiveInput(visit, state.InputPath) : visit.entry.input;
}
