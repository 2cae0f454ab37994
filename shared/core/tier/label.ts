import type { RelatedPlace } from '../kernel/diagnostic.ts';
import { joinTiers, type Tier } from './tier.ts';

/**
 * What the analysis knows of a value at one point of a program: how sensitive it is, node by node, and where it comes from.
 * Labels follow the shape of the data. They are conservative: a value may be less than its label says, never more.
 */
export interface Label {
  /** Of this node: its content when it is a scalar, its structure (which members or how many items there are) when it is a container. */
  readonly tier: Tier;
  readonly shape: Shape;
  /** Sealed values that this node may be, or may hold where its shape is opaque. */
  readonly origins: readonly Origin[];
  /** The way from the first origin to here, for people. Never compared. */
  readonly trail: readonly RelatedPlace[];
  /** `x-transient`: may not be read at all. */
  readonly transient?: true;
}

/**
 * `array` also stands for "one item or many": JSONata maps over arrays and collapses singletons, so the two cannot be told apart.
 * Where `positions` are given the value is an array for certain, with exactly these items in this order; `items` is their join.
 * `text` is the JSON text of a value that has a label of its own: what may not be in the clear stands sealed in the middle of it.
 * `opaque` is any JSON, all of it under the node's own tier.
 */
export type Shape =
  | { readonly kind: 'absent' }
  | { readonly kind: 'scalar' }
  | { readonly kind: 'opaque' }
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, Label>; readonly rest?: Label }
  | { readonly kind: 'array'; readonly items: Label; readonly positions?: readonly Label[] }
  | { readonly kind: 'text'; readonly of: Label };

/** Where sensitive data enters the program. */
export interface Origin {
  /** Unique in one program; the `ptr` in the header of the sealed value. */
  readonly id: string;
  readonly tier: Tier;
}

/** Nesting of labels beyond which everything becomes opaque, so that analysis of loops ends. */
export const LABEL_DEPTH_MAX = 16;
/** Nodes of one label beyond which its deepest ones become opaque: a value that holds the one before it twice would double with every state. */
export const LABEL_NODES_MAX = 1_000;
const TRAIL_PLACES_MAX = 24;
const NONE: readonly never[] = [];

/** Nothing at all: JSONata’s undefined. */
export const ABSENT: Label = { tier: 3, shape: { kind: 'absent' }, origins: NONE, trail: NONE };

/** A scalar of this tier that comes from nowhere in particular: a literal, a time, a status. */
export function scalarLabel(tier: Tier): Label {
  return { tier, shape: { kind: 'scalar' }, origins: NONE, trail: NONE };
}

/** Any JSON, all of it of this tier. */
export function opaqueLabel(tier: Tier, origins: readonly Origin[] = NONE, trail: readonly RelatedPlace[] = NONE): Label {
  return { tier, shape: { kind: 'opaque' }, origins, trail };
}

/** An object that has only these members; its structure is public unless said otherwise. */
export function objectLabel(fields: Iterable<readonly [string, Label]>, more: { readonly tier?: Tier; readonly rest?: Label } = {}): Label {
  const shape: Shape = more.rest === undefined ? { kind: 'object', fields: new Map(fields) } : { kind: 'object', fields: new Map(fields), rest: more.rest };
  return { tier: more.tier ?? 3, shape, origins: NONE, trail: NONE };
}

/** One or many of `items`. */
export function arrayLabel(items: Label, tier: Tier = 3): Label {
  return { tier, shape: { kind: 'array', items }, origins: NONE, trail: NONE };
}

/** An array of exactly these items. */
export function tupleLabel(positions: readonly Label[], tier: Tier = 3): Label {
  return { tier, shape: { kind: 'array', items: joinAll(positions), positions }, origins: NONE, trail: NONE };
}

/** The JSON text of a value with this label; one learns its structure by looking at it. */
export function textLabel(of: Label): Label {
  return { tier: 3, shape: { kind: 'text', of }, origins: NONE, trail: NONE };
}

/** The same without knowledge of which item stands where: after a sort, or when items may have gone. */
export function withoutPositions(label: Label): Label {
  return label.shape.kind === 'array' && label.shape.positions !== undefined ? { ...label, shape: { kind: 'array', items: label.shape.items } } : label;
}

/** The nodes directly beneath a label. */
export function childrenOf(label: Label): readonly Label[] {
  if (label.shape.kind === 'array') return [label.shape.items];
  if (label.shape.kind === 'text') return [label.shape.of];
  if (label.shape.kind !== 'object') return [];
  return label.shape.rest === undefined ? [...label.shape.fields.values()] : [...label.shape.fields.values(), label.shape.rest];
}

