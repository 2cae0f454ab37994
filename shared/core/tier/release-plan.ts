import type { Declassification, SchemaSpec } from '../definition/model.ts';
import { diagnosticError, type Diagnostic } from '../kernel/diagnostic.ts';
import { appendPointer, pointerTokens } from '../kernel/json-pointer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';
import type { EvidenceDeclassification } from './evidence.ts';
import { objectLabel, opaqueLabel, scalarLabel, sensitivityOf, type Label } from './label.ts';
import type { ReleasePlan } from './placement.ts';
import { checkReleaseBound } from './release-bound.ts';
import { claimedTiers } from './schema-label.ts';
import { isClearIn, type Zone } from './tier.ts';

/** A declassification with the place to point at: of the task, or the call of a catalogue function that brings it along. */
export type PlacedDeclassification = Declassification;

/** A task whose result leaves the on-prem zone. */
export interface ReleaseRequest {
  /** JSON Pointer of the task. */
  readonly pointer: string;
  readonly task: string;
  /** Schema of the raw result. */
  readonly schema?: SchemaSpec;
  readonly declassify: readonly PlacedDeclassification[];
  /** The zone that the result goes to. */
  readonly zone: Zone;
}

/** How the result leaves, and what is known of what leaves. */
export interface ReleaseOutcome {
  readonly plan: ReleasePlan;
  /** Of the result as the target's zone sees it. */
  readonly label: Label;
  readonly declassifications: readonly EvidenceDeclassification[];
  readonly diagnostics: readonly Diagnostic[];
}

interface Node {
  readonly schema: JsonValue | undefined;
  readonly path: string;
}

type Planned = Pick<ReleaseOutcome, 'plan' | 'label'>;

/**
 * How the result of foreign code leaves the on-prem zone: Tier 1, always, except for what a declassification bounds (design §6).
 * A closed object is opened, so that its members can travel on their own; anything else is sealed in one piece.
 */
export function planForeignRelease(request: ReleaseRequest): ReleaseOutcome {
  const planner = createPlanner(request);
  const planned = foreignNode(planner, { schema: request.schema?.document, path: '' });
  return finish(planner, planned);
}

/** How the value of a template that was evaluated on-prem leaves: every part keeps the label of what it was made from. */
export function planEvaluatedRelease(request: ReleaseRequest, evaluated: Label): ReleaseOutcome {
  const planner = createPlanner(request);
  const planned = evaluatedNode(planner, { label: evaluated, schema: request.schema?.document, path: '' });
  return finish(planner, planned);
}

interface Planner {
  readonly request: ReleaseRequest;
  readonly used: Set<Declassification>;
  readonly declassifications: EvidenceDeclassification[];
  readonly diagnostics: Diagnostic[];
}

function createPlanner(request: ReleaseRequest): Planner {
  return { request, used: new Set(), declassifications: [], diagnostics: [] };
}

function finish(planner: Planner, planned: Planned): ReleaseOutcome {
  for (const unused of planner.request.declassify.filter((one) => !planner.used.has(one))) {
    planner.diagnostics.push(diagnosticError('UWF-3015', unused.pointer, `the result of '${planner.request.task}' has no closed, declared place '${unused.path}'`));
  }
  return { ...planned, declassifications: planner.declassifications, diagnostics: planner.diagnostics };
}

function foreignNode(planner: Planner, node: Node): Planned {
  const declassified = declassifiedNode(planner, node);
  if (declassified !== undefined) return declassified;
  const members = closedMembersOf(node.schema);
  const mayOpen = members !== undefined && (isJsonObject(node.schema) && node.schema['x-tier'] === undefined || hasDeclassificationBeneath(planner, node.path));
  if (!mayOpen || members === undefined) {
    refuseUnfoundedTier(planner, node);
    return sealed(planner, node.path);
  }
  const planned = members.map(([name, schema]) => [name, foreignNode(planner, { schema, path: appendPointer(node.path, name) })] as const);
  return {
    plan: { kind: 'object', members: Object.fromEntries(planned.map(([name, member]) => [name, member.plan])) },
    label: objectLabel(planned.map(([name, member]) => [name, member.label])),
  };
}

