import type { AslState } from '../asl/model.ts';
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
  readonly state: AslState;
  readonly name: string;
  readonly task: string;
  readonly traits: StateTraits;
  /** Zone of the target. */
  readonly zone: Zone;
  /** True for a task that has followed its data on-prem, see {@link followsItsData}. */
  readonly followsOnPrem?: boolean;
}

/**
 * Where the resources of the system may run. Events and other workflows belong to the target's zone: what leaves the execution there is a sink
 * that may hold no sealed values either, since nobody checks where those go on to. Scripts and shells are foreign code without a sandbox: on-prem
 * only. A validation looks at its value, so it goes where that may be in the clear. Anything else runs where its author wants.
 */
const ONLY_IN: ReadonlyMap<string, 'target' | 'on-prem'> = new Map([
  ['uwf:emit', 'target'],
  ['uwf:listen', 'target'],
  ['uwf:subscribe', 'target'],
  ['uwf:next-event', 'target'],
  ['uwf:unsubscribe', 'target'],
  ['uwf:run-workflow', 'target'],
  ['uwf:run-script', 'on-prem'],
  ['uwf:run-shell', 'on-prem'],
]);

/** True for a task that runs where its data may be in the clear: `uwf:validate` without a zone of its author's. */
export function followsItsData(state: AslState, traits: StateTraits | undefined): boolean {
  return state.Type === 'Task' && state.Resource === 'uwf:validate' && traits?.requestedZone === undefined;
}

/** Chooses the zone of a Task state: what the author asks for, else where its function runs, else the target's own. */
export function siteOf(request: SiteRequest): { readonly site: TaskSite; readonly diagnostics: readonly Diagnostic[] } {
  const { zone } = request;
  const diagnostics = [...zoneProblems(request), ...kindProblems(request), ...declassificationProblems(request)];
  const wanted = request.state.Type === 'Task' ? zoneWanted(request) : zone;
  if (wanted === zone) return { site: homeSite(request), diagnostics: [...diagnostics, ...homeSchemaProblems(request)] };
  return { site: wanted === 'on-prem' ? onPremSite(request) : { ...homeSite(request), zone: wanted }, diagnostics };
}

function zoneWanted(request: SiteRequest): Zone {
  const { traits, zone } = request;
  return traits.requestedZone?.value ?? traits.entry?.zone ?? (isOnPremByItself(request) ? 'on-prem' : zone);
}

function isOnPremByItself(request: SiteRequest): boolean {
  const resource = resourceOf(request) ?? '';
  return resource === 'uwf:evaluate' || ONLY_IN.get(resource) === 'on-prem' || request.followsOnPrem === true;
}

function resourceOf({ state }: SiteRequest): string | undefined {
  return state.Type === 'Task' ? state.Resource : undefined;
}

/** A zone that the kind of task is not for. */
function kindProblems(request: SiteRequest): readonly Diagnostic[] {
  const { traits, task, zone } = request;
  const only = ONLY_IN.get(resourceOf(request) ?? '');
  const wanted = zoneWanted(request);
  if (only === undefined || wanted === (only === 'target' ? zone : only)) return [];
  const place = only === 'target' ? `the zone of the target, ${zone}` : only;
  return [diagnosticError('UWF-3020', traits.requestedZone?.pointer ?? traits.pointer, `task '${task}' belongs in ${place}, not in ${wanted}`)];
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

/** A task in the target's own zone: what comes back is as sensitive as the zone may hold. A validation gives back what it was given. */
function homeSite(request: SiteRequest): TaskSite {
  const { zone } = request;
  const isValidation = resourceOf(request) === 'uwf:validate';
  return { zone, resultOf: (given) => (isValidation ? memberOf(given, VALUE) : opaqueLabel(clearanceOf(zone))), releaseOf: () => undefined };
}

/** Member of the arguments of `uwf:validate`. */
const VALUE = 'value';

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
  const kept = keptLabel(request, given);
  return kept === undefined ? planForeignRelease(release) : planEvaluatedRelease(release, kept);
}

/** The label of a result that is no foreign code's: of a template, or of a value that was validated. */
function keptLabel(request: SiteRequest, given: Label): Label | undefined {
  const resource = resourceOf(request);
  const evaluated = evaluatedHere(request, given)?.label;
  if (resource === 'uwf:evaluate') return evaluated;
  return resource === 'uwf:validate' ? memberOf(evaluated ?? given, VALUE) : undefined;
}

function declassificationsOf(traits: StateTraits): readonly Declassification[] {
  const fromCatalogue = (traits.entry?.declassify ?? []).map((one) => ({ ...one, pointer: traits.pointer }));
  const own = traits.declassify.filter((one) => !fromCatalogue.some((other) => other.path === one.path));
  return [...fromCatalogue, ...own];
}

/** What a worker evaluates on-prem, where everything may be in the clear: a template of its own, or the arguments of another task. */
function evaluatedHere(request: SiteRequest, given: Label): TemplateLabel | undefined {
  const { state } = request;
  if (state.Type !== 'Task') return undefined;
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
