import type { AslMachine, AslState } from '../asl/model.ts';
import { mapStates, statesOf } from '../asl/scopes.ts';
import type { Definition } from '../definition/model.ts';
import { diagnosticError, diagnosticWarning, type Diagnostic } from '../kernel/diagnostic.ts';
import { envelopeContent, toEvaluateEnvelope } from './envelope.ts';
import type { Evidence } from './evidence.ts';
import { isTransientOnly, reportState, type StateReport } from './findings.ts';
import { ABSENT, sensitivityOf, type Label } from './label.ts';
import { analyseMachine, type StateFlow } from './machine-flow.ts';
import type { Placement } from './placement.ts';
import { evidenceOf, placementOf } from './proof.ts';
import { labelOfSchema, sealedFieldsOf, type SchemaReading } from './schema-label.ts';
import { createSourceLookup, type SourceLookup } from './source-lookup.ts';
import { followsItsData, siteOf, unreachableZone, type TaskSite } from './task-site.ts';
import { isClearIn, type Tier, type Zone } from './tier.ts';
import type { StateTraits } from './traits.ts';

/** A lowered machine with what the lowering knows of it. */
export interface DataFlowRequest {
  readonly machine: AslMachine;
  readonly sourceMap: { readonly states: { readonly [name: string]: { readonly pointer: string; readonly task: string } }; readonly fields: { readonly [pointer: string]: string } };
  readonly definition: Definition;
  /** Zone of the deployment target. */
  readonly zone: Zone;
  readonly traits: ReadonlyMap<string, StateTraits>;
}

/** The machine as it may run (parts may have moved on-prem), the proof, and what forbids it. */
export interface DataFlowOutcome {
  readonly machine: AslMachine;
  readonly placement: Placement;
  readonly evidence: Evidence;
  readonly diagnostics: readonly Diagnostic[];
}

/** Tier of what no schema annotates, unless the author says otherwise. */
export const DEFAULT_TIER: Tier = 2;

/**
 * Proves where every piece of data may be, over the program itself: labels start at the input schema and at results of tasks, and follow
 * every expression. A template that must inspect data which may not be in the clear in the target's zone is moved on-prem; what cannot be
 * moved is refused with the path of the data. Conservative: when unsure, it refuses.
 */
export function checkDataFlow(request: DataFlowRequest): DataFlowOutcome {
  const lookup = createSourceLookup(request.sourceMap);
  const reading = inputReading(request.definition, request.zone);
  const settled = settle({ request, lookup, input: labelOfSchema(reading), machine: placeByWish(request), followers: new Set() });
  const reports = [...settled.flows].map(([name, flow]): StateReport => reportState({ ...settled, name, flow, lookup, zone: request.zone }));
  const proof = { ...settled, traits: request.traits, zone: request.zone, sealedFields: sealedFieldsOf(reading), lookup };
  return {
    machine: settled.machine,
    placement: placementOf(proof),
    evidence: evidenceOf(proof),
    diagnostics: distinct([...documentFindings(request.definition), ...settled.diagnostics, ...unmovedDeclassifications(request, settled.machine), ...unreachableWishes(request, lookup, settled.machine), ...reports.flatMap((report) => report.diagnostics)]),
  };
}

function inputReading(definition: Definition, zone: Zone): SchemaReading {
  const schema = definition.input.schema;
  return { schema: schema?.document ?? true, pointer: schema?.pointer ?? '/input', defaultTier: definition.metadata.defaultTier ?? DEFAULT_TIER, zone };
}

function documentFindings(definition: Definition): readonly Diagnostic[] {
  if (definition.metadata.defaultTier !== 3) return [];
  return [diagnosticWarning('UWF-3019', '/document/metadata/uwf/defaultTier', 'everything that no schema annotates is declared public')];
}

/** A machine on its way to a fixed placement. */
export interface Settled {
  readonly machine: AslMachine;
  readonly sites: ReadonlyMap<string, TaskSite>;
  readonly flows: ReadonlyMap<string, StateFlow>;
  readonly diagnostics: readonly Diagnostic[];
}

interface Settling {
  readonly request: DataFlowRequest;
  readonly lookup: SourceLookup;
  readonly input: Label;
  readonly machine: AslMachine;
  /** Tasks that have followed their data on-prem. */
  readonly followers: ReadonlySet<string>;
}

/** Moves states that must inspect until no more need to; each round moves at least one, so it ends. */
function settle(from: Settling): Settled {
  const located = locate(from);
  const flows = analyseMachine({ machine: from.machine, zone: from.request.zone, input: from.input, sites: located.sites, placeOf: from.lookup.placeOf });
  const moved = moveInspecting(from, located.sites, flows);
  const followers = new Set([...from.followers, ...followersOf(from, located.sites, flows)]);
  if (moved !== undefined || followers.size > from.followers.size) return settle({ ...from, machine: moved ?? from.machine, followers });
  return { machine: from.machine, sites: located.sites, flows, diagnostics: [...located.diagnostics, ...releaseProblems(located.sites, flows)] };
}