/** The most sensitive tier of the node and of everything beneath it. */
export function sensitivityOf(label: Label): Tier {
  return childrenOf(label).reduce<Tier>((tier, child) => joinTiers(tier, sensitivityOf(child)), label.tier);
}

/** Every origin at or beneath the node, without doubles. */
export function originsOf(label: Label): readonly Origin[] {
  return unionOrigins(label.origins, ...childrenOf(label).map(originsOf));
}

/** The most sensitive node at or beneath the label: the one whose way is worth showing. */
export function mostSensitiveNode(label: Label): Label {
  return childrenOf(label).map(mostSensitiveNode).reduce((worst, node) => (node.tier < worst.tier ? node : worst), label);
}

/** True when the label or anything beneath it may not be read at all. */
export function holdsTransient(label: Label): boolean {
  return label.transient === true || childrenOf(label).some(holdsTransient);
}

/** Origins of several lists, each once, in the order of their ids. */
export function unionOrigins(...lists: readonly (readonly Origin[])[]): readonly Origin[] {
  const byId = new Map(lists.flat().map((origin) => [origin.id, origin]));
  return byId.size === 0 ? NONE : [...byId.values()].sort((left, right) => (left.id < right.id ? -1 : left.id > right.id ? 1 : 0));
}

/** Forgets the shape: one node that is as sensitive as the whole was. */
export function flatten(label: Label): Label {
  const worst = mostSensitiveNode(label);
  return opaqueLabel(sensitivityOf(label), originsOf(label), worst.trail);
}

/** What is known to be small: a label goes on from state to state as the same object, and is measured once. */
const small = new WeakSet<Label>();

/** The label with at most {@link LABEL_NODES_MAX} nodes: as deep as that allows, with what lies deeper flattened. The same label when it is small. */
export function bounded(label: Label): Label {
  if (small.has(label)) return label;
  const result = cutToSize(label);
  small.add(result);
  return result;
}

function cutToSize(label: Label): Label {
  if (nodesWithin(label, LABEL_DEPTH_MAX, LABEL_NODES_MAX) <= LABEL_NODES_MAX) return label;
  let depth = LABEL_DEPTH_MAX;
  while (depth > 0 && nodesWithin(label, depth, LABEL_NODES_MAX) > LABEL_NODES_MAX) depth -= 1;
  return cutAt(label, depth);
}

/** How many nodes lie no deeper than `depth`; counting stops once there are more than `most`. */
function nodesWithin(label: Label, depth: number, most: number): number {
  if (depth === 0) return 1;
  let count = 1;
  for (const child of nodesBeneath(label)) {
    if (count > most) return count;
    count += nodesWithin(child, depth - 1, most - count);
  }
  return count;
}

/** What {@link mapShape} would visit: `positions` too, which {@link childrenOf} leaves to their join. */
function nodesBeneath(label: Label): readonly Label[] {
  const { shape } = label;
  return shape.kind === 'array' && shape.positions !== undefined ? [shape.items, ...shape.positions] : childrenOf(label);
}

function cutAt(label: Label, depth: number): Label {
  if (nodesBeneath(label).length === 0) return label;
  if (depth > 0) return { ...label, shape: mapShape(label.shape, (child) => cutAt(child, depth - 1)) };
  return holdsTransient(label) ? { ...flatten(label), transient: true } : flatten(label);
}

/** Least upper bound: what is known when a value may be either. */
export function joinLabels(left: Label, right: Label, depth = 0): Label {
  if (left === right || right.shape.kind === 'absent') return left;
  if (left.shape.kind === 'absent') return right;
  const tier = joinTiers(left.tier, right.tier);
  const common = { tier, origins: unionOrigins(left.origins, right.origins), trail: right.tier < left.tier ? right.trail : left.trail };
  const transient = left.transient === true || right.transient === true ? { transient: true as const } : {};
  const shape = depth >= LABEL_DEPTH_MAX ? undefined : joinShapes(left.shape, right.shape, depth + 1);
  if (shape !== undefined) return { ...common, ...transient, shape };
  return { ...joinFlat(flatten(left), flatten(right)), ...transient };
}

function joinFlat(left: Label, right: Label): Label {
  const trail = right.tier < left.tier ? right.trail : left.trail;
  return opaqueLabel(joinTiers(left.tier, right.tier), unionOrigins(left.origins, right.origins), trail);
}

function joinShapes(left: Shape, right: Shape, depth: number): Shape | undefined {
  if (left.kind === 'scalar' && right.kind === 'scalar') return left;
  if (left.kind === 'array' && right.kind === 'array') return joinArrays(left, right, depth);
  if (left.kind === 'text') return joinTexts(left, right, depth);
  if (right.kind === 'text') return joinTexts(right, left, depth);
  if (left.kind !== 'object' || right.kind !== 'object') return undefined;
  const names = new Set([...left.fields.keys(), ...right.fields.keys()]);
  const fields = new Map([...names].map((name) => [name, joinLabels(fieldOf(left, name), fieldOf(right, name), depth)]));
  if (left.rest === undefined && right.rest === undefined) return { kind: 'object', fields };
  return { kind: 'object', fields, rest: joinLabels(left.rest ?? ABSENT, right.rest ?? ABSENT, depth) };
}

