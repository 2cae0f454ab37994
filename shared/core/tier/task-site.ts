import type { AslMachine } from '../asl/model.ts';
import type { Declassification } from '../definition/model.ts';
import { diagnosticError, type Diagnostic } from '../kernel/diagnostic.ts';
import { appendPointer } from '../kernel/json-pointer.ts';
import { isJsonObject, type JsonValue } from '../kernel/json.ts';
import { envelopeContent, EVALUATE_ARGUMENTS_KEY } from './envelope.ts';
import { fieldOf, opaqueLabel, type Label } from './label.ts';
import { planEvaluatedRelease, planForeignRelease, type ReleaseOutcome, type ReleaseRequest } from './release-plan.ts';
import { claimedTiers } from './schema-label.ts';
import { evaluateScopeOf, labelOfTemplate, type TemplateFinding, type TemplateLabel } from './template-label.ts';
import { clearanceOf, isClearIn, type Zone } from './tier.ts';
import type { StateTraits } from './traits.ts';

/** Where a Task state runs, and what comes back from there. */
export interface TaskSite {
  readonly zone: Zone;
  /** The result as the target's zone sees it, given the label of the arguments. */
  readonly resultOf: (given: Label) => Label;
  /** How the result leaves a zone of higher clearance; undefined when the task runs in the target's own zone. */
  readonly releaseOf: (given: Label) => ReleaseOutcome | undefined;
  /** What expressions that are evaluated there do that no zone allows; pointers are into the machine. Absent: none are. */
  readonly findingsOf?: (given: Label) => readonly TemplateFinding[];
}

/** A Task state with what the lowering knows of it. */
export interface SiteRequest {
  readonly machine: AslMachine;
  readonly name: string;
  readonly task: string;
  readonly traits: StateTraits;
  /** Zone of the target. */
  readonly zone: Zone;
}

/** Chooses the zone of a Task state: what the author asks for, else where its function runs, else the target's own. */
export function siteOf(request: SiteRequest): { readonly site: TaskSite; readonly diagnostics: readonly Diagnostic[] } {
  const { zone } = request;
  const diagnostics = [...zoneProblems(request), ...declassificationProblems(request)];
  const wanted = request.machine.States[request.name]?.Type === 'Task' ? zoneWanted(request) : zone;
  if (wanted === zone) return { site: homeSite(zone), diagnostics: [...diagnostics, ...homeSchemaProblems(request)] };
  return { site: wanted === 'on-prem' ? onPremSite(request) : { ...homeSite(zone), zone: wanted }, diagnostics };
}

function zoneWanted(request: SiteRequest): Zone {
  const { traits, zone } = request;
  return traits.requestedZone?.value ?? traits.entry?.zone ?? (resourceOf(request) === 'uwf:evaluate' ? 'on-prem' : zone);
}

function resourceOf(request: SiteRequest): string | undefined {
  const state = request.machine.States[request.name];
  return state?.Type === 'Task' ? state.Resource : undefined;
}

function zoneProblems(request: SiteRequest): readonly Diagnostic[] {
  const { traits, task } = request;
  const { requestedZone, entry } = traits;
  const problems = unreachableZone({ traits, task, zone: request.zone, wanted: zoneWanted(request) });
  if (requestedZone === undefined || entry === undefined || requestedZone.value === entry.zone) return problems;
  return [...problems, diagnosticError('UWF-3011', requestedZone.pointer, `task '${task}' asks for zone ${requestedZone.value}, but the function '${entry.name}' runs in ${entry.zone}`)];
}

/** From a target's zone only its own workers and those on-prem can be reached. */
export function unreachableZone(request: Pick<SiteRequest, 'traits' | 'task' | 'zone'> & { readonly wanted: Zone }): readonly Diagnostic[] {
  const { traits, task, zone, wanted } = request;
  if (wanted === zone || wanted === 'on-prem') return [];
  return [diagnosticError('UWF-3010', traits.requestedZone?.pointer ?? traits.pointer, `task '${task}' belongs in zone ${wanted}, but the target drives the workflow in ${zone}, and only on-prem can be reached from there`)];
}

