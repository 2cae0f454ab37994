import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { pathOf, type BoundValue } from '../bind/value.ts';
import { writeField } from '../bind/write.ts';
import type { FieldOrigin } from '../ir/model.ts';
import { withChecks } from './checks.ts';
import { readTemplate, type OriginLookup } from './read-template.ts';
import type { Left } from './roots.ts';
import { leavesOf, substitute } from './substitute.ts';

/** What a Pass without an `Output` gives out. */
export const INPUT: BoundValue = { kind: 'expression', origin: '', ast: pathOf('states', 'input') };

/** Writes fields of the state behind a Pass over what the Pass got, and keeps account of them. */
export interface Writer {
  readonly left: Left;
  /** The first field that the state evaluates, with everything of the Pass that may fail; without such a field, what the Pass gives out. */
  readonly enter: (json: JsonValue | undefined, field: string) => JsonValue;
  /** A field of the state over what the Pass got; `field` is its pointer from the state. */
  readonly rewrite: (json: JsonValue, field: string) => JsonValue;
  /** What the Pass gives out or assigns, as a field of the state. */
  readonly give: (value: BoundValue, field: string) => JsonValue;
  readonly hasFailed: () => boolean;
  readonly origins: FieldOrigin[];
  readonly replaced: string[];
}

/** What is written: `left` by the Pass, into the state `behind`; `mayFail` lists the expressions of the Pass that may. */
export interface Writing {
  readonly behind: string;
  readonly originOf: OriginLookup;
  readonly left: Left;
  readonly mayFail: readonly ExpressionAst[];
}

/** A writer for one pair of states. */
export function createWriter({ behind, originOf, left, mayFail }: Writing): Writer {
  let failed = false;
  const later: Left = { ...left, isKnown: true };
  const origins: FieldOrigin[] = [];
  const replaced: string[] = [];
  const give = (value: BoundValue, field: string): JsonValue => {
    const written = writeField(value, field);
    origins.push(...written.origins);
    replaced.push(field);
    return written.json;
  };
  const read = (json: JsonValue, field: string): BoundValue | undefined => readTemplate(json, `${appendPointer('/States', behind)}${field}`, originOf);
  const giveIfAny = (value: BoundValue | undefined, field: string, json: JsonValue): JsonValue => {
    if (value !== undefined) return give(value, field);
    failed = true;
    return json;
  };
  const rewrite = (json: JsonValue, field: string): JsonValue => {
    const value = read(json, field);
    return giveIfAny(value === undefined ? undefined : substitute(value, later, new Set()), field, json);
  };
  const enter = (json: JsonValue | undefined, field: string): JsonValue => {
    const covered = new Set<ExpressionAst>();
    const own = json === undefined ? left.input : read(json, field);
    if (json === undefined) leavesOf(left.input).forEach((leaf) => covered.add(leaf));
    const value = own === undefined || json === undefined ? own : substitute(own, left, covered);
    const open = mayFail.filter((leaf) => !covered.has(leaf));
    return giveIfAny(value === undefined ? undefined : withChecks(value, open), field, json ?? null);
  };
  return { left: later, enter, rewrite, give, hasFailed: () => failed, origins, replaced };
}
