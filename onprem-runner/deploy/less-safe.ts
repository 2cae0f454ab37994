import { nameOfPointer } from '#shared/core/difference/collect-tasks.ts';
import type { ProvenDefinition } from '#shared/core/difference/model.ts';
import { clearanceOf, type Zone } from '#shared/core/tier/tier.ts';

/** A change by which data is less protected than before: somebody has to have agreed to it. Names and pointers only. */
export interface LessSafeChange {
  /** `declassified`: leaves its tier, or more of it does; `moved`: work in a zone that is trusted less; `unsealed`: a field of the input that travelled sealed. */
  readonly kind: 'declassified' | 'moved' | 'unsealed';
  readonly about: string;
  readonly detail: string;
}

type Release = ProvenDefinition['evidence']['declassifications'][number];

/** What of a definition is less safe than what was there before; all that it lets out when there was nothing. */
export function lessSafeChanges(before: ProvenDefinition | undefined, after: ProvenDefinition): readonly LessSafeChange[] {
  return [...declassified(before, after), ...(before === undefined ? [] : [...moved(before, after), ...unsealed(before, after)])];
}

function declassified(before: ProvenDefinition | undefined, after: ProvenDefinition): readonly LessSafeChange[] {
  const known = new Map((before?.evidence.declassifications ?? []).map((release) => [nameOfRelease(release), release]));
  return after.evidence.declassifications.flatMap((release): readonly LessSafeChange[] => {
    const about = nameOfRelease(release);
    const earlier = known.get(about);
    if (earlier === undefined) return [{ kind: 'declassified', about, detail: `Tier 1 → Tier ${release.to} as ${release.method}: ${release.purpose}` }];
    const loosened = loosenedParts(earlier, release);
    return loosened.length === 0 ? [] : [{ kind: 'declassified', about, detail: loosened.join('; ') }];
  });
}

function nameOfRelease({ task, path }: Release): string {
  return `${nameOfPointer(task)} ${path === '' ? '(whole result)' : path}`;
}

/** A change of the method is looked at whatever it is: two methods have no order. */
function loosenedParts(before: Release, after: Release): readonly string[] {
  return [
    ...(after.to > before.to ? [`to Tier ${after.to} instead of Tier ${before.to}`] : []),
    ...(after.method === before.method ? [] : [`as ${after.method} instead of ${before.method}`]),
    ...(after.purpose === before.purpose ? [] : [`for '${after.purpose}' instead of '${before.purpose}'`]),
    ...(valuesOf(after) > valuesOf(before) ? [`${after.distinctValues} different values instead of ${before.distinctValues}`] : []),
    ...(expiryOf(after) > expiryOf(before) ? [`until ${after.expires ?? 'it is taken back'} instead of ${before.expires ?? ''}`] : []),
  ];
}

function valuesOf({ distinctValues }: Release): number {
  return distinctValues === 'unbounded' ? Number.POSITIVE_INFINITY : distinctValues;
}

/** Without an end it goes on for ever. A day counts from its begin, as text that is a date does. */
function expiryOf({ expires }: Release): number {
  return expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(expires);
}

/** State by state, since one task may be several; a state that is new counts against the least trusted zone that its task was in before. */
function moved(before: ProvenDefinition, after: ProvenDefinition): readonly LessSafeChange[] {
  return Object.entries(after.placement.tasks).flatMap(([state, { zone, pointer }]): readonly LessSafeChange[] => {
    const earlier = sameState(before, state, pointer) ?? leastTrusted(before, pointer);
    if (earlier === undefined || clearanceOf(zone) <= clearanceOf(earlier)) return [];
    return [{ kind: 'moved', about: `${nameOfPointer(pointer)} (${state})`, detail: `${earlier} → ${zone}` }];
  });
}

function sameState({ placement }: ProvenDefinition, state: string, pointer: string): Zone | undefined {
  const earlier = placement.tasks[state];
  return earlier !== undefined && nameOfPointer(earlier.pointer) === nameOfPointer(pointer) ? earlier.zone : undefined;
}

function leastTrusted({ placement }: ProvenDefinition, pointer: string): Zone | undefined {
  const zones = Object.values(placement.tasks).filter((task) => nameOfPointer(task.pointer) === nameOfPointer(pointer)).map(({ zone }) => zone);
  return zones.toSorted((left, right) => clearanceOf(right) - clearanceOf(left))[0];
}

/** A field that is not sealed any more was given up or is in the clear from now on: a caller who still sends it decides which. */
function unsealed(before: ProvenDefinition, after: ProvenDefinition): readonly LessSafeChange[] {
  const known = new Map(after.placement.input.map(({ schemaPointer, tier }) => [schemaPointer, tier]));
  return before.placement.input.flatMap(({ schemaPointer, tier }): readonly LessSafeChange[] => {
    const now = known.get(schemaPointer);
    if (now === undefined) return [{ kind: 'unsealed', about: `input ${schemaPointer}`, detail: `Tier ${tier}, sealed → not sealed` }];
    return now > tier ? [{ kind: 'unsealed', about: `input ${schemaPointer}`, detail: `Tier ${tier} → Tier ${now}` }] : [];
  });
}
