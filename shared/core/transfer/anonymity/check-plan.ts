import { fail, succeed, type Result } from '../../kernel/result.ts';
import type { JsonObject, JsonValue } from '../../kernel/json.ts';
import { pointerTokens } from '../../kernel/json-pointer.ts';
import { placeLeaf, writeTree, type Tree } from '../../kernel/tree.ts';
import type { RowField, RowSchema, TransferFinding } from '../row-schema.ts';
import type { AnonymityPlan, FieldRule } from './plan.ts';

/** The least that the configuration of a project lets a plan promise. */
export interface AnonymityFloor {
  readonly kMin: number;
  readonly suppressionMax: number;
}

/**
 * Whether a plan covers rows of a schema and promises enough. Every field has a rule, and every rule a field. What is Tier 1 never leaves as it is: it is a
 * direct identifier, or made coarse. Findings about fields point into the schema, the others into the plan.
 */
export function checkAnonymityPlan(plan: AnonymityPlan, schema: RowSchema, floor: AnonymityFloor): Result<undefined, readonly TransferFinding[]> {
  const declared = new Set(schema.fields.map(({ pointer }) => pointer));
  const unknown = [...plan.fields.keys()].flatMap((pointer, index) => (declared.has(pointer) ? [] : [{ pointer: '/fields', message: `rule ${index + 1} is for a field that the schema does not declare` }]));
  const findings = [...floorFindings(plan, floor), ...schema.fields.flatMap((field) => fieldFindings(plan, field)), ...unknown, ...subjectFindings(plan, declared), ...quasiFindings(plan)];
  return findings.length > 0 ? fail(findings) : succeed(undefined);
}

function floorFindings({ k, suppressionMax }: AnonymityPlan, floor: AnonymityFloor): readonly TransferFinding[] {
  return [
    ...(k < floor.kMin ? [{ pointer: '/k', message: `is less than the ${floor.kMin} that the configuration asks for` }] : []),
    ...(suppressionMax > floor.suppressionMax ? [{ pointer: '/suppression', message: `is more than the ${floor.suppressionMax} that the configuration allows` }] : []),
  ];
}

function fieldFindings({ fields }: AnonymityPlan, field: RowField): readonly TransferFinding[] {
  const rule = fields.get(field.pointer);
  const message = rule === undefined ? 'has no rule in the plan' : ruleFault(rule, field);
  return message === undefined ? [] : [{ pointer: field.schemaPointer, message }];
}

function ruleFault(rule: FieldRule, { tier, isInArray }: RowField): string | undefined {
  if (rule.kind === 'direct') return undefined;
  if (isInArray) return 'is in an array, which has as many values as somebody has things: only direct is possible';
  if (tier !== 1) return undefined;
  const { kind } = rule.generalise;
  if (rule.kind === 'quasi') return kind === 'keep' ? 'is Tier 1: it does not leave as it is' : undefined;
  return kind === 'range' || kind === 'date' || kind === 'suppress' ? undefined : 'is Tier 1: as something to be studied it leaves as a range or a period only';
}

function subjectFindings({ subject }: AnonymityPlan, declared: ReadonlySet<string>): readonly TransferFinding[] {
  return subject === 'rows' || declared.has(subject) ? [] : [{ pointer: '/subject', message: 'is not a field of the schema' }];
}

/** Without any there would be one class of all rows; with only direct ones nothing would leave. Either is a plan that was not thought out. */
function quasiFindings({ fields }: AnonymityPlan): readonly TransferFinding[] {
  return [...fields.values()].some(({ kind }) => kind === 'quasi') ? [] : [{ pointer: '/fields', message: 'must name at least one quasi-identifier' }];
}

/** The schema of the rows that a plan lets out: what was made coarse is text. */
export function anonymousSchemaOf(plan: AnonymityPlan, schema: JsonObject): JsonObject {
  const root: Tree<JsonObject> = new Map();
  for (const [pointer, rule] of plan.fields) if (rule.kind !== 'direct') placeLeaf(root, pointerTokens(pointer), nodeOf(rule, schemaAt(schema, pointer)));
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...writeTree(root, closedSchema) };
}

function closedSchema(properties: JsonObject): JsonObject {
  return { type: 'object', additionalProperties: false, properties, required: Object.keys(properties) };
}

function nodeOf(rule: Exclude<FieldRule, { readonly kind: 'direct' }>, node: JsonObject): JsonObject {
  const { kind } = rule.generalise;
  if (kind === 'suppress') return { type: 'null' };
  if (kind !== 'keep') return { type: ['string', 'null'] };
  const types = [node['type'] ?? 'string'].flat();
  return { type: [...new Set([...types, 'null'])] };
}

function schemaAt(schema: JsonObject, pointer: string): JsonObject {
  return pointerTokens(pointer).reduce<JsonObject>((node, name) => childOf(childOf(node, 'properties'), name), schema);
}

function childOf(node: JsonObject, name: string): JsonObject {
  const child: JsonValue | undefined = Object.hasOwn(node, name) ? node[name] : undefined;
  return typeof child === 'object' && child !== null && !Array.isArray(child) ? Object.fromEntries(Object.entries(child)) : {};
}
