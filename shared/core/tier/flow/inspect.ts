import {
  ABSENT,
  childrenOf,
  fieldOf,
  flatten,
  holdsTransient,
  joinAll,
  mostSensitiveNode,
  opaqueLabel,
  scalarLabel,
  sensitivityOf,
  taintedBy,
  type Label,
} from '../label.ts';
import { isClearIn, type Zone } from '../tier.ts';
import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import type { Construct, FlowFinding } from './finding.ts';
import { heldBy, type Scope, type Value } from './scope.ts';

/** One run over one expression: where it is evaluated, and what was found. */
export interface FlowRun {
  readonly zone: Zone;
  readonly findings: FlowFinding[];
  /** Shared by the whole run: what is not followed any further once it is used up. */
  readonly budget: { nodes: number };
  /** Calls of closures under way; recursion ends at {@link CALL_DEPTH_MAX}. */
  readonly callDepth: number;
  /** True inside of a branch that may not be taken. */
  readonly isConditional: boolean;
  /** The analysis itself: rules for calls need it for arguments and for bodies of functions. */
  readonly analyse: (run: FlowRun, node: ExpressionAst, scope: Scope) => Value;
}

/** Nodes that one expression may visit, calls of its functions included: nested rules can visit a node many times. */
export const VISITED_NODES_MAX = 20_000;

/** Findings of one expression that are kept; the first ones say enough. */
const FINDINGS_MAX = 50;

function report(run: FlowRun, finding: FlowFinding): void {
  if (run.findings.length < FINDINGS_MAX) run.findings.push(finding);
}

/** What an expression that is too large to follow may be: anything at all, so it may be used on-prem only. */
export function unfollowed(run: FlowRun): Label {
  const label = opaqueLabel(1);
  inspect(run, label, 'undecidable');
  return label;
}

/** Calls of closures within each other that are followed. */
export const CALL_DEPTH_MAX = 12;

/** Records a use of the whole value; it must be in the clear where the expression is evaluated. */
export function inspect(run: FlowRun, label: Label, construct: Construct): void {
  const worst = mostSensitiveNode(label);
  if (!isClearIn(sensitivityOf(label), run.zone)) report(run, { construct, label: worst });
}

/** Records a use of the node's structure only: which members or items it has, not what they are. */
export function inspectStructure(run: FlowRun, label: Label, construct: Construct): void {
  if (!isClearIn(label.tier, run.zone)) report(run, { construct, label });
}

/** Reads a value as data. Functions cannot be stored, so what they hold is inspected. */
export function asData(run: FlowRun, value: Value): Label {
  return value.kind === 'data' ? value.label : madeFrom(run, heldBy(value), 'call');
}

/** The result of a computation: a scalar as sensitive as all that went into it. */
export function computedFrom(run: FlowRun, labels: readonly Label[], construct: Construct): Label {
  labels.forEach((label) => inspect(run, label, construct));
  const whole = flatten(joinAll(labels.map(flatten)));
  return { ...scalarLabel(whole.tier), origins: whole.origins, trail: whole.trail };
}

/** Any JSON made from these, in a way that is not followed. */
export function madeFrom(run: FlowRun, labels: readonly Label[], construct: Construct): Label {
  const scalar = computedFrom(run, labels, construct);
  return { ...scalar, shape: { kind: 'opaque' } };
}

/** The member `name` of a value, mapped over arrays as JSONata does. */
export function memberOf(run: FlowRun, label: Label, name: string): Label {
  const { shape } = label;
  if (shape.kind === 'absent') return ABSENT;
  if (shape.kind === 'array') return mapItems(run, label, (item) => memberOf(run, item, name));
  inspectStructure(run, label, 'address');
  if (shape.kind === 'scalar' || shape.kind === 'text') return isClearIn(label.tier, run.zone) ? ABSENT : flatten(label);
  if (shape.kind === 'opaque') return flatten(label);
  return readable(run, taintedBy(fieldOf(shape, name), structureOf(label)), name);
}

/** Reports a read of a field that may not be read anywhere, and goes on as if there were none. */
export function readable(run: FlowRun, label: Label, name?: string): Label {
  if (label.transient !== true) return label;
  report(run, name === undefined ? { construct: 'transient', label } : { construct: 'transient', label, name });
  return scalarLabel(1);
}

/** The node without its inside: what one learns by looking at its structure. */
export function structureOf(label: Label): Label {
  return opaqueLabel(label.tier, label.origins, label.trail);
}

/**
 * Raises a result that exists, or exists several times, only because `cause` does. Where `cause` may not be in the clear it is one opaque text,
 * and that it is there at all is a declared observation (design §6); where it may, it can be nothing, one value or many.
 */
export function becauseOf(run: FlowRun, label: Label, cause: Label): Label {
  return cause.shape.kind === 'absent' || !isClearIn(cause.tier, run.zone) ? label : taintedBy(label, structureOf(cause));
}

/** One item of an array at any depth, or the value itself when it is none. */
export function elementOf(run: FlowRun, label: Label): Label {
  if (label.shape.kind !== 'array') return label;
  inspectStructure(run, label, 'iterate');
  return taintedBy(elementOf(run, label.shape.items), structureOf(label));
}

/** Applies a step to every item, or to the value itself when it is no array. */
export function mapItems(run: FlowRun, label: Label, step: (item: Label) => Label): Label {
  if (label.shape.kind !== 'array') return becauseOf(run, step(label), label);
  const item = step(elementOf(run, label));
  return item.shape.kind === 'absent' ? ABSENT : becauseOf(run, { ...label, shape: { kind: 'array', items: withoutArrays(item) } }, item);
}

/**
 * What one learns by asking whether a container is there, or of which type it is: its structure, and, since JSONata takes a single item out of its
 * array, the structure of an item. Undefined for a value that is no container: to ask that is to look at it.
 */
export function presenceOf(run: FlowRun, label: Label): Label | undefined {
  const { shape } = label;
  if (shape.kind !== 'array' && shape.kind !== 'object' && shape.kind !== 'text') return undefined;
  inspectStructure(run, label, 'compute');
  const item = withoutArrays(label);
  const learned = becauseOf(run, structureOf(label), item === label ? ABSENT : item);
  return { ...scalarLabel(learned.tier), origins: learned.tier === 3 ? [] : learned.origins, trail: learned.trail };
}

/** Strips array layers without looking: JSONata flattens sequences. The structure of the layers taints what is left. */
export function withoutArrays(label: Label): Label {
  return label.shape.kind === 'array' ? taintedBy(withoutArrays(label.shape.items), structureOf(label)) : label;
}

/** What one learns by looking at which members an object has: its structure, and of members that may be missing that they are there. */
export function membershipOf(run: FlowRun, label: Label): Label {
  return childrenOf(label).reduce((membership, member) => becauseOf(run, membership, member), structureOf(label));
}

/** All members of a value as one label, for a computed name or a wildcard. */
export function anyMemberOf(run: FlowRun, label: Label): Label {
  const item = elementOf(run, label);
  inspectStructure(run, item, 'address');
  if (item.shape.kind !== 'object') return item.shape.kind === 'opaque' ? flatten(item) : ABSENT;
  const members = [...item.shape.fields.values(), ...(item.shape.rest === undefined ? [] : [item.shape.rest])];
  return taintedBy(joinAll(members.map((member) => (holdsTransient(member) ? readable(run, { ...member, transient: true }) : member))), structureOf(item));
}
