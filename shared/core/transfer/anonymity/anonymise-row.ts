import { canonicalJson } from '../../kernel/canonical-json.ts';
import { pointerTokens } from '../../kernel/json-pointer.ts';
import { placeLeaf, writeTree, type Tree } from '../../kernel/tree.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { fail, succeed, type Result } from '../../kernel/result.ts';
import { DIRECT_CHARACTERS_MIN } from '../limits.ts';
import type { TransferFinding } from '../row-schema.ts';
import { generalise, type CoarseValue } from './generalise.ts';
import type { AnonymityPlan } from './plan.ts';

/** What is left of a row, and what its class is counted by. */
export interface AnonymousRow {
  readonly row: JsonObject;
  /** Equal for rows with equal quasi-identifiers. */
  readonly classKey: string;
  /** Whose the row is: a direct identifier in the clear, for counting alone. Undefined where every row is somebody else's. */
  readonly subject: string | undefined;
  /** Values of the sensitive fields that must differ within a class, in the order of the plan. */
  readonly sensitive: readonly string[];
}

/** Takes the names off one row. Findings point into the row and never hold a value; a direct identifier that stands in another field is one. */
export function anonymiseRow(plan: AnonymityPlan, row: JsonObject): Result<AnonymousRow, readonly TransferFinding[]> {
  const left: { readonly pointer: string; readonly value: CoarseValue; readonly kind: 'quasi' | 'sensitive'; readonly distinctMin: number }[] = [];
  const findings: TransferFinding[] = [];
  for (const [pointer, rule] of plan.fields) {
    if (rule.kind === 'direct') continue;
    const value = generalise(rule.generalise, valueAt(row, pointer));
    if (value.ok) left.push({ pointer, value: value.value, kind: rule.kind, distinctMin: rule.kind === 'sensitive' ? rule.distinctMin : 1 });
    else findings.push({ pointer, message: value.error });
  }
  const names = directTexts(plan, row);
  for (const { pointer, value } of left) if (holdsName(names, value)) findings.push({ pointer, message: 'holds a direct identifier of its row' });
  if (findings.length > 0) return fail(findings);
  const subject = plan.subject === 'rows' ? undefined : canonicalJson(valueAt(row, plan.subject) ?? null);
  return succeed({
    row: toObject(left),
    classKey: canonicalJson(left.filter(({ kind }) => kind === 'quasi').map(({ value }) => value)),
    subject,
    sensitive: left.filter(({ distinctMin }) => distinctMin > 1).map(({ value }) => canonicalJson(value)),
  });
}

function valueAt(row: JsonObject, pointer: string): JsonValue | undefined {
  return pointerTokens(pointer).reduce<JsonValue | undefined>((value, name) => (isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined), row);
}

/** Texts of direct identifiers that are long enough to tell somebody; case does not hide a name. */
function directTexts({ fields }: AnonymityPlan, row: JsonObject): readonly string[] {
  const direct = [...fields].filter(([, rule]) => rule.kind === 'direct').flatMap(([pointer]) => valuesAt(row, pointerTokens(pointer)));
  return direct.map((value) => String(value).trim().toLowerCase()).filter((text) => text.length >= DIRECT_CHARACTERS_MIN);
}

/** Values at a pointer in which `-` stands for every item of an array. */
function valuesAt(value: JsonValue | undefined, [name, ...rest]: readonly string[]): readonly (string | number)[] {
  if (name === undefined) return typeof value === 'string' || typeof value === 'number' ? [value] : [];
  if (isJsonArray(value)) return name === '-' ? value.flatMap((item) => valuesAt(item, rest)) : [];
  return isJsonObject(value) && Object.hasOwn(value, name) ? valuesAt(value[name], rest) : [];
}

function holdsName(names: readonly string[], value: CoarseValue): boolean {
  if (typeof value !== 'string' && typeof value !== 'number') return false;
  const text = String(value).toLowerCase();
  return names.some((name) => text.includes(name));
}

function toObject(left: readonly { readonly pointer: string; readonly value: CoarseValue }[]): JsonObject {
  const root: Tree<CoarseValue> = new Map();
  for (const { pointer, value } of left) placeLeaf(root, pointerTokens(pointer), value);
  return writeTree(root);
}
