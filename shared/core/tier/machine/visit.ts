import type { RelatedPlace } from '../../kernel/diagnostic.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import type { JsonValue } from '../../kernel/json.ts';
import type { Construct } from '../flow/finding.ts';
import { ABSENT, flatten, objectLabel, opaqueLabel, scalarLabel, sensitivityOf, type Label } from '../label.ts';
import type { TaskSite } from '../task-site.ts';
import { labelOfTemplate, type TemplateFinding } from '../template-label.ts';
import { clearanceOf, type Zone } from '../tier.ts';
import type { PlacedState } from './layout.ts';

/** Which field of a state a finding is about. */
export type FlowField = 'arguments' | 'output' | 'assign' | 'condition' | 'error' | 'duration' | 'items' | 'control' | 'sink';

/** A finding with the field of the state that it is about. */
export interface FieldFinding extends TemplateFinding {
  readonly field: FlowField;
}

/** Input, variables and context object at the entry of a state. */
export interface Entry {
  readonly input: Label;
  readonly variables: ReadonlyMap<string, Label>;
  readonly context: Label;
}

/** A way on to another state. */
export interface Edge {
  readonly to: string;
  readonly entry: Entry;
}

/** A failure that a Fail state raises inside of a scope; any name when `name` is absent. */
export interface Failure {
  readonly name?: string;
  readonly error: Label;
  readonly cause: Label;
}

/** What the flow through one state depends on beside its entry. */
export interface FlowSetting {
  /** Zone of the deployment target: every expression of the program is evaluated there. */
  readonly zone: Zone;
  /** Where each Task state runs and how its result comes back. */
  readonly sites: ReadonlyMap<string, TaskSite>;
  readonly placeOf: (machinePointer: string) => RelatedPlace | undefined;
  /** What a scope of this state ends with, as far as it is known; undefined as long as nothing leads to its end. */
  readonly outputOf: (scope: string) => Label | undefined;
  /** Failures that leave a scope. */
  readonly failuresOf: (scope: string) => readonly Failure[];
  /** True when an error with this name is, as far as is known yet, raised by nothing but Fail states inside of the state. */
  readonly isSignal: (owner: string, error: string) => boolean;
}

/** One look at one state. What it leads to is collected in the lists. */
export interface Visit {
  readonly setting: FlowSetting;
  readonly place: PlacedState;
  readonly entry: Entry;
  readonly findings: FieldFinding[];
  readonly edges: Edge[];
  readonly failures: Failure[];
  /** What the scope ends with, when the state is its last. */
  readonly ends: Label[];
  /** Tasks only: what the task gets. */
  argumentsLabel: Label | undefined;
}

/** Begins to look at a state. */
export function startVisit(setting: FlowSetting, place: PlacedState, entry: Entry): Visit {
  return { setting, place, entry, findings: [], edges: [], failures: [], ends: [], argumentsLabel: undefined };
}

/** JSON Pointer of a field of the state; `field` is a pointer without its first slash. */
export function fieldPointer(visit: Visit, field: string): string {
  return `${appendPointer('/States', visit.place.name)}/${field}`;
}

/** A field in the query language JSONata. */
export interface Reading {
  readonly field: FlowField;
  /** Field of the state, as a pointer without its first slash. */
  readonly pointer: string;
  readonly template: JsonValue | undefined;
  /** Members of `$states` beside input and context. */
  readonly states?: Readonly<Record<string, Label>>;
  /** The context object, where it is not the one of the entry. */
  readonly context?: Label;
}

/** The label of a template; what its expressions inspect becomes findings of the visit. */
export function read(visit: Visit, reading: Reading): Label {
  if (reading.template === undefined) return ABSENT;
  const { setting, entry } = visit;
  const states = objectLabel([['input', entry.input], ['context', reading.context ?? entry.context], ...Object.entries(reading.states ?? {})]);
  const variables = new Map([...entry.variables, ['states', states]]);
  const result = labelOfTemplate({ zone: setting.zone, form: 'asl', variables, placeOf: setting.placeOf }, reading.template, fieldPointer(visit, reading.pointer));
  visit.findings.push(...result.findings.map((finding) => ({ ...finding, field: reading.field })));
  return result.label;
}

/** Notes that a value itself is looked at by whoever carries out the state, so that all of it must be in the clear. */
export function mustBeClear(visit: Visit, label: Label, at: { readonly field: FlowField; readonly pointer: string; readonly construct: Construct }): void {
  if (sensitivityOf(label) >= clearanceOf(visit.setting.zone)) return;
  visit.findings.push({ construct: at.construct, label: flatten(label), machinePointer: fieldPointer(visit, at.pointer), field: at.field });
}

/** Notes that the structure of a value, its number of items, is looked at. */
export function mustHaveClearStructure(visit: Visit, label: Label, at: { readonly field: FlowField; readonly pointer: string }): void {
  if (label.tier >= clearanceOf(visit.setting.zone)) return;
  visit.findings.push({ construct: 'iterate', label, machinePointer: fieldPointer(visit, at.pointer), field: at.field });
}

/** The context object of an execution: ids, names and times are public; the raw input is what it is. */
export function contextLabel(input: Label): Label {
  return objectLabel([['Execution', objectLabel([['Input', input]], { rest: scalarLabel(3) })]], { rest: opaqueLabel(3) });
}

/** The same inside of a Map, for one item: `Map.Item.Value`, `.Index`, `.Key`, `.Source`. */
export function iterationContext(context: Label, item: { readonly value: Label; readonly facts: Label }): Label {
  if (context.shape.kind !== 'object') return context;
  const one = objectLabel([['Value', item.value]], { rest: item.facts });
  const map = objectLabel([['Item', one]], { rest: opaqueLabel(3) });
  return { ...context, shape: { ...context.shape, fields: new Map([...context.shape.fields, ['Map', map]]) } };
}

/** The state's way on: to `Next`, or out of its scope. */
export function goOn(visit: Visit, next: string | undefined, entry: Entry): void {
  if (next === undefined) visit.ends.push(entry.input);
  else visit.edges.push({ to: next, entry });
}
