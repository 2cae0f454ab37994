import type { AslDataFlow, TaskState } from '../../asl/model.ts';
import type { SchemaSpec, TaskNode } from '../../definition/model.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../../kernel/json.ts';
import { constantValue, type BoundValue } from '../bind/value.ts';
import { writeField } from '../bind/write.ts';
import type { FieldOrigin, Label, StatePart } from '../ir/model.ts';
import type { ResolvedCall } from '../resolve/call.ts';
import { errorHandling } from './catchers.ts';
import type { LoweringContext, Scope } from './context.ts';
import { addState } from './draft.ts';

/**
 * The schema of a task's output that a state of its own checks. Not where the value is checked by whoever makes it: a worker on-prem
 * checks what it lets out, and there alone are values in the clear that a schema marks with tiers.
 */
export function checkedOutput(task: TaskNode, context: LoweringContext): SchemaSpec | undefined {
  const { schema, as } = task.output;
  if (schema === undefined || (as === undefined && isCheckedElsewhere(task, schema, context.resolution.calls.get(task.pointer)))) return undefined;
  return schema;
}

/** The schema that a worker checks, or that only says the tiers of the raw output. */
export function placedSchema(task: TaskNode, context: LoweringContext): SchemaSpec | undefined {
  return task.output.as === undefined && checkedOutput(task, context) === undefined ? task.output.schema : undefined;
}

function isCheckedElsewhere(task: TaskNode, schema: SchemaSpec, call: ResolvedCall | undefined): boolean {
  const hasPlace = task.kind === 'set' || isWork(task, call);
  if (!hasPlace) return false;
  const isOnPrem = task.metadata.zone?.value === 'on-prem' || (call?.kind === 'catalogue' && call.entry.zone === 'on-prem');
  return isOnPrem || task.metadata.declassify.length > 0 || saysTiers(schema.document);
}

function isWork(task: TaskNode, call: ResolvedCall | undefined): boolean {
  if (task.kind === 'call-function') return call?.kind === 'catalogue';
  return task.kind === 'run' || task.kind === 'emit' || task.kind === 'listen' || task.kind.startsWith('call-');
}

function saysTiers(schema: JsonValue): boolean {
  if (isJsonArray(schema)) return schema.some(saysTiers);
  return isJsonObject(schema) && (Object.hasOwn(schema, 'x-tier') || Object.values(schema).some(saysTiers));
}

/** A value that must satisfy a schema, and what goes on with it. */
export interface ValidationRequest {
  readonly part: StatePart;
  readonly variant: string;
  readonly schema: SchemaSpec;
  readonly value: BoundValue;
  /** Output and Assign; the value that was checked is `$states.result`. */
  readonly dataFlow: AslDataFlow;
  readonly origins: readonly FieldOrigin[];
  readonly next: Label;
}

/** The Task `uwf:validate`: fails with the error of a validation, of status 400, unless the value satisfies the schema (mapping §5.15). */
export function addValidation(task: TaskNode, scope: Scope, request: ValidationRequest, context: LoweringContext): Label {
  const { part, variant, schema } = request;
  const value = writeField(request.value, '/Arguments/value');
  const written = writeField(constantValue(schema.document, schema.pointer), '/Arguments/schema');
  const state: TaskState = {
    Type: 'Task',
    Resource: 'uwf:validate',
    Arguments: { value: value.json, schema: written.json },
    ...errorHandling(scope, { source: { kind: 'validate' }, instance: task.pointer }, context),
    ...request.dataFlow,
    Next: request.next,
  };
  const own: readonly FieldOrigin[] = [{ field: '/Arguments', origin: schema.pointer }, { field: '/Arguments/schema', origin: schema.pointer }];
  return addState(task, scope, { part, variant, state, origins: [...own, ...value.origins, ...request.origins] }, context);
}

/** A variant of the label of a part of a task that no state has yet. */
export function unusedVariant(place: string, wanted: { readonly part: StatePart; readonly variant: string }, context: LoweringContext): string {
  for (let round = 1; ; round += 1) {
    const candidate = round === 1 ? wanted.variant : `${wanted.variant}.${round}`;
    if (!context.builder.has(`${place}#${wanted.part}${candidate}`)) return candidate;
  }
}

