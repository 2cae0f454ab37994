import { diagnosticError, type Diagnostic, type DiagnosticCode, type RelatedPlace } from '../kernel/diagnostic.ts';
import { appendPointer } from '../kernel/json-pointer.ts';
import { CONSTRUCT_PHRASES } from './flow/finding.ts';
import { flatten, originsOf, sensitivityOf, type Label } from './label.ts';
import type { FieldFinding, FlowField } from './machine/visit.ts';
import type { StateFlow } from './machine-flow.ts';
import type { SourceLookup } from './source-lookup.ts';
import type { TaskSite } from './task-site.ts';
import { isClearIn, type Zone } from './tier.ts';

/** The findings about one state. */
export interface StateReport {
  readonly diagnostics: readonly Diagnostic[];
}

/** One state with what is known of its flow. */
export interface StateReportRequest {
  readonly name: string;
  readonly flow: StateFlow;
  readonly sites: ReadonlyMap<string, TaskSite>;
  readonly lookup: SourceLookup;
  readonly zone: Zone;
}

/** What is forbidden about one state: what its expressions inspect, and what its task would get in the clear. */
export function reportState(request: StateReportRequest): StateReport {
  const inspecting = request.flow.findings.map((finding) => findingDiagnostic(request, finding));
  return { diagnostics: [...inspecting, ...argumentDiagnostics(request)] };
}

/** True for findings that moving the expression elsewhere would not mend. */
export function isTransientOnly(finding: FieldFinding): boolean {
  return finding.construct === 'transient';
}

const CODES: { readonly [field in FlowField]: DiagnosticCode } = {
  arguments: 'UWF-3002',
  output: 'UWF-3002',
  assign: 'UWF-3002',
  condition: 'UWF-3003',
  error: 'UWF-3004',
  duration: 'UWF-3005',
  items: 'UWF-3006',
  control: 'UWF-3006',
  sink: 'UWF-3001',
};

const ACTIONS: { readonly [field in FlowField]: string } = {
  arguments: 'in its arguments',
  output: 'in its output',
  assign: 'in what it keeps',
  condition: 'in its condition',
  error: 'in the error that it raises',
  duration: 'in its duration',
  items: 'to know how often it iterates',
  control: 'to know how it iterates',
  sink: 'in what it hands to a store',
};

function findingDiagnostic(request: StateReportRequest, finding: FieldFinding): Diagnostic {
  const pointer = request.lookup.pointerOf(finding.machinePointer);
  const task = request.lookup.taskOf(request.name);
  if (finding.construct === 'transient') {
    return diagnosticError('UWF-3007', pointer, `task '${task}' reads ${finding.name === undefined ? 'a transient field' : `the transient field '${finding.name}'`}, which never enters the workflow`, { related: finding.label.trail });
  }
  const message = `${nameOf(finding.label)} may not be in the clear in ${request.zone}, but an expression of task '${task}' ${CONSTRUCT_PHRASES[finding.construct]} ${ACTIONS[finding.field]}`;
  return diagnosticError(CODES[finding.field], pointer, message, { related: wayTo(finding.label, { pointer, note: `task '${task}' ${CONSTRUCT_PHRASES[finding.construct]}` }) });
}

/** Where data comes from and how sensitive it is, in words. */
function nameOf(label: Label): string {
  const [first, ...others] = originsOf(label);
  const start = label.trail[0];
  if (first === undefined || start === undefined) return `Tier ${label.tier} data`;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return `Tier ${label.tier} data from ${start.pointer}${more}`;
}

function wayTo(label: Label, end: RelatedPlace): readonly RelatedPlace[] {
  const last = label.trail.at(-1);
  return last?.pointer === end.pointer ? [...label.trail.slice(0, -1), end] : [...label.trail, end];
}

