import { createProgramBuilder } from '#shared/core/compiler/ir/builder.ts';
import { END, MACHINE } from '#shared/core/compiler/ir/model.ts';
import type { LoweringContext, Scope } from '#shared/core/compiler/lowering/context.ts';
import type { Handler } from '#shared/core/compiler/lowering/handler.ts';
import { lowerTask } from '#shared/core/compiler/lowering/lower-task.ts';
import { resolveReferences } from '#shared/core/compiler/passes/resolve.ts';
import type { Definition, TaskNode } from '#shared/core/definition/model.ts';
import { readDefinition } from '#shared/core/definition/read.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { CATALOGUE, TARGET } from '../run-document.ts';

/** The definition of the part of a document that follows its header. */
export function definitionOf(body: string): Definition {
  const read = readDefinition(`document: { dsl: 1.0.1, namespace: tests, name: unit, version: 1.0.0 }\nevaluate: { language: jsonata }\n${body}`);
  assert(read.definition !== undefined, `the document can be read: ${JSON.stringify(read.diagnostics)}`);
  return read.definition;
}

/** A context for lowering parts of a definition. */
export function contextOf(definition: Definition): LoweringContext {
  const builder = createProgramBuilder();
  const { resolution } = resolveReferences(definition, { catalogue: CATALOGUE, target: TARGET });
  const bind = { document: definition.source, report: builder.report, readsVariable: builder.want };
  const context: LoweringContext = { definition, resolution, builder, bind, optimisation: 0, scopes: new Map(), lowerTask: (task, scope) => lowerTask(task, scope, context), lowerTaskIn: lowerTask };
  return context;
}

/** The scope of the first task of a list. */
export function scopeOf(more: Partial<Scope> = {}): Scope {
  return { site: '', handlers: [], variables: new Map(), enclosure: MACHINE, context: 'uwf_context', unchanged: new Set(), list: { entries: new Map(), next: END, exit: END, end: () => END }, ...more };
}

/** The first task of a document with its context. */
export function firstTask(body: string): { readonly task: TaskNode; readonly context: LoweringContext } {
  const definition = definitionOf(body);
  const [task] = definition.tasks;
  assert(task !== undefined, 'the document has a task');
  return { task, context: contextOf(definition) };
}

/** A handler that catches everything and handles it. */
export function handler(more: Partial<Handler> = {}): Handler {
  return {
    pointer: '/do/0/t',
    shape: {},
    texts: {},
    isUnconditional: true,
    retry: { kind: 'none' },
    handles: true,
    handler: '/handler',
    router: '/do/0/t#catch',
    variables: { error: 'uwf_error_1', fault: 'uwf_fault_1', input: 'uwf_try_1', retries: 'uwf_retries_1', since: 'uwf_since_1' },
    ...more,
  };
}