function locate(from: Settling): { readonly sites: ReadonlyMap<string, TaskSite>; readonly diagnostics: readonly Diagnostic[] } {
  const found = statesOf(from.machine).flatMap(([name, state]) => {
    const traits = from.request.traits.get(name);
    if (state.Type !== 'Task' || traits === undefined) return [];
    return [{ name, ...siteOf({ state, name, task: from.lookup.taskOf(name), traits, zone: from.request.zone, followsOnPrem: from.followers.has(name) }) }];
  });
  return { sites: new Map(found.map(({ name, site }) => [name, site])), diagnostics: found.flatMap(({ diagnostics }) => diagnostics) };
}

/** Tasks in the target's zone that belong where their data may be in the clear, which is not there. */
function followersOf(from: Settling, sites: ReadonlyMap<string, TaskSite>, flows: ReadonlyMap<string, StateFlow>): readonly string[] {
  const { zone, traits } = from.request;
  return statesOf(from.machine).flatMap(([name, state]) => {
    const flow = flows.get(name);
    const isMovable = flow !== undefined && followsItsData(state, traits.get(name)) && sites.get(name)?.zone === zone && zone !== 'on-prem';
    if (!isMovable) return [];
    const mustInspect = flow.findings.some((finding) => finding.field === 'arguments' && !isTransientOnly(finding));
    return mustInspect || !isClearIn(sensitivityOf(flow.argumentsLabel ?? ABSENT), zone) ? [name] : [];
  });
}

function releaseProblems(sites: ReadonlyMap<string, TaskSite>, flows: ReadonlyMap<string, StateFlow>): readonly Diagnostic[] {
  return [...sites].flatMap(([name, site]) => site.releaseOf(flows.get(name)?.argumentsLabel ?? ABSENT)?.diagnostics ?? []);
}

/** Templates that the author wants on-prem go there before anything else is decided. */
function placeByWish(request: DataFlowRequest): AslMachine {
  if (request.zone === 'on-prem') return request.machine;
  return mapStates(request.machine, (state, name) => {
    const traits = request.traits.get(name);
    return traits?.evaluate !== undefined && traits.requestedZone?.value === 'on-prem' ? traits.evaluate : state;
  });
}

function moveInspecting(from: Settling, sites: ReadonlyMap<string, TaskSite>, flows: ReadonlyMap<string, StateFlow>): AslMachine | undefined {
  const changes = statesOf(from.machine).flatMap(([name, state]) => {
    const flow = flows.get(name);
    const moved = flow === undefined || flow.findings.every(isTransientOnly) ? undefined : movedState(from, { name, state, flow, site: sites.get(name) });
    return moved === undefined ? [] : [[name, moved] as const];
  });
  const byName = new Map(changes);
  return changes.length === 0 ? undefined : mapStates(from.machine, (state, name) => byName.get(name) ?? state);
}

interface Movable {
  readonly name: string;
  readonly state: AslState;
  readonly flow: StateFlow;
  readonly site: TaskSite | undefined;
}

/** A template in the target's zone becomes a work item; arguments of an on-prem task are evaluated where it runs. */
function movedState(from: Settling, { name, state, flow, site }: Movable): AslState | undefined {
  const traits = from.request.traits.get(name);
  if (state.Type === 'Pass' && traits?.evaluate !== undefined && traits.requestedZone === undefined) return traits.evaluate;
  if (state.Type !== 'Task' || site?.zone !== 'on-prem' || from.request.zone === 'on-prem') return undefined;
  if (state.Resource === 'uwf:evaluate' || state.Arguments === undefined || !flow.findings.some((finding) => finding.field === 'arguments')) return undefined;
  return envelopeContent(state.Arguments) === undefined ? { ...state, Arguments: toEvaluateEnvelope(state.Arguments) } : undefined;
}

/** A `set` that stays in the target's zone has nothing to declassify. */
function unmovedDeclassifications(request: DataFlowRequest, machine: AslMachine): readonly Diagnostic[] {
  if (request.zone === 'on-prem') return [];
  const states = new Map(statesOf(machine));
  return [...request.traits].flatMap(([name, traits]) => {
    return states.get(name)?.Type === 'Pass' ? traits.declassify.map((one) => diagnosticError('UWF-3016', one.pointer, 'this task is evaluated in the zone of the target')) : [];
  });
}

/** A template that stays in the target's zone although its author wants it in one that cannot be reached. */
function unreachableWishes(request: DataFlowRequest, lookup: SourceLookup, machine: AslMachine): readonly Diagnostic[] {
  const states = new Map(statesOf(machine));
  return [...request.traits].flatMap(([name, traits]) => {
    const wanted = traits.requestedZone?.value;
    return states.get(name)?.Type !== 'Pass' || wanted === undefined ? [] : unreachableZone({ traits, task: lookup.taskOf(name), zone: request.zone, wanted });
  });
}

function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Map(diagnostics.map((diagnostic) => [`${diagnostic.code} ${diagnostic.pointer} ${diagnostic.message}`, diagnostic]));
  return [...seen.values()];
}
