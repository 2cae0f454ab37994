import type { FilterNode, FilterOperand, JsonPath, PathRoot, PathStep } from '../../expression/jsonpath/model.ts';
import { parseJsonPath } from '../../expression/jsonpath/parse.ts';
import { startRun } from '../flow/analyse.ts';
import { anyMemberOf, becauseOf, computedFrom, elementOf, inspect, inspectStructure, madeFrom, memberOf, membershipOf, structureOf, type FlowRun } from '../flow/inspect.ts';
import { ABSENT, arrayLabel, flatten, joinAll, joinLabels, movedTo, taintedBy, type Label } from '../label.ts';
import { fieldPointer, type FlowField, type Visit } from './visit.ts';

/** What the paths of one field start from. */
export interface PathRoots {
  /** `$`. */
  readonly input: Label;
  /** `$$`. */
  readonly context: Label;
  /** `$name`. */
  readonly variables: ReadonlyMap<string, Label>;
  /** `@` inside of a filter. */
  readonly current?: Label;
}

/** Where a path stands, and what it starts from. */
export interface PathReading {
  readonly field: FlowField;
  /** Field of the state, as a pointer without its first slash. */
  readonly pointer: string;
  readonly roots: PathRoots;
}

/** Roots of the fields that see what the state got. */
export function entryRoots(visit: Visit, input: Label = visit.entry.input): PathRoots {
  return { input, context: visit.entry.context, variables: visit.entry.variables };
}

/** Does one analysis in a field of the state; what it inspects becomes findings of the visit. */
export function inField(visit: Visit, reading: PathReading, analyse: (run: FlowRun) => Label): Label {
  const run = startRun(visit.setting.zone);
  const label = analyse(run);
  const machinePointer = fieldPointer(visit, reading.pointer);
  visit.findings.push(...run.findings.map((finding) => ({ ...finding, machinePointer, field: reading.field })));
  const place = visit.setting.placeOf(machinePointer);
  return place === undefined || label === ABSENT ? label : movedTo(label, place);
}

/** The label of what a path selects. One that does not parse never gets this far, so that it reads everything only makes the analysis cautious. */
export function labelOfPathText(run: FlowRun, text: string, roots: PathRoots): Label {
  const parsed = parseJsonPath(text);
  return parsed.ok ? labelOfPath(run, parsed.value, roots) : everything(run, roots);
}

/** Everything that a field could read, read in a way that is not followed. */
export function everything(run: FlowRun, roots: PathRoots): Label {
  return madeFrom(run, [roots.input, roots.context, ...roots.variables.values()], 'undecidable');
}

/** The label of what a parsed path selects: members and positions are selected, everything else is looked at. */
export function labelOfPath(run: FlowRun, path: JsonPath, roots: PathRoots): Label {
  const start: Selection = { node: rootLabel(path.root, roots), isMany: false };
  const selected = path.steps.reduce((from, step) => select(run, from, { step, roots }), start);
  const label = selected.isMany ? becauseOf(run, arrayLabel(selected.node), selected.node) : selected.node;
  return path.function === undefined ? label : computedFrom(run, [label], 'compute');
}

function rootLabel(root: PathRoot, roots: PathRoots): Label {
  if (root.kind === 'variable') return roots.variables.get(root.name) ?? ABSENT;
  if (root.kind === 'current') return roots.current ?? roots.input;
  return root.kind === 'context' ? roots.context : roots.input;
}

/** One node of those that are selected so far, and whether there may be several or none. */
interface Selection {
  readonly node: Label;
  readonly isMany: boolean;
}

function select(run: FlowRun, from: Selection, by: { readonly step: PathStep; readonly roots: PathRoots }): Selection {
  const { step, roots } = by;
  const { node, isMany } = from;
  switch (step.kind) {
    case 'member':
      return { node: memberOf(run, node, step.name), isMany };
    case 'members':
      return { node: joinAll(step.names.map((name) => memberOf(run, node, name))), isMany: true };
    case 'index':
      return { node: positionOf(run, node, step.index), isMany };
    case 'indices':
      return { node: joinAll(step.indices.map((index) => positionOf(run, node, index))), isMany: true };
    case 'slice':
      return { node: elementOf(run, node), isMany: true };
    case 'wildcard':
      return { node: childOf(run, node), isMany: true };
    case 'filter':
      return { node: filtered(run, node, { filter: step.filter, roots }), isMany: true };
    case 'descent':
      inspect(run, node, 'undecidable');
      return { node: flatten(node), isMany: true };
  }
}

/** The item at a position, counted from the end when it is negative; any item where positions are not known. */
export function positionOf(run: FlowRun, label: Label, index: number): Label {
  const { shape } = label;
  if (shape.kind !== 'array') {
    inspectStructure(run, label, 'address');
    return shape.kind === 'opaque' ? flatten(label) : taintedBy(shape.kind === 'object' ? label : ABSENT, structureOf(label));
  }
  if (shape.positions === undefined) return elementOf(run, label);
  inspectStructure(run, label, 'iterate');
  return taintedBy(shape.positions.at(index) ?? ABSENT, structureOf(label));
}

function childOf(run: FlowRun, label: Label): Label {
  if (label.shape.kind === 'array') return elementOf(run, label);
  return taintedBy(anyMemberOf(run, label), membershipOf(run, label));
}

/** A filter decides by all that its paths select, of items or of an object's members. */
function filtered(run: FlowRun, node: Label, by: { readonly filter: FilterNode; readonly roots: PathRoots }): Label {
  const item = node.shape.kind === 'object' ? joinLabels(node, childOf(run, node)) : elementOf(run, node);
  const decided = joinAll(pathsIn(by.filter).map((path) => labelOfPath(run, path, { ...by.roots, current: item })));
  inspect(run, decided, 'decide');
  return taintedBy(item, decided);
}

function pathsIn(filter: FilterNode): readonly JsonPath[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.operands.flatMap(pathsIn);
    case 'not':
      return pathsIn(filter.operand);
    case 'exists':
      return [filter.path];
    case 'compare':
      return [filter.left, filter.right].flatMap(pathsInOperand);
  }
}

function pathsInOperand(operand: FilterOperand): readonly JsonPath[] {
  return operand.kind === 'path' ? [operand.path] : [];
}
