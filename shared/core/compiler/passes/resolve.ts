import type { CallFunctionTask, Definition, DurationSpec, ErrorSpec, ExternalResource, ReusableComponents, RetryPolicy, TaskNode, TimeoutSpec } from '../../definition/model.ts';
import { assert } from '../../kernel/assert.ts';
import type { Diagnostic } from '../../kernel/diagnostic.ts';
import { valueAt } from '../bind/value-at.ts';
import type { CompileRequest } from '../model.ts';
import { functionUri } from '../pin/function-uri.ts';
import { missingResource } from '../pin/pin-document.ts';
import { checkCapability } from '../resolve/capabilities.ts';
import { resolveCall, type ResolvedCall } from '../resolve/call.ts';
import { visitTasks } from '../resolve/visit.ts';

/** What the references of a definition mean. Keys are JSON Pointers of the places that refer. */
export interface Resolution {
  /** By pointer of the `call` task. */
  readonly calls: ReadonlyMap<string, ResolvedCall>;
  /** By pointer of the `raise` task. */
  readonly errors: ReadonlyMap<string, ErrorSpec>;
  /** By pointer of the `catch`. */
  readonly retries: ReadonlyMap<string, RetryPolicy>;
  /** By pointer of the task; the empty pointer for the workflow. */
  readonly timeouts: ReadonlyMap<string, DurationSpec>;
  /** Texts of the documents outside of the definition that its tasks name, by URI. */
  readonly resources: ReadonlyMap<string, string>;
}

/** What was found, and what was not. */
export interface ResolveOutcome {
  readonly resolution: Resolution;
  readonly diagnostics: readonly Diagnostic[];
  /** URIs of outside documents that are missing. */
  readonly needs: readonly string[];
}

/**
 * Pass 2: finds what calls, errors, retry policies, timeouts and OpenAPI documents refer to. Names beneath `use` are known to exist (UWF-1036);
 * calls of the catalogue are looked up here, and one that is not found is reported and left out. What the target cannot do is refused.
 */
export function resolveReferences(definition: Definition, request: Pick<CompileRequest, 'catalogue' | 'resources' | 'target'>): ResolveOutcome {
  const { use } = definition;
  const found: FoundReferences = { calls: new Map(), errors: new Map(), retries: new Map(), timeouts: new Map(), resources: new Map(), diagnostics: [], needs: new Set() };
  if (definition.timeout !== undefined) found.timeouts.set('', durationOf(definition.timeout, use));
  const extensions = use.extensions.flatMap(({ before, after }) => [...before, ...after]);
  visitTasks([...definition.tasks, ...use.functions.values(), ...extensions], (task) => {
    resolveNames(task, use, found);
    resolveOutside(task, { definition, request }, found);
  });
  const { diagnostics, needs, ...resolution } = found;
  return { resolution, diagnostics, needs: [...needs].sort() };
}

interface FoundReferences {
  readonly calls: Map<string, ResolvedCall>;
  readonly errors: Map<string, ErrorSpec>;
  readonly retries: Map<string, RetryPolicy>;
  readonly timeouts: Map<string, DurationSpec>;
  readonly resources: Map<string, string>;
  readonly diagnostics: Diagnostic[];
  readonly needs: Set<string>;
}

interface OutsideOf {
  readonly definition: Definition;
  readonly request: Pick<CompileRequest, 'catalogue' | 'resources' | 'target'>;
}

function resolveOutside(task: TaskNode, from: OutsideOf, found: FoundReferences): void {
  const refused = checkCapability(task, from.request.target);
  if (refused !== undefined) found.diagnostics.push(refused);
  if (task.kind === 'call-openapi') resolveDocument(task.openapi.document, from, found);
  if (task.kind === 'call-function') resolveFunction(task, from, found);
}

function resolveDocument({ uri, pointer }: ExternalResource, { request }: OutsideOf, found: FoundReferences): void {
  const text = request.resources?.get(uri);
  if (text !== undefined) {
    found.resources.set(uri, text);
    return;
  }
  found.needs.add(uri);
  found.diagnostics.push(missingResource(uri, pointer));
}

/** A function that should have been put in place before is missing and was reported then. */
function resolveFunction(task: CallFunctionTask, { definition: { use, source }, request }: OutsideOf, found: FoundReferences): void {
  const isOutside = !use.functions.has(task.call) && functionUri(task.call, valueAt(source, '/use/catalogs')) !== undefined;
  if (isOutside) return;
  const outcome = resolveCall(task, { functions: use.functions, catalogs: use.catalogs, catalogue: request.catalogue });
  if (outcome.ok) found.calls.set(task.pointer, outcome.value);
  else found.diagnostics.push(outcome.error);
}

function resolveNames(task: TaskNode, use: ReusableComponents, found: FoundReferences): void {
  if (task.timeout !== undefined) found.timeouts.set(task.pointer, durationOf(task.timeout, use));
  if (task.kind === 'raise') found.errors.set(task.pointer, task.error.kind === 'error' ? task.error.error : declared(use.errors, task.error.name));
  if (task.kind === 'try' && task.catch.retry !== undefined) {
    const { retry } = task.catch;
    found.retries.set(task.catch.pointer, retry.kind === 'policy' ? retry.policy : declared(use.retries, retry.name));
  }
}

function durationOf(spec: TimeoutSpec, use: ReusableComponents): DurationSpec {
  return spec.kind === 'after' ? spec.duration : declared(use.timeouts, spec.name);
}

function declared<T>(components: ReadonlyMap<string, T>, name: string): T {
  const component = components.get(name);
  assert(component !== undefined, 'the reader lets no reference through to what is not declared beneath use');
  return component;
}
