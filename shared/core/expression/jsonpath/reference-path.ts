import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { fail, succeed, type Result } from '../../kernel/result.ts';
import type { JsonPath, PathStep } from './model.ts';
import { parseJsonPath } from './parse.ts';
import type { PathSyntaxError } from './reader.ts';

/** One step of a reference path. */
export type ReferenceStep = Extract<PathStep, { kind: 'member' | 'index' }>;

/** A path that can name one place only (states-language.net, "Reference Paths"): members and indices from zero. */
export interface ReferencePath extends JsonPath {
  readonly steps: readonly ReferenceStep[];
}

function isReferenceStep(step: PathStep): step is ReferenceStep {
  return step.kind === 'member' || (step.kind === 'index' && step.index >= 0);
}

/** Parses a reference path. */
export function parseReferencePath(text: string): Result<ReferencePath, PathSyntaxError> {
  const path = parseJsonPath(text);
  if (!path.ok) return path;
  const steps = path.value.steps.filter(isReferenceStep);
  const isReference = steps.length === path.value.steps.length && path.value.function === undefined;
  return isReference ? succeed({ ...path.value, steps }) : fail({ message: 'A reference path is made of members and indices', position: 0 });
}

/** Why a value cannot be put somewhere: the step that does not apply, and the value it does not apply to. */
export interface ReferenceConflict {
  readonly step: string;
  readonly value: JsonValue;
}

/**
 * The value with another one put at a place; objects that are not there are made on the way. The old value is not changed. An item of an
 * array can be replaced, never added; a member of what is no object cannot be made.
 */
export function setAtReferencePath(value: JsonValue, path: ReferencePath, replacement: JsonValue): Result<JsonValue, ReferenceConflict> {
  return setAt(value, path.steps, replacement);
}

function setAt(value: JsonValue, steps: readonly ReferenceStep[], replacement: JsonValue): Result<JsonValue, ReferenceConflict> {
  const [step, ...rest] = steps;
  if (step === undefined) return succeed(replacement);
  return step.kind === 'member' ? setMember(value, step.name, (member) => setAt(member, rest, replacement)) : setItem(value, step.index, (item) => setAt(item, rest, replacement));
}

type Change = (value: JsonValue) => Result<JsonValue, ReferenceConflict>;

function setMember(value: JsonValue, name: string, change: Change): Result<JsonValue, ReferenceConflict> {
  if (!isJsonObject(value)) return fail({ step: name, value });
  const member = change(Object.hasOwn(value, name) ? (value[name] ?? null) : {});
  return member.ok ? succeed(withMember(value, name, member.value)) : member;
}

/** Keeps the order of the members; defines them, so that a name like `__proto__` is one of them. */
function withMember(object: JsonObject, name: string, member: JsonValue): JsonObject {
  const members = Object.entries(object);
  if (!Object.hasOwn(object, name)) return Object.fromEntries([...members, [name, member]]);
  return Object.fromEntries(members.map(([key, value]) => [key, key === name ? member : value]));
}

function setItem(value: JsonValue, index: number, change: Change): Result<JsonValue, ReferenceConflict> {
  const item = isJsonArray(value) ? value[index] : undefined;
  if (item === undefined || !isJsonArray(value)) return fail({ step: `[${index}]`, value });
  const changed = change(item);
  return changed.ok ? succeed(value.with(index, changed.value)) : changed;
}

/** The value at a place, or the step that finds none. */
export function getAtReferencePath(value: JsonValue, path: ReferencePath): Result<JsonValue, ReferenceConflict> {
  let here = value;
  for (const step of path.steps) {
    const next = step.kind === 'member' ? memberOf(here, step.name) : isJsonArray(here) ? here[step.index] : undefined;
    if (next === undefined) return fail({ step: step.kind === 'member' ? step.name : `[${step.index}]`, value: here });
    here = next;
  }
  return succeed(here);
}

function memberOf(value: JsonValue, name: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
