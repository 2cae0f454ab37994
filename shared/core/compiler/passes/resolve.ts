import type { CatalogueEntry } from '../../definition/catalogue-entry.ts';
import type { Definition, DurationSpec, ErrorSpec, ReusableComponents, RetryPolicy, TaskNode, TimeoutSpec } from '../../definition/model.ts';
import { assert } from '../../kernel/assert.ts';
import type { Diagnostic } from '../../kernel/diagnostic.ts';
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
}

/** What was found, and what was not. */
export interface ResolveOutcome {
  readonly resolution: Resolution;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Pass 2: finds what calls, errors, retry policies and timeouts refer to. Names beneath `use` are known to exist (UWF-1036); calls of
 * the catalogue are looked up here, and one that is not found is reported and left out.
 */
export function resolveReferences(definition: Definition, catalogue: readonly CatalogueEntry[]): ResolveOutcome {
  const { use } = definition;
  const diagnostics: Diagnostic[] = [];
  const found: FoundReferences = { calls: new Map(), errors: new Map(), retries: new Map(), timeouts: new Map() };
  if (definition.timeout !== undefined) found.timeouts.set('', durationOf(definition.timeout, use));
  visitTasks([...definition.tasks, ...use.functions.values()], (task) => {
    resolveNames(task, use, found);
    if (task.kind !== 'call-function') return;
    const outcome = resolveCall(task, { functions: use.functions, catalogue });
    if (outcome.ok) found.calls.set(task.pointer, outcome.value);
    else diagnostics.push(outcome.error);
  });
  return { resolution: found, diagnostics };
}

interface FoundReferences {
  readonly calls: Map<string, ResolvedCall>;
  readonly errors: Map<string, ErrorSpec>;
  readonly retries: Map<string, RetryPolicy>;
  readonly timeouts: Map<string, DurationSpec>;
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
