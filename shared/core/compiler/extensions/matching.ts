import type { ExtensionSpec, TaskNode } from '../../definition/model.ts';
import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import { walkExpression } from '../../expression/jsonata/visit.ts';
import { diagnosticError } from '../../kernel/diagnostic.ts';
import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import { isBuiltinFunction } from '../../expression/jsonata/built-in.ts';
import { parseAuthored } from '../bind/authored.ts';
import { foldExpression } from '../bind/fold.ts';
import { toCondition } from '../bind/condition.ts';
import { valueAt } from '../bind/value-at.ts';
import type { LoweringContext } from '../lowering/context.ts';

/** An extension around one task: always, or as its condition says while the workflow runs. */
export interface AppliedExtension {
  readonly extension: ExtensionSpec;
  readonly isConditional: boolean;
}

/** What `extend` calls the kinds of tasks (DSL "Extension"); `composite` is a `do` (mapping §5.17). */
const TYPES: { readonly [kind in TaskNode['kind']]: string } = {
  set: 'set',
  switch: 'switch',
  do: 'composite',
  'call-function': 'call',
  'call-http': 'call',
  'call-openapi': 'call',
  'call-grpc': 'call',
  'call-a2a': 'call',
  'call-mcp': 'call',
  'call-asyncapi': 'call',
  try: 'try',
  raise: 'raise',
  wait: 'wait',
  for: 'for',
  fork: 'fork',
  emit: 'emit',
  listen: 'listen',
  run: 'run',
};

/** Where tasks of extensions stand; they are not extended themselves. */
const EXTENSIONS = '/use/extensions/';

/** The extensions of a task, outermost first. Conditions over the definition alone are decided here. */
export function extensionsOf(task: TaskNode, context: LoweringContext): readonly AppliedExtension[] {
  if (task.pointer.startsWith(EXTENSIONS)) return [];
  const type = TYPES[task.kind];
  return context.definition.use.extensions.filter(({ extend }) => extend === 'all' || extend === type || (extend === 'do' && type === 'composite')).flatMap((extension) => decide(extension, task, context));
}

function decide(extension: ExtensionSpec, task: TaskNode, context: LoweringContext): readonly AppliedExtension[] {
  if (extension.when === undefined) return [{ extension, isConditional: false }];
  const { when } = extension;
  const parsed = parseAuthored({ ...when, isCondition: true }, context.definition.language);
  // The finding is told when the condition is bound.
  if (!parsed.ok || [...parsed.value.variables].some(isBuiltinFunction) || !readsDefinitionOnly(parsed.value.ast)) return [{ extension, isConditional: true }];
  const folded = foldExpression(toCondition(parsed.value.ast), { task: taskConstants(task, context), workflow: { definition: context.definition.source } });
  if (folded.kind === 'open') return [{ extension, isConditional: true }];
  if (folded.kind === 'failed') {
    context.builder.report(diagnosticError('UWF-2061', when.pointer, `The condition of extension '${extension.name}' fails on task '${task.name}'.`, { related: [{ pointer: task.pointer, note: 'the task' }] }));
    return [];
  }
  return folded.value === true ? [{ extension, isConditional: false }] : [];
}

/** Members of `$task` that exist only while it runs. */
const RUNTIME_MEMBERS: ReadonlySet<string> = new Set(['input', 'output', 'startedAt']);

function readsDefinitionOnly(ast: ExpressionAst): boolean {
  let only = true;
  walkExpression(ast, (node) => {
    const [root, first] = node.kind === 'path' ? node.steps : [];
    if (root?.node.kind !== 'variable') return;
    const member = first?.node.kind === 'name' ? first.node.value : undefined;
    if (root.node.name === 'task' && member !== undefined && RUNTIME_MEMBERS.has(member)) only = false;
    if (root.node.name === 'workflow' && member !== 'definition') only = false;
  });
  return only;
}

/** The task's definition with its name and place: what `$task` shows of it. */
function taskConstants(task: TaskNode, { definition }: LoweringContext): JsonObject {
  const written = valueAt(definition.source, task.pointer);
  const members = isJsonObject(written) ? written : {};
  return { ...members, definition: members, name: task.name, reference: task.pointer };
}
