import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import { isJsonObject, type JsonValue } from '../../kernel/json.ts';
import { COMPILER_VERSION } from '../version.ts';
import type { Bindings, TaskFacts } from './bindings.ts';
import { parsed } from './parsed.ts';
import { valueAt } from './value-at.ts';
import { jsonAst, pathOf, toAst, type BoundValue } from './value.ts';

/** A member path like `$workflow.input` in place of which another expression stands; `used` members of the path are part of it. */
export type FactOutcome =
  | { readonly kind: 'known'; readonly ast: ExpressionAst; readonly used: number }
  | { readonly kind: 'unknown'; readonly members: readonly string[] }
  | { readonly kind: 'too-wide'; readonly members: readonly string[] };

/** What a fact is looked up in. */
export interface FactSources {
  readonly bindings: Bindings;
  /** The whole document. */
  readonly document: JsonValue;
}

/** Variables whose members are looked up while compiling. They cannot be bound by an author. */
export const FACT_VARIABLES: ReadonlySet<string> = new Set(['workflow', 'task', 'runtime', 'states']);

/** What `$workflow.…`, `$task.…`, `$runtime.…` or `$states.…` means here; `members` are the names that follow, as far as they are plain. */
export function lookUpFact(variable: string, members: readonly string[], sources: FactSources): FactOutcome {
  switch (variable) {
    case 'workflow':
      return workflowFact(members, sources);
    case 'task':
      return sources.bindings.task === undefined ? { kind: 'unknown', members: [] } : taskFact(members, sources.bindings.task, sources);
    case 'runtime':
      return members.length === 0 ? { kind: 'known', ast: jsonAst(RUNTIME), used: 0 } : choose(members, RUNTIME_FACTS);
    default:
      return choose(members, stateFacts(sources.bindings));
  }
}

type FactTable = { readonly [member: string]: () => ExpressionAst };

function choose(members: readonly string[], table: FactTable): FactOutcome {
  const [first] = members;
  if (first === undefined) return { kind: 'too-wide', members: Object.keys(table) };
  const fact = Object.hasOwn(table, first) ? table[first] : undefined;
  return fact === undefined ? { kind: 'unknown', members: Object.keys(table) } : { kind: 'known', ast: fact(), used: 1 };
}

const RUNTIME = { name: 'unified-workflow-system', version: COMPILER_VERSION, metadata: {} } as const;

const RUNTIME_FACTS: FactTable = {
  name: () => jsonAst(RUNTIME.name),
  version: () => jsonAst(RUNTIME.version),
  metadata: () => jsonAst(RUNTIME.metadata),
};

/** The start of an execution or state as the DSL shows points in time. */
function timeFact(text: string): ExpressionAst {
  return parsed(`{"iso8601": ${text}, "epoch": {"seconds": $floor($toMillis(${text}) / 1000), "milliseconds": $toMillis(${text})}}`);
}

function workflowFact(members: readonly string[], sources: FactSources): FactOutcome {
  const [first, ...rest] = members;
  if (first === 'definition') return constantFact(rest, sources.document, 1);
  return choose(members, {
    id: () => pathOf('states', 'context', 'Execution', 'Id'),
    input: () => pathOf('states', 'context', 'Execution', 'Input'),
    startedAt: () => timeFact('$states.context.Execution.StartTime'),
    definition: () => jsonAst(null),
  });
}

function taskFact(members: readonly string[], task: TaskFacts, sources: FactSources): FactOutcome {
  const [first, ...rest] = members;
  const definition = valueAt(sources.document, task.pointer);
  if (first === 'definition') return constantFact(rest, definition, 1);
  const table: FactTable = {
    name: () => jsonAst(task.name),
    reference: () => jsonAst(task.pointer),
    startedAt: () => timeFact('$states.context.State.EnteredTime'),
    ...whenPresent('input', task.input),
    ...whenPresent('output', task.output),
  };
  if (first !== undefined && !Object.hasOwn(table, first) && isJsonObject(definition) && Object.hasOwn(definition, first)) {
    return constantFact(members, definition, 0);
  }
  return choose(members, table);
}

function stateFacts(bindings: Bindings): FactTable {
  return {
    ...whenPresent('input', bindings.states.input),
    ...whenPresent('result', bindings.states.result),
    context: () => pathOf('states', 'context'),
  };
}

function whenPresent(name: string, value: BoundValue | undefined): FactTable {
  return value === undefined ? {} : { [name]: () => toAst(value) };
}

/** Follows the members through the document as far as there are objects. A whole document or task is too wide to put into a program. */
function constantFact(members: readonly string[], root: JsonValue | undefined, before: number): FactOutcome {
  let value = root;
  let used = 0;
  for (const member of members) {
    if (!isJsonObject(value)) break;
    if (!Object.hasOwn(value, member)) return { kind: 'unknown', members: Object.keys(value) };
    value = value[member];
    used += 1;
  }
  if (used === 0 || value === undefined) return { kind: 'too-wide', members: isJsonObject(root) ? Object.keys(root) : [] };
  return { kind: 'known', ast: jsonAst(value), used: before + used };
}