type ShapeOf<K extends Shape['kind']> = Shape & { readonly kind: K };

function joinArrays(left: ShapeOf<'array'>, right: ShapeOf<'array'>, depth: number): Shape {
  const items = joinLabels(left.items, right.items, depth);
  if (left.positions === undefined || right.positions?.length !== left.positions.length) return { kind: 'array', items };
  const others = right.positions;
  return { kind: 'array', items, positions: left.positions.map((label, index) => joinLabels(label, others[index] ?? ABSENT, depth)) };
}

/** A text that may be one or the other: what a plain text can hold counts for the node itself, which whoever looks at the text learns too. */
function joinTexts(text: ShapeOf<'text'>, other: Shape, depth: number): Shape | undefined {
  if (other.kind === 'scalar') return text;
  return other.kind === 'text' ? { kind: 'text', of: joinLabels(text.of, other.of, depth) } : undefined;
}

/** The member of an object shape: declared, the rest, or absent. */
export function fieldOf(shape: Shape & { readonly kind: 'object' }, name: string): Label {
  return shape.fields.get(name) ?? shape.rest ?? ABSENT;
}

/** Joins any number of labels; none gives {@link ABSENT}. */
export function joinAll(labels: readonly Label[]): Label {
  return labels.reduce((joined, label) => joinLabels(joined, label), ABSENT);
}

/** The label of a value whose being there, or being this one, depends on `cause`: implicit flow. */
export function taintedBy(label: Label, cause: Label): Label {
  const tier = sensitivityOf(cause);
  if (tier >= label.tier) return label;
  const worst = mostSensitiveNode(cause);
  return { ...label, tier, origins: unionOrigins(label.origins, originsOf(cause)), trail: worst.trail };
}

/** Adds one place to the way of every sensitive node, once. */
export function movedTo(label: Label, place: RelatedPlace): Label {
  const shape = mapShape(label.shape, (child) => movedTo(child, place));
  if (label.origins.length === 0 || label.trail.length >= TRAIL_PLACES_MAX) return { ...label, shape };
  const known = label.trail.some((step) => step.pointer === place.pointer && step.note === place.note);
  return { ...label, shape, trail: known ? label.trail : [...label.trail, place] };
}

/** Applies a function to the nodes directly beneath a shape. */
export function mapShape(shape: Shape, change: (child: Label) => Label): Shape {
  if (shape.kind === 'text') return { kind: 'text', of: change(shape.of) };
  if (shape.kind === 'array') return { kind: 'array', items: change(shape.items), ...(shape.positions === undefined ? {} : { positions: shape.positions.map(change) }) };
  if (shape.kind !== 'object') return shape;
  const fields = new Map([...shape.fields].map(([name, child]) => [name, change(child)] as const));
  return shape.rest === undefined ? { kind: 'object', fields } : { kind: 'object', fields, rest: change(shape.rest) };
}

/** Equal in all that decides: tiers, shapes, origins. Trails do not count. */
export function sameLabel(left: Label, right: Label): boolean {
  if (left === right) return true;
  if (left.tier !== right.tier || left.transient !== right.transient || !sameOrigins(left.origins, right.origins)) return false;
  return sameShape(left.shape, right.shape);
}

function sameOrigins(left: readonly Origin[], right: readonly Origin[]): boolean {
  return left.length === right.length && left.every((origin, index) => origin.id === right[index]?.id);
}

function sameShape(left: Shape, right: Shape): boolean {
  if (left.kind === 'array' && right.kind === 'array') return sameLabel(left.items, right.items) && samePositions(left.positions, right.positions);
  if (left.kind === 'text' && right.kind === 'text') return sameLabel(left.of, right.of);
  if (left.kind === 'object' && right.kind === 'object') return sameFields(left, right);
  return left.kind === right.kind;
}

function samePositions(left: readonly Label[] | undefined, right: readonly Label[] | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return left.length === right.length && left.every((label, index) => sameLabel(label, right[index] ?? ABSENT));
}

function sameFields(left: Shape & { readonly kind: 'object' }, right: Shape & { readonly kind: 'object' }): boolean {
  if (left.fields.size !== right.fields.size || !sameLabel(left.rest ?? ABSENT, right.rest ?? ABSENT)) return false;
  return [...left.fields].every(([name, label]) => {
    const other = right.fields.get(name);
    return other !== undefined && sameLabel(label, other);
  });
}
