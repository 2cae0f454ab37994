import type { AslDataFlow } from '../../asl/model.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import type { JsonObject, JsonValue } from '../../kernel/json.ts';
import type { FieldOrigin } from '../ir/model.ts';
import { isChanging, type BoundValue } from '../bind/value.ts';
import { writeField } from '../bind/write.ts';
import { FUSED_UNITS_ADDED_MAX } from '../limits.ts';
import { readTemplate, type OriginLookup } from './read-template.ts';
import type { Left } from './roots.ts';
import { isRisky, leavesOf, substitute, type Covered } from './substitute.ts';

/** `Output` and `Assign` of a place of the machine. */
export interface Flow {
  /** Pointer of what holds them: `/States/a`, or `/States/a/Choices/0`. */
  readonly at: string;
  readonly dataFlow: AslDataFlow;
}

/** Two states one after the other. */
export interface Composition {
  readonly first: Flow;
  /** What the first gives out without an `Output`. */
  readonly passes: BoundValue;
  readonly second: Flow;
  readonly originOf: OriginLookup;
}

/** The two as one. Origins are pointers from what holds the fields. */
export interface Composed {
  readonly dataFlow: AslDataFlow;
  readonly origins: readonly FieldOrigin[];
}

/**
 * `Output` and `Assign` of two states as those of one, when that surely means the same: same values, same failures, everything evaluated as
 * often as before. Undefined otherwise, and where the text would grow too much.
 */
export function compose(parts: Composition): Composed | undefined {
  const { first, second, passes, originOf } = parts;
  const output = first.dataFlow.Output === undefined ? passes : readTemplate(first.dataFlow.Output, `${first.at}/Output`, originOf);
  const before = readAssign(first, originOf);
  const after = readAssign(second, originOf);
  const given = second.dataFlow.Output === undefined ? undefined : readTemplate(second.dataFlow.Output, `${second.at}/Output`, originOf);
  if (output === undefined || before === undefined || after === undefined || (given === undefined) !== (second.dataFlow.Output === undefined)) return undefined;
  if (isChanging(output) || [...before.values()].some(isChanging)) return undefined;
  const left: Left = { input: output, variables: before };
  const covered: Covered = new Set();
  const nextOutput = given === undefined ? output : substitute(given, left, covered);
  const nextAssign = [...after].map(([name, value]) => [name, substitute(value, left, covered)] as const);
  if (nextOutput === undefined || nextAssign.some(([, value]) => value === undefined)) return undefined;
  const assign = new Map([...before, ...nextAssign.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))]);
  if (!isCovered(left, { covered, isOutputKept: given === undefined, overwritten: new Set(after.keys()) })) return undefined;
  const keepsPassing = given === undefined && first.dataFlow.Output === undefined;
  const composed = write(keepsPassing ? undefined : nextOutput, assign);
  return unitsOf(composed.dataFlow) > unitsOf(first.dataFlow) + unitsOf(second.dataFlow) + FUSED_UNITS_ADDED_MAX ? undefined : composed;
}

function readAssign({ at, dataFlow: { Assign = {} } }: Flow, originOf: OriginLookup): ReadonlyMap<string, BoundValue> | undefined {
  const entries = Object.entries(Assign).map(([name, json]) => [name, readTemplate(json, appendPointer(`${at}/Assign`, name), originOf)] as const);
  const whole = entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return whole.length < entries.length ? undefined : new Map(whole);
}

/** True when every expression of the first state that may fail is still evaluated for sure. */
function isCovered(left: Left, kept: { readonly covered: Covered; readonly isOutputKept: boolean; readonly overwritten: ReadonlySet<string> }): boolean {
  const dropped = [...(kept.isOutputKept ? [] : leavesOf(left.input)), ...[...left.variables].flatMap(([name, value]) => (kept.overwritten.has(name) ? leavesOf(value) : []))];
  return dropped.every((leaf) => !isRisky(leaf) || kept.covered.has(leaf));
}

function write(output: BoundValue | undefined, assign: ReadonlyMap<string, BoundValue>): Composed {
  const given = output === undefined ? undefined : writeField(output, '/Output');
  const assigned = [...assign].map(([name, value]) => ({ name, written: writeField(value, appendPointer('/Assign', name)) }));
  const Assign: JsonObject = Object.fromEntries(assigned.map(({ name, written }): readonly [string, JsonValue] => [name, written.json]));
  return {
    dataFlow: { ...(given === undefined ? {} : { Output: given.json }), ...(assigned.length === 0 ? {} : { Assign }) },
    origins: [...(given?.origins ?? []), ...assigned.flatMap(({ written }) => written.origins)],
  };
}

function unitsOf(value: unknown): number {
  return JSON.stringify(value)?.length ?? 0;
}