/** Everything that a task gets must be in the clear in its own zone; sealed values are opened only on-prem. */
function argumentDiagnostics(request: StateReportRequest): readonly Diagnostic[] {
  const { flow, name } = request;
  const zone = request.sites.get(name)?.zone;
  if (flow.argumentsLabel === undefined || zone === undefined) return [];
  const pointer = `${appendPointer('/States', name)}/Arguments`;
  const leaves = sensitiveLeaves(flow.argumentsLabel, { zone, pointer });
  const texts = zone === request.zone ? [] : sealingTexts(flow.argumentsLabel, { zone: request.zone, pointer });
  return [
    ...leaves.map((leaf) => argumentDiagnostic(request, { label: leaf.label, zone, pointer: request.lookup.pointerOf(leaf.pointer) })),
    ...texts.map((leaf) => textDiagnostic(request, { label: leaf.label, pointer: request.lookup.pointerOf(leaf.pointer) })),
  ];
}

function textDiagnostic(request: StateReportRequest, leaf: Leaf): Diagnostic {
  const task = request.lookup.taskOf(request.name);
  const related = wayTo(leaf.label, { pointer: leaf.pointer, note: `task '${task}' would get a text with it` });
  return diagnosticError('UWF-3008', leaf.pointer, `${nameOf(leaf.label)} would stand sealed in the middle of a text that is handed to task '${task}', which could not open it`, { related });
}

function argumentDiagnostic(request: StateReportRequest, leaf: { readonly label: Label; readonly zone: Zone; readonly pointer: string }): Diagnostic {
  const task = request.lookup.taskOf(request.name);
  const message = `${nameOf(leaf.label)} would be handed to task '${task}', which runs in ${leaf.zone} and may hold Tier ${leaf.zone === 'private-cloud' ? '2 and 3' : '3'} only`;
  const related = wayTo(leaf.label, { pointer: leaf.pointer, note: `task '${task}' would get it in ${leaf.zone}` });
  return diagnosticError('UWF-3001', leaf.pointer, message, { related });
}

interface Leaf {
  readonly label: Label;
  readonly pointer: string;
}

/**
 * The nodes of a label that may not be in the clear in a zone, outermost first. What lies beneath a member that has no written name counts for
 * the object as a whole. A transient field never gets this far, so it is no leaf.
 */
export function sensitiveLeaves(label: Label, at: { readonly zone: Zone; readonly pointer: string }): readonly Leaf[] {
  if (label.transient === true) return [];
  if (!isClearIn(label.tier, at.zone)) return [{ label, pointer: at.pointer }];
  const { shape } = label;
  if (shape.kind === 'array') return sensitiveLeaves(shape.items, at);
  if (shape.kind === 'text') return isClearIn(sensitivityOf(label), at.zone) ? [] : [{ label: flatten(label), pointer: at.pointer }];
  if (shape.kind !== 'object') return [];
  const named = [...shape.fields].flatMap(([name, child]) => sensitiveLeaves(child, { zone: at.zone, pointer: appendPointer(at.pointer, name) }));
  const others = shape.rest === undefined ? [] : sensitiveLeaves(shape.rest, at).map((leaf) => ({ label: leaf.label, pointer: at.pointer }));
  return [...named, ...others];
}

/** Texts that hold what is sealed in a zone: a worker opens values that stand by themselves only. */
function sealingTexts(label: Label, at: { readonly zone: Zone; readonly pointer: string }): readonly Leaf[] {
  const { shape } = label;
  if (shape.kind === 'text') return isClearIn(sensitivityOf(label), at.zone) ? [] : [{ label: flatten(label), pointer: at.pointer }];
  if (shape.kind === 'array') return sealingTexts(shape.items, at);
  if (shape.kind !== 'object') return [];
  const named = [...shape.fields].flatMap(([name, child]) => sealingTexts(child, { zone: at.zone, pointer: appendPointer(at.pointer, name) }));
  return shape.rest === undefined ? named : [...named, ...sealingTexts(shape.rest, at)];
}
