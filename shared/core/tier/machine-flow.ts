import type { AslCatcher, AslDataFlow, AslMachine, AslState, ChoiceState, TaskState } from '../asl/model.ts';
import { appendPointer } from '../kernel/json-pointer.ts';
import type { JsonObject, JsonValue } from '../kernel/json.ts';
import type { RelatedPlace } from '../kernel/diagnostic.ts';
import { ABSENT, fieldOf, flatten, joinLabels, objectLabel, opaqueLabel, sameLabel, scalarLabel, type Label } from './label.ts';
import { labelOfTemplate, type TemplateFinding } from './template-label.ts';
import { clearanceOf, type Zone } from './tier.ts';
import type { TaskSite } from './task-site.ts';

/** What the flow of data through one machine depends on. */
export interface MachineFlowRequest {
  readonly machine: AslMachine;
  /** Zone of the deployment target: every expression of the program is evaluated there. */
  readonly zone: Zone;
  /** The raw input as it is in the target's zone. */
  readonly input: Label;
  /** Where each Task state runs and how its result comes back. */
  readonly sites: ReadonlyMap<string, TaskSite>;
  readonly placeOf: (machinePointer: string) => RelatedPlace | undefined;
}

/** Which field of a state a finding is about. */
export type FlowField = 'arguments' | 'output' | 'assign' | 'condition' | 'error' | 'duration';

/** A finding with the field of the state that it is about. */
export interface FieldFinding extends TemplateFinding {
  readonly field: FlowField;
}

/** What was learned of one state, over every way that leads to it. */
export interface StateFlow {
  readonly findings: readonly FieldFinding[];
  /** Tasks only: what the task gets. */
  readonly argumentsLabel?: Label;
}

/** Variables and input at the entry of a state. */
interface Entry {
  readonly input: Label;
  readonly variables: ReadonlyMap<string, Label>;
}

interface Edge {
  readonly to: string;
  readonly entry: Entry;
}

interface Visit {
  readonly request: MachineFlowRequest;
  readonly name: string;
  readonly entry: Entry;
  readonly findings: FieldFinding[];
  argumentsLabel: Label | undefined;
}

/** Entries into one state after which its labels lose their shape, so that every loop ends. */
const ENTRIES_MAX = 24;

/** Follows labels through the machine until nothing changes; the result holds for every way through it. */
export function analyseMachine(request: MachineFlowRequest): ReadonlyMap<string, StateFlow> {
  const entries = reachEntries(request);
  const flows = new Map<string, StateFlow>();
  for (const [name, entry] of entries) {
    const visit = visitState(request, name, entry);
    flows.set(name, visit.argumentsLabel === undefined ? { findings: visit.findings } : { findings: visit.findings, argumentsLabel: visit.argumentsLabel });
  }
  return flows;
}

function reachEntries(request: MachineFlowRequest): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>([[request.machine.StartAt, { input: request.input, variables: new Map() }]]);
  const counts = new Map<string, number>();
  const pending = [request.machine.StartAt];
  for (let name = pending.shift(); name !== undefined; name = pending.shift()) {
    const entry = entries.get(name);
    if (entry === undefined) continue;
    for (const edge of edgesOf(request, name, entry)) {
      const count = (counts.get(edge.to) ?? 0) + 1;
      const merged = mergeEntry(entries.get(edge.to), edge.entry, count > ENTRIES_MAX);
      if (merged === undefined) continue;
      counts.set(edge.to, count);
      entries.set(edge.to, merged);
      pending.push(edge.to);
    }
  }
  return entries;
}

