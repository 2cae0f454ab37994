import type { AslDataFlow, TaskState } from '../../asl/model.ts';
import { toExpression } from '../../asl/model.ts';
import type { TaskNode } from '../../definition/model.ts';
import type { ExpressionAst, PathStep } from '../../expression/jsonata/ast.ts';
import { freeVariables } from '../../expression/jsonata/free-variables.ts';
import { walkExpression } from '../../expression/jsonata/visit.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { COMPILER_VARIABLE_PREFIX } from '../bind/bindings.ts';
import { expressionsOf, type BoundValue } from '../bind/value.ts';
import { writeEvaluateTemplate } from '../bind/write.ts';
import type { FieldOrigin, Label } from '../ir/model.ts';
import { errorHandling } from './catchers.ts';
import type { LoweringContext, Scope } from './context.ts';

/** The twin of a Pass: where its template is evaluated by a worker, and what it does with the result. */
export interface EvaluateTwin {
  readonly template: BoundValue;
  /** Output and Assign over `$states.result`. */
  readonly dataFlow: AslDataFlow;
  readonly origins: readonly FieldOrigin[];
  readonly next: Label;
  readonly timeout?: number | string;
}

/**
 * The same state as a Task `uwf:evaluate` (see `StateTraits.evaluate`), or undefined when there is nothing to evaluate. The work item
 * carries only the inputs and variables that the template reads.
 */
export function evaluateTwin(task: TaskNode, scope: Scope, twin: EvaluateTwin, context: LoweringContext): { readonly state: TaskState; readonly origins: readonly FieldOrigin[] } | undefined {
  const expressions = expressionsOf(twin.template);
  if (expressions.length === 0) return undefined;
  const template = writeEvaluateTemplate(twin.template, '/Arguments/template');
  const handling = errorHandling(scope, { source: { kind: 'evaluate' }, instance: task.pointer }, context);
  return {
    state: {
      Type: 'Task',
      Resource: 'uwf:evaluate',
      Arguments: { template: template.json, states: statesRead(expressions), variables: variablesRead(expressions) },
      ...(twin.timeout === undefined ? {} : { TimeoutSeconds: twin.timeout }),
      ...handling,
      ...twin.dataFlow,
      Next: twin.next,
    },
    origins: [...template.origins, ...twin.origins],
  };
}

function variablesRead(expressions: readonly ExpressionAst[]): JsonObject {
  const names = new Set(expressions.flatMap((ast) => [...freeVariables(ast)]).filter((name) => name.startsWith(COMPILER_VARIABLE_PREFIX)));
  return Object.fromEntries([...names].sort().map((name) => [name, toExpression(`$${name}`)]));
}

/** Parts of `$states` that the expressions read: the input as a whole, of the context only the members that are named. */
function statesRead(expressions: readonly ExpressionAst[]): JsonObject {
  const paths = expressions.flatMap(statePaths).sort((left, right) => left.length - right.length);
  return paths.reduce<JsonObject>((states, path) => addPath(states, { path, from: [] }), {});
}

function statePaths(ast: ExpressionAst): readonly (readonly string[])[] {
  const paths: (readonly string[])[] = [];
  walkExpression(ast, (node) => {
    const [root, ...members] = node.kind === 'path' ? node.steps : [];
    if (root?.node.kind !== 'variable' || root.node.name !== 'states') return;
    const names = plainNames(members);
    paths.push(names.slice(0, names[0] === 'context' ? CONTEXT_LEVELS_MAX : 1));
  });
  return paths;
}

/** `context`, one of its objects, and one member of that. */
const CONTEXT_LEVELS_MAX = 3;

/** The names up to and including the first that is filtered: the filter is applied where the expression is evaluated. */
function plainNames(steps: readonly PathStep[]): readonly string[] {
  const names: string[] = [];
  for (const step of steps) {
    if (step.node.kind !== 'name' || step.focus !== undefined || step.index !== undefined) break;
    names.push(step.node.value);
    if (step.stages.length > 0) break;
  }
  return names;
}

function addPath(object: JsonObject, place: { readonly path: readonly string[]; readonly from: readonly string[] }): JsonObject {
  const [first, ...rest] = place.path;
  if (first === undefined) return object;
  const path = [...place.from, first];
  const existing: JsonValue | undefined = Object.hasOwn(object, first) ? object[first] : undefined;
  if (typeof existing === 'string') return object;
  if (rest.length === 0) return { ...object, [first]: toExpression(`$states.${path.join('.')}`) };
  return { ...object, [first]: addPath(isJsonObject(existing) ? existing : {}, { path: rest, from: path }) };
}
