import type { DeclassificationMethod } from '../definition/model.ts';
import { appendPointer } from '../kernel/json-pointer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';
import { fail, succeed, type Result } from '../kernel/result.ts';
import { isExpired } from './expiry.ts';
import type { ReleaseBound, ReleasePlan } from './placement.ts';
import { checkReleaseBound } from './release-bound.ts';
import { sealedPlaces } from './seal-input.ts';
import type { Tier } from './tier.ts';

/** A raw result, about to leave its zone by its plan. */
export interface ReleaseRequest {
  readonly plan: ReleasePlan;
  readonly result: JsonValue;
  /** Epoch milliseconds, for releases that expire. */
  readonly now: number;
  /** Whether a value satisfies a JSON Schema; the core has no validator of its own. */
  readonly conforms: (schema: JsonObject, value: JsonValue) => boolean;
}

/** What may leave once every entry of `seals` has been sealed into its place. */
export interface Release {
  /** The result, with null where a sealed value is to be put. */
  readonly output: JsonValue;
  readonly seals: readonly PendingSeal[];
  /** The declassifications that took place, to be counted. */
  readonly releases: readonly DeclassifiedRelease[];
}

/** A value that leaves only once it has been sealed into its place. */
export interface PendingSeal {
  readonly pointer: string;
  readonly value: JsonValue;
  readonly origin: string;
  readonly tier: Tier;
}

/** A value that left in the clear, and what for. */
export interface DeclassifiedRelease {
  readonly pointer: string;
  readonly purpose: string;
  readonly method: DeclassificationMethod;
}

/**
 * Why a result stays: `undeclared` a member without a plan · `object` the plan expects an object · `bound` a declassified value breaks its
 * bound · `expired` the release is over · `sealed` a clear value looks like a sealed one. The pointer holds names of the plan only.
 */
export interface EgressBlock {
  readonly pointer: string;
  readonly reason: 'undeclared' | 'object' | 'bound' | 'expired' | 'sealed';
}

/** Applies a release plan: default deny, and all or nothing (design §6, egress guard). */
export function applyRelease(request: ReleaseRequest): Result<Release, EgressBlock> {
  return releaseNode(request, request.plan, { value: request.result, pointer: '' });
}

interface Place {
  readonly value: JsonValue;
  readonly pointer: string;
}

function releaseNode(request: ReleaseRequest, plan: ReleasePlan, place: Place): Result<Release, EgressBlock> {
  switch (plan.kind) {
    case 'seal':
      return succeed(sealWhole(plan, place));
    case 'declassify':
      return declassify(request, plan, place);
    case 'clear':
      return clear(place);
    case 'object':
      return releaseMembers(request, plan.members, place);
  }
}

/** Null says no more than absence does, and stays clear. */
function sealWhole(plan: ReleasePlan & { readonly kind: 'seal' }, place: Place): Release {
  const seals = place.value === null ? [] : [{ ...place, origin: plan.origin, tier: plan.tier }];
  return { output: null, seals, releases: [] };
}

function declassify(request: ReleaseRequest, plan: ReleasePlan & { readonly kind: 'declassify' }, place: Place): Result<Release, EgressBlock> {
  const { value, pointer } = place;
  if (plan.expires !== undefined && isExpired(plan.expires, request.now)) return fail({ pointer, reason: 'expired' });
  if (!keepsTo(plan.bound, value) || !request.conforms(plan.bound.schema, value)) return fail({ pointer, reason: 'bound' });
  return succeed({ output: value, seals: [], releases: [{ pointer, purpose: plan.purpose, method: plan.bound.method }] });
}

function clear(place: Place): Result<Release, EgressBlock> {
  if (sealedPlaces(place.value).length > 0) return fail({ pointer: place.pointer, reason: 'sealed' });
  return succeed({ output: place.value, seals: [], releases: [] });
}

function releaseMembers(request: ReleaseRequest, members: { readonly [name: string]: ReleasePlan }, place: Place): Result<Release, EgressBlock> {
  const { value, pointer } = place;
  if (!isJsonObject(value)) return fail({ pointer, reason: 'object' });
  const released: [string, Release][] = [];
  for (const [name, member] of Object.entries(value)) {
    const plan = Object.hasOwn(members, name) ? members[name] : undefined;
    if (plan === undefined) return fail({ pointer, reason: 'undeclared' });
    const outcome = releaseNode(request, plan, { value: member, pointer: appendPointer(pointer, name) });
    if (!outcome.ok) return outcome;
    released.push([name, outcome.value]);
  }
  return succeed({
    output: Object.fromEntries(released.map(([name, release]) => [name, release.output])),
    seals: released.flatMap(([, release]) => release.seals),
    releases: released.flatMap(([, release]) => release.releases),
  });
}

/**
 * The bound is checked again here, whatever the compiler found: the schema must bound what the method may let out, and the value must be of
 * the kind that the method promises. Null says no more than absence does, if the schema allows it.
 */
function keepsTo(bound: ReleaseBound, value: JsonValue): boolean {
  return checkReleaseBound(bound.method, bound.schema).bounded && (value === null || isKindOf(bound.method, value));
}

function isKindOf(method: DeclassificationMethod, value: JsonValue): boolean {
  return RELEASED_KINDS[method].some((kind) => typeof value === kind);
}

/** Scalars only: what a bound over objects lets out could not be listed in the evidence. */
const RELEASED_KINDS: { readonly [method in DeclassificationMethod]: readonly string[] } = {
  enum: ['string', 'number', 'boolean'],
  boolean: ['boolean'],
  range: ['number', 'string'],
  masked: ['string'],
  aggregate: ['number'],
  token: ['string'],
};