function evaluatedNode(planner: Planner, node: Node & { readonly label: Label }): Planned {
  const declassified = declassifiedNode(planner, node);
  if (declassified !== undefined) return declassified;
  if (isClearIn(sensitivityOf(node.label), planner.request.zone)) return { plan: { kind: 'clear' }, label: node.label };
  const { shape } = node.label;
  if (shape.kind !== 'object' || shape.rest !== undefined || !isClearIn(node.label.tier, planner.request.zone)) return sealed(planner, node.path);
  const planned = [...shape.fields].map(([name, label]) => {
    const schema = memberSchema(node.schema, name);
    return [name, evaluatedNode(planner, { label, schema, path: appendPointer(node.path, name) })] as const;
  });
  return {
    plan: { kind: 'object', members: Object.fromEntries(planned.map(([name, member]) => [name, member.plan])) },
    label: { ...objectLabel(planned.map(([name, member]) => [name, member.label])), tier: node.label.tier },
  };
}

function sealed(planner: Planner, path: string): Planned {
  const origin = originOfResult(planner.request.pointer, path);
  const what = path === '' ? 'the result' : `'${pointerTokens(path).join('.')}' in the result`;
  const label = opaqueLabel(1, [{ id: origin, tier: 1 }], [{ pointer: planner.request.pointer, note: `${what} of '${planner.request.task}' comes from the on-prem zone and is Tier 1` }]);
  return { plan: { kind: 'seal', origin, tier: 1 }, label };
}

/** The origin of a part of a task's result: `/do/1/aml#/score`. It starts with a slash also where the workflow itself is the task. */
export function originOfResult(taskPointer: string, path: string): string {
  return `${taskPointer === '' ? '/' : taskPointer}#${path}`;
}

/** A release to a tier that the target's zone may not hold either is none there: the same document may have another target where it is one. */
function declassifiedNode(planner: Planner, node: Node): Planned | undefined {
  const found = planner.request.declassify.find((one) => one.path === node.path);
  if (found === undefined) return undefined;
  planner.used.add(found);
  const bound = checkReleaseBound(found.method, node.schema);
  if (!bound.bounded) {
    planner.diagnostics.push(diagnosticError('UWF-3013', found.pointer, `the declassification of '${found.path}' is not bounded: ${bound.reason}`));
    return sealed(planner, node.path);
  }
  if (!isClearIn(found.to, planner.request.zone)) return sealed(planner, node.path);
  planner.declassifications.push(evidenceOf(planner, found, bound.distinctValues));
  const schema = isJsonObject(node.schema) ? node.schema : {};
  const expires = found.expires === undefined ? {} : { expires: found.expires };
  const plan: ReleasePlan = { kind: 'declassify', bound: { method: found.method, schema }, purpose: found.purpose, to: found.to, ...expires };
  return { plan, label: scalarLabel(found.to) };
}

function evidenceOf(planner: Planner, found: Declassification, distinctValues: number | 'unbounded'): EvidenceDeclassification {
  const { path, to, purpose, method, expires } = found;
  return { task: planner.request.pointer, path, to, purpose, method, distinctValues, ...(expires === undefined ? {} : { expires }) };
}

/** A schema that calls foreign on-prem data less than Tier 1 says more than anyone has allowed. */
function refuseUnfoundedTier(planner: Planner, node: Node): void {
  const claims = claimedTiers(node.schema).filter((tier) => tier !== 1);
  const pointer = planner.request.schema?.pointer;
  if (claims.length === 0 || pointer === undefined) return;
  const place = node.path === '' ? 'the result' : `'${node.path}'`;
  planner.diagnostics.push(
    diagnosticError('UWF-3012', pointer, `the schema of ${place} of '${planner.request.task}' says Tier ${claims[0]}, but what leaves the on-prem zone is Tier 1 unless it is declassified`),
  );
}

function hasDeclassificationBeneath(planner: Planner, path: string): boolean {
  return planner.request.declassify.some((one) => one.path.startsWith(`${path}/`));
}

/** The members of a closed object schema; undefined when others are allowed too, or nothing is known. */
function closedMembersOf(schema: JsonValue | undefined): readonly (readonly [string, JsonValue])[] | undefined {
  if (!isJsonObject(schema) || !isJsonObject(schema['properties']) || !isClosed(schema) || SHAPE_CHANGING.some((keyword) => schema[keyword] !== undefined)) return undefined;
  return Object.entries(schema['properties']);
}

const SHAPE_CHANGING = ['$ref', '$dynamicRef', 'allOf', 'anyOf', 'oneOf', 'if', 'patternProperties'] as const;

function isClosed(schema: JsonObject): boolean {
  return schema['additionalProperties'] === false || schema['unevaluatedProperties'] === false;
}

function memberSchema(schema: JsonValue | undefined, name: string): JsonValue | undefined {
  if (!isJsonObject(schema) || !isJsonObject(schema['properties'])) return undefined;
  return Object.hasOwn(schema['properties'], name) ? schema['properties'][name] : undefined;
}
