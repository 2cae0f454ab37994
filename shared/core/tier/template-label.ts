import { expressionOf, workItemExpressionOf } from '../asl/model.ts';
import type { ExpressionAst } from '../expression/jsonata/ast.ts';
import { parseExpression } from '../expression/jsonata/parse.ts';
import { appendPointer } from '../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../kernel/json.ts';
import type { RelatedPlace } from '../kernel/diagnostic.ts';
import { labelOfExpression, startRun } from './flow/analyse.ts';
import type { FlowFinding } from './flow/finding.ts';
import { ABSENT, movedTo, objectLabel, opaqueLabel, scalarLabel, tupleLabel, type Label } from './label.ts';
import type { Zone } from './tier.ts';

/** How the expressions of a template are written: ASL's `{% … %}`, or the form inside of `uwf:evaluate`. */
export type ExpressionForm = 'asl' | 'evaluate';

/** Where and with what a template is evaluated. */
export interface TemplateReading {
  readonly zone: Zone;
  readonly form: ExpressionForm;
  /** `states` and the machine's variables, by name. */
  readonly variables: ReadonlyMap<string, Label>;
  /** The place that values move to when they pass this field of the machine, for the path in a finding. */
  readonly placeOf: (machinePointer: string) => RelatedPlace | undefined;
}

/** What is known of a template's value. */
export interface TemplateLabel {
  readonly label: Label;
  readonly findings: readonly TemplateFinding[];
}

/** A finding with the field that it is in. */
export interface TemplateFinding extends FlowFinding {
  /** Field of the machine whose expression it is. */
  readonly machinePointer: string;
}

/** The label of a template's value, and what its expressions do that the zone does not allow. */
export function labelOfTemplate(reading: TemplateReading, template: JsonValue, machinePointer: string): TemplateLabel {
  const findings: TemplateFinding[] = [];
  return { label: visit({ reading, findings }, template, machinePointer), findings };
}

interface Visit {
  readonly reading: TemplateReading;
  readonly findings: TemplateFinding[];
}

function visit(at: Visit, template: JsonValue, pointer: string): Label {
  const text = expressionIn(template, at.reading.form);
  if (text !== undefined) return evaluated(at, text, pointer);
  if (isJsonArray(template)) return tupleLabel(template.map((item, index) => visit(at, item, appendPointer(pointer, index))));
  if (!isJsonObject(template)) return scalarLabel(3);
  return objectLabel(Object.entries(template).map(([name, child]) => [name, visit(at, child, appendPointer(pointer, name))]));
}

/** The JSONata text of a template node, when it is an expression. */
export function expressionIn(template: JsonValue, form: ExpressionForm): string | undefined {
  return form === 'asl' ? expressionOf(template) : workItemExpressionOf(template);
}

function evaluated(at: Visit, text: string, pointer: string): Label {
  const ast = parsed(text);
  if (ast === undefined) return opaqueLabel(1);
  const run = startRun(at.reading.zone);
  const label = labelOfExpression(run, ast, at.reading.variables);
  at.findings.push(...run.findings.map((finding) => ({ ...finding, machinePointer: pointer })));
  const place = at.reading.placeOf(pointer);
  return place === undefined || label === ABSENT ? label : movedTo(label, place);
}

const cache = new Map<string, ExpressionAst | undefined>();
const CACHE_ENTRIES_MAX = 2_000;

/** Parses once per text; an expression that does not parse never gets this far, so undefined only makes the analysis cautious. */
function parsed(text: string): ExpressionAst | undefined {
  if (cache.has(text)) return cache.get(text);
  const result = parseExpression(text);
  if (cache.size >= CACHE_ENTRIES_MAX) cache.clear();
  cache.set(text, result.ok ? result.value : undefined);
  return cache.get(text);
}

/** What the expressions of an evaluate template see, from the label of `{template, states, variables}`. */
export function evaluateScopeOf(given: Label): ReadonlyMap<string, Label> {
  if (given.shape.kind !== 'object') return new Map();
  const variables = given.shape.fields.get('variables');
  const named = variables?.shape.kind === 'object' ? variables.shape.fields : new Map<string, Label>();
  return new Map([...named, ['states', given.shape.fields.get('states') ?? ABSENT] as const]);
}