/** The joined entry, or undefined when there is nothing new in it. */
function mergeEntry(old: Entry | undefined, added: Entry, isWidened: boolean): Entry | undefined {
  if (old === undefined) return added;
  const widen = (label: Label): Label => (isWidened ? flatten(label) : label);
  const input = widen(joinLabels(old.input, added.input));
  const names = new Set([...old.variables.keys(), ...added.variables.keys()]);
  const variables = new Map([...names].map((name) => [name, widen(joinLabels(old.variables.get(name) ?? ABSENT, added.variables.get(name) ?? ABSENT))]));
  const isSame = sameLabel(input, old.input) && variables.size === old.variables.size && [...variables].every(([name, label]) => sameLabel(label, old.variables.get(name) ?? ABSENT));
  return isSame ? undefined : { input, variables };
}

function edgesOf(request: MachineFlowRequest, name: string, entry: Entry): readonly Edge[] {
  const visit: Visit = { request, name, entry, findings: [], argumentsLabel: undefined };
  const state = request.machine.States[name];
  return state === undefined ? [] : edgesOfState(visit, state);
}

function visitState(request: MachineFlowRequest, name: string, entry: Entry): Visit {
  const visit: Visit = { request, name, entry, findings: [], argumentsLabel: undefined };
  const state = request.machine.States[name];
  if (state !== undefined) edgesOfState(visit, state);
  return visit;
}

function edgesOfState(visit: Visit, state: AslState): readonly Edge[] {
  switch (state.Type) {
    case 'Pass':
      return next(visit, state, leave(visit, state, { at: '', states: {}, passes: visit.entry.input }));
    case 'Wait':
      duration(visit, 'Seconds', state.Seconds);
      duration(visit, 'Timestamp', state.Timestamp);
      return next(visit, state, leave(visit, state, { at: '', states: {}, passes: visit.entry.input }));
    case 'Choice':
      return choose(visit, state);
    case 'Task':
      return perform(visit, state);
    case 'Succeed':
      read(visit, { field: 'output', pointer: 'Output', template: state.Output, states: {} });
      return [];
    case 'Fail':
      failing(visit, 'Error', state.Error);
      failing(visit, 'Cause', state.Cause);
      return [];
    default:
      return [];
  }
}

interface Reading {
  readonly field: FlowField;
  /** Field of the state, as a pointer without its first slash. */
  readonly pointer: string;
  readonly template: JsonValue | undefined;
  /** Members of `$states` beside input and context. */
  readonly states: Readonly<Record<string, Label>>;
}

function read(visit: Visit, reading: Reading): Label {
  if (reading.template === undefined) return ABSENT;
  const { request, entry } = visit;
  const states = objectLabel([['input', entry.input], ['context', contextLabel(request.input)], ...Object.entries(reading.states)]);
  const pointer = `${appendPointer('/States', visit.name)}/${reading.pointer}`;
  const variables = new Map([...entry.variables, ['states', states]]);
  const result = labelOfTemplate({ zone: request.zone, form: 'asl', variables, placeOf: request.placeOf }, reading.template, pointer);
  visit.findings.push(...result.findings.map((finding) => ({ ...finding, field: reading.field })));
  return result.label;
}

/** `$states.context`: ids, names and times are public; the raw input is what it is. */
function contextLabel(input: Label): Label {
  const facts = objectLabel([['Input', input]], { rest: scalarLabel(3) });
  const execution = { ...facts, shape: facts.shape.kind === 'object' ? { ...facts.shape, fields: new Map([['Input', input]]) } : facts.shape };
  return objectLabel([['Execution', execution]], { rest: opaqueLabel(3) });
}

interface Leaving {
  /** Where `Output` and `Assign` stand: `''` for the state itself, `Choices/0/` for a rule. */
  readonly at: string;
  readonly states: Readonly<Record<string, Label>>;
  /** What goes on when there is no `Output`. */
  readonly passes: Label;
}

function leave(visit: Visit, from: AslDataFlow, how: Leaving): Entry {
  const input = from.Output === undefined ? how.passes : read(visit, { field: 'output', pointer: `${how.at}Output`, template: from.Output, states: how.states });
  return { input, variables: assigned(visit, from.Assign, how) };
}

