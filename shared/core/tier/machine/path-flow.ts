import type { AslDataFlow, AslResultPaths, MapState, ParallelState, PassState, TaskState } from '../../asl/model.ts';
import { parseReferencePath, type ReferenceStep } from '../../expression/jsonpath/reference-path.ts';
import { inspectStructure, structureOf, type FlowRun } from '../flow/inspect.ts';
import { ABSENT, fieldOf, flatten, joinLabels, objectLabel, scalarLabel, taintedBy, type Label } from '../label.ts';
import { entryRoots, inField } from './path-label.ts';
import { labelOfPathField, labelOfPayload } from './path-template.ts';
import type { Entry, Visit } from './visit.ts';

/** `InputPath` applied to the raw input; `null` gives an empty object (states-language.net, "InputPath"). */
export function effectiveInput(visit: Visit, path: string | null | undefined): Label {
  if (path === undefined) return visit.entry.input;
  return path === null ? objectLabel([]) : labelOfPathField(visit, path, { field: 'arguments', pointer: 'InputPath', roots: entryRoots(visit) });
}

/** What the work of a JSONPath state gets: its effective input, put through `Parameters`. */
export function givenByPaths(visit: Visit, state: TaskState | ParallelState | MapState | PassState): Label {
  const input = effectiveInput(visit, state.InputPath);
  if (state.Parameters === undefined) return input;
  return labelOfPayload(visit, state.Parameters, { field: 'arguments', pointer: 'Parameters', roots: entryRoots(visit, input) });
}

/** How a JSONPath state is left. */
export interface PathLeaving {
  /** Where its fields stand: `''` for the state itself, `Catch/0/` for a catcher. */
  readonly at: string;
  /** The result of its work, the error output, or the effective input of a state without work. */
  readonly value: Label;
}

/** `ResultSelector`, `ResultPath`, `OutputPath` and `Assign`, in this order. The result is put into the raw input. */
export function leaveByPaths(visit: Visit, from: AslDataFlow & AslResultPaths, how: PathLeaving): Entry {
  const selected = from.ResultSelector === undefined ? how.value : labelOfPayload(visit, from.ResultSelector, { field: 'output', pointer: `${how.at}ResultSelector`, roots: entryRoots(visit, how.value) });
  const combined = putInto(visit, from.ResultPath, { selected, pointer: `${how.at}ResultPath` });
  const input = outputOf(visit, from.OutputPath, { combined, pointer: `${how.at}OutputPath` });
  const seen = from.ResultSelector === undefined ? how.value : joinLabels(how.value, selected);
  return { ...visit.entry, input, variables: assignedByPaths(visit, from, { at: how.at, value: seen }) };
}

function outputOf(visit: Visit, path: string | null | undefined, from: { readonly combined: Label; readonly pointer: string }): Label {
  if (path === undefined) return from.combined;
  return path === null ? objectLabel([]) : labelOfPathField(visit, path, { field: 'output', pointer: from.pointer, roots: entryRoots(visit, from.combined) });
}

/** `Assign` of a JSONPath state: a payload template over the state's value. */
export function assignedByPaths(visit: Visit, from: AslDataFlow, by: { readonly at: string; readonly value: Label }): ReadonlyMap<string, Label> {
  if (from.Assign === undefined) return visit.entry.variables;
  const label = labelOfPayload(visit, from.Assign, { field: 'assign', pointer: `${by.at}Assign`, roots: entryRoots(visit, by.value) });
  return label.shape.kind === 'object' ? new Map([...visit.entry.variables, ...label.shape.fields]) : visit.entry.variables;
}

/** `ResultPath`: `$` or nothing replaces the raw input, `null` keeps it, a reference path puts the result into it. */
function putInto(visit: Visit, path: string | null | undefined, from: { readonly selected: Label; readonly pointer: string }): Label {
  if (path === undefined) return from.selected;
  if (path === null) return visit.entry.input;
  const parsed = parseReferencePath(path);
  const steps = parsed.ok ? parsed.value.steps : undefined;
  if (steps === undefined) return joinLabels(flatten(visit.entry.input), flatten(from.selected));
  return inField(visit, { field: 'output', pointer: from.pointer, roots: entryRoots(visit) }, (run) => putAt(run, visit.entry.input, { steps, value: from.selected }));
}

interface Placing {
  readonly steps: readonly ReferenceStep[];
  readonly value: Label;
}

/** Members are made where they are missing; an item of an array can be any of its items. */
function putAt(run: FlowRun, into: Label, { steps, value }: Placing): Label {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  inspectStructure(run, into, 'address');
  const { shape } = into;
  if (step.kind === 'index') {
    if (shape.kind !== 'array') return joinLabels(flatten(into), flatten(value));
    return { ...into, shape: { kind: 'array', items: joinLabels(shape.items, putAt(run, shape.items, { steps: rest, value })) } };
  }
  if (shape.kind !== 'object') return taintedBy(objectLabel([[step.name, putAt(run, memberlessOf(into), { steps: rest, value })]], { rest: memberlessOf(into) }), structureOf(into));
  const member = putAt(run, fieldOf(shape, step.name), { steps: rest, value });
  return { ...into, shape: { ...shape, fields: new Map([...shape.fields, [step.name, member]]) } };
}

/** What any member of a value without known members may be. */
function memberlessOf(label: Label): Label {
  return label.shape.kind === 'opaque' ? flatten(label) : label.shape.kind === 'absent' ? ABSENT : scalarLabel(label.tier);
}
