import type { AslMachine } from '../asl/model.ts';
import { ABSENT, bounded, flatten, joinLabels, sameLabel, type Label } from './label.ts';
import { layoutOf, raisedInside, type MachineLayout } from './machine/layout.ts';
import { followState } from './machine/states.ts';
import { contextLabel, startVisit, type Entry, type Failure, type FieldFinding, type FlowSetting, type Visit } from './machine/visit.ts';

/** What the flow of data through one machine depends on. */
export interface MachineFlowRequest extends Pick<FlowSetting, 'zone' | 'sites' | 'placeOf'> {
  readonly machine: AslMachine;
  /** The raw input as it is in the target's zone. */
  readonly input: Label;
}

/** What was learned of one state, over every way that leads to it. */
export interface StateFlow {
  readonly findings: readonly FieldFinding[];
  /** Tasks only: what the task gets. */
  readonly argumentsLabel?: Label;
}

/** Entries into one state after which its labels lose their shape, so that every loop ends. */
const ENTRIES_MAX = 24;

/** Follows labels through all scopes of the machine until nothing changes; the result holds for every way through it. */
export function analyseMachine(request: MachineFlowRequest): ReadonlyMap<string, StateFlow> {
  const search = startSearch(request);
  run(search);
  search.areSignalsKnown = true;
  search.pending.push(...search.entries.keys());
  run(search);
  const flows = [...search.entries.keys()].flatMap((name) => {
    const visit = look(search, name);
    return visit === undefined ? [] : [[name, flowOf(visit)] as const];
  });
  return new Map(flows);
}

function run(search: Search): void {
  for (let name = search.pending.shift(); name !== undefined; name = search.pending.shift()) take(search, name);
}

function flowOf({ findings, argumentsLabel }: Visit): StateFlow {
  return argumentsLabel === undefined ? { findings } : { findings, argumentsLabel };
}

/** The search for a fixed point: what is known so far, and which states are to be looked at again. */
interface Search {
  readonly layout: MachineLayout;
  readonly setting: FlowSetting;
  readonly entries: Map<string, Entry>;
  readonly outputs: Map<string, Label>;
  /** Failures by scope and by name; those without a name under `''`. */
  readonly failures: Map<string, ReadonlyMap<string, Failure>>;
  readonly counts: Map<string, number>;
  readonly pending: string[];
  /**
   * Errors that Fail states raise by name are how branches hand values out, and the text of such a cause has a label of its own. What else might raise
   * an error of that name is added once those labels are known: what is clear in the zone anyway then leaves them as they are.
   */
  areSignalsKnown: boolean;
}

function startSearch({ machine, input, zone, sites, placeOf }: MachineFlowRequest): Search {
  const outputs = new Map<string, Label>();
  const failures = new Map<string, ReadonlyMap<string, Failure>>();
  const layout = layoutOf(machine);
  const raised = raisedInside(layout);
  const setting: FlowSetting = {
    zone,
    sites,
    placeOf,
    outputOf: (scope) => outputs.get(scope),
    failuresOf: (scope) => [...(failures.get(scope)?.values() ?? [])],
    isSignal: (owner, error) => !search.areSignalsKnown && raised.get(owner)?.has(error) === true,
  };
  const start: Entry = { input, variables: new Map(), context: contextLabel(input) };
  const search: Search = { layout, setting, entries: new Map([[machine.StartAt, start]]), outputs, failures, counts: new Map(), pending: [machine.StartAt], areSignalsKnown: false };
  return search;
}

function look(search: Search, name: string): Visit | undefined {
  const place = search.layout.get(name);
  const entry = search.entries.get(name);
  if (place === undefined || entry === undefined) return undefined;
  const visit = startVisit(search.setting, place, entry);
  followState(visit);
  return visit;
}

/** Looks at one state; what is new for others makes them be looked at again. */
function take(search: Search, name: string): void {
  const visit = look(search, name);
  if (visit === undefined) return;
  for (const edge of visit.edges) addEntry(search, edge.to, boundedEntry(edge.entry));
  const { scope, around } = visit.place;
  const isNew = [...visit.ends.map((end) => addOutput(search, scope, bounded(end))), ...visit.failures.map((failure) => addFailure(search, scope, { ...failure, error: bounded(failure.error), cause: bounded(failure.cause) }))];
  const owner = around[0]?.name;
  if (owner !== undefined && isNew.includes(true)) search.pending.push(owner);
}

/** What goes on to the next state, none of it larger than labels may be. */
function boundedEntry({ input, variables, context }: Entry): Entry {
  return { input: bounded(input), variables: new Map([...variables].map(([name, label]) => [name, bounded(label)])), context };
}

function addEntry(search: Search, name: string, added: Entry): void {
  const old = search.entries.get(name);
  const entry = old === undefined ? added : mergedEntry(old, added, () => isWidened(search, name));
  if (entry === old) return;
  search.entries.set(name, entry);
  search.pending.push(name);
}

/** Counts what is new under a key; true when that was too often for labels to keep their shape. */
function isWidened(search: Search, key: string): boolean {
  const count = (search.counts.get(key) ?? 0) + 1;
  search.counts.set(key, count);
  return count > ENTRIES_MAX;
}

/** The joined label, without its shape when it goes on changing; the old one, identical, when there is nothing new. */
function merged(old: Label, added: Label, mustEnd: () => boolean): Label {
  const joined = joinLabels(old, added);
  if (sameLabel(joined, old)) return old;
  const label = mustEnd() ? flatten(joined) : joined;
  return sameLabel(label, old) ? old : label;
}

/** The joined entry; the old one, identical, when there is nothing new in it. */
function mergedEntry(old: Entry, added: Entry, countChange: () => boolean): Entry {
  let isCounted: boolean | undefined;
  const mustEnd = (): boolean => (isCounted ??= countChange());
  const input = merged(old.input, added.input, mustEnd);
  const context = merged(old.context, added.context, () => false);
  const names = new Set([...old.variables.keys(), ...added.variables.keys()]);
  const variables = new Map([...names].map((name) => [name, merged(old.variables.get(name) ?? ABSENT, added.variables.get(name) ?? ABSENT, mustEnd)]));
  const isSame = input === old.input && context === old.context && variables.size === old.variables.size && [...variables].every(([name, label]) => label === old.variables.get(name));
  return isSame ? old : { input, context, variables };
}

function addOutput(search: Search, scope: string, added: Label): boolean {
  const old = search.outputs.get(scope);
  const label = old === undefined ? added : merged(old, added, () => isWidened(search, `output ${scope}`));
  search.outputs.set(scope, label);
  return label !== old;
}

function addFailure(search: Search, scope: string, added: Failure): boolean {
  const known = search.failures.get(scope) ?? new Map<string, Failure>();
  const key = added.name ?? '';
  const old = known.get(key);
  const mustEnd = (): boolean => isWidened(search, `failure ${scope} ${key}`);
  const failure = old === undefined ? added : { ...added, error: merged(old.error, added.error, mustEnd), cause: merged(old.cause, added.cause, mustEnd) };
  search.failures.set(scope, new Map([...known, [key, failure]]));
  return failure.error !== old?.error || failure.cause !== old.cause;
}