function assigned(visit: Visit, assign: JsonObject | undefined, how: Leaving): ReadonlyMap<string, Label> {
  if (assign === undefined) return visit.entry.variables;
  const label = read(visit, { field: 'assign', pointer: `${how.at}Assign`, template: assign, states: how.states });
  const { shape } = label;
  const fresh = shape.kind === 'object' ? Object.keys(assign).map((name) => [name, fieldOf(shape, name)] as const) : [];
  return new Map([...visit.entry.variables, ...fresh]);
}

function next(visit: Visit, state: { readonly Next?: string }, entry: Entry): readonly Edge[] {
  return state.Next === undefined || visit.name === '' ? [] : [{ to: state.Next, entry }];
}

function choose(visit: Visit, state: ChoiceState): readonly Edge[] {
  const edges = state.Choices.map((rule, index): Edge => {
    decide(visit, `Choices/${index}/Condition`, rule.Condition);
    return { to: rule.Next, entry: leave(visit, rule, { at: `Choices/${index}/`, states: {}, passes: visit.entry.input }) };
  });
  if (state.Default === undefined) return edges;
  return [...edges, { to: state.Default, entry: leave(visit, state, { at: '', states: {}, passes: visit.entry.input }) }];
}

/** A condition, a duration, an error text: the value itself is seen, so all of it must be in the clear. */
function seen(visit: Visit, reading: Reading): void {
  const label = read(visit, reading);
  const pointer = `${appendPointer('/States', visit.name)}/${reading.pointer}`;
  const worst = sensitiveLeaf(label, visit.request.zone);
  if (worst !== undefined) visit.findings.push({ construct: reading.field === 'condition' ? 'decide' : 'compute', label: worst, machinePointer: pointer, field: reading.field });
}

function sensitiveLeaf(label: Label, zone: Zone): Label | undefined {
  const flat = flatten(label);
  return flat.tier < clearanceOf(zone) ? flat : undefined;
}

function decide(visit: Visit, pointer: string, template: JsonValue): void {
  seen(visit, { field: 'condition', pointer, template, states: {} });
}

function duration(visit: Visit, pointer: string, template: JsonValue | undefined): void {
  seen(visit, { field: 'duration', pointer, template, states: {} });
}

function failing(visit: Visit, pointer: string, template: JsonValue | undefined): void {
  seen(visit, { field: 'error', pointer, template, states: {} });
}

function perform(visit: Visit, state: TaskState): readonly Edge[] {
  const site = visit.request.sites.get(visit.name);
  duration(visit, 'TimeoutSeconds', state.TimeoutSeconds);
  duration(visit, 'HeartbeatSeconds', state.HeartbeatSeconds);
  const given = state.Arguments === undefined ? visit.entry.input : read(visit, { field: 'arguments', pointer: 'Arguments', template: state.Arguments, states: {} });
  visit.argumentsLabel = given;
  visit.findings.push(...(site?.findingsOf?.(given) ?? []).map((finding) => ({ ...finding, field: 'arguments' as const })));
  const result = site === undefined ? opaqueLabel(clearanceOf(visit.request.zone)) : site.resultOf(given);
  const leaving = leave(visit, state, { at: '', states: { result }, passes: result });
  const caught = (state.Catch ?? []).map((catcher, index) => catchEdge(visit, catcher, index));
  return [...next(visit, state, leaving), ...caught];
}

/** A failure tells a name and a text: a code of a closed catalogue from on-prem, a foreign text from the target's own zone. */
function catchEdge(visit: Visit, catcher: AslCatcher, index: number): Edge {
  const site = visit.request.sites.get(visit.name);
  const cause = scalarLabel(site === undefined || site.zone === visit.request.zone ? clearanceOf(visit.request.zone) : 3);
  const errorOutput = objectLabel([['Error', scalarLabel(3)], ['Cause', cause]]);
  return { to: catcher.Next, entry: leave(visit, catcher, { at: `Catch/${index}/`, states: { errorOutput }, passes: errorOutput }) };
}