function declassificationProblems(request: SiteRequest): readonly Diagnostic[] {
  const isHere = zoneWanted(request) !== 'on-prem';
  return isHere ? request.traits.declassify.map((one) => diagnosticError('UWF-3016', one.pointer, `task '${request.task}' does not run on-prem`)) : [];
}

/** What a task in the target's own zone returns is there already, so it cannot be more sensitive than the zone may hold. */
function homeSchemaProblems({ traits, zone, task }: SiteRequest): readonly Diagnostic[] {
  const schema = traits.resultSchema;
  const claim = claimedTiers(schema?.document).find((tier) => !isClearIn(tier, zone));
  if (schema === undefined || claim === undefined) return [];
  return [diagnosticError('UWF-3017', schema.pointer, `the result of task '${task}' is marked Tier ${claim}, but the task runs in ${zone}`)];
}

/** A task in the target's own zone: what comes back is as sensitive as the zone may hold. */
function homeSite(zone: Zone): TaskSite {
  return { zone, resultOf: () => opaqueLabel(clearanceOf(zone)), releaseOf: () => undefined };
}

function onPremSite(request: SiteRequest): TaskSite {
  const releaseOf = (given: Label): ReleaseOutcome => releaseFor(request, given);
  const findingsOf = (given: Label): readonly TemplateFinding[] => evaluatedHere(request, given)?.findings ?? [];
  return { zone: 'on-prem', resultOf: (given) => releaseOf(given).label, releaseOf, findingsOf };
}

function releaseFor(request: SiteRequest, given: Label): ReleaseOutcome {
  const { traits } = request;
  const common = { pointer: traits.pointer, task: request.task, declassify: declassificationsOf(traits), zone: request.zone };
  const schema = traits.entry === undefined ? traits.resultSchema : { pointer: traits.pointer, document: traits.entry.output };
  const release: ReleaseRequest = schema === undefined ? common : { ...common, schema };
  const evaluated = resourceOf(request) === 'uwf:evaluate' ? evaluatedHere(request, given) : undefined;
  return evaluated === undefined ? planForeignRelease(release) : planEvaluatedRelease(release, evaluated.label);
}

function declassificationsOf(traits: StateTraits): readonly Declassification[] {
  const fromCatalogue = (traits.entry?.declassify ?? []).map((one) => ({ ...one, pointer: traits.pointer }));
  const own = traits.declassify.filter((one) => !fromCatalogue.some((other) => other.path === one.path));
  return [...fromCatalogue, ...own];
}

/** What a worker evaluates on-prem, where everything may be in the clear: a template of its own, or the arguments of another task. */
function evaluatedHere(request: SiteRequest, given: Label): TemplateLabel | undefined {
  const state = request.machine.States[request.name];
  if (state?.Type !== 'Task') return undefined;
  const pointer = `${appendPointer('/States', request.name)}/Arguments`;
  const content = envelopeContent(state.Arguments);
  if (state.Resource === 'uwf:evaluate') return evaluatedIn(given, { content: state.Arguments, pointer: `${pointer}/template` });
  return content === undefined ? undefined : evaluatedIn(memberOf(given, EVALUATE_ARGUMENTS_KEY), { content, pointer });
}

/** Where the label of the arguments has lost its shape, nothing is known of what the expressions read. */
function evaluatedIn(given: Label, at: { readonly content: JsonValue | undefined; readonly pointer: string }): TemplateLabel {
  const template = isJsonObject(at.content) ? at.content['template'] : undefined;
  if (template === undefined || given.shape.kind !== 'object') return { label: opaqueLabel(1), findings: [] };
  return labelOfTemplate({ zone: 'on-prem', form: 'evaluate', variables: evaluateScopeOf(given), placeOf: () => undefined }, template, at.pointer);
}

function memberOf(label: Label, name: string): Label {
  return label.shape.kind === 'object' ? fieldOf(label.shape, name) : label;
}
