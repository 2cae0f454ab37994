import { decodeFailure } from '../asl/decode-failure.ts';
import type { DomainError } from '../asl/error-names.ts';
import type { HistoryEvent } from '../interpreter/history-event.ts';
import type { ExecutionStatus, Failure } from '../interpreter/snapshot.ts';
import { appendPointer } from '../kernel/json-pointer.ts';

/** An execution that has ended, and which task each of its states belongs to. */
export interface EndedExecution {
  readonly status: ExecutionStatus;
  readonly failure?: Failure;
  readonly history: readonly HistoryEvent[];
  readonly sourceMap: TaskMap;
}

/** Which task each state carries out, as the compiler's source map says it. States that no task stands behind are absent or have an empty pointer. */
interface TaskMap {
  readonly states: { readonly [state: string]: { readonly pointer: string; readonly also?: readonly { readonly pointer: string }[] } };
  /** JSON Pointer into the machine → JSON Pointer into the definition. */
  readonly fields: { readonly [pointer: string]: string };
}

/** What tells which state an error came from, however far it has come since. */
const FAILURES: ReadonlySet<HistoryEvent['kind']> = new Set(['task-failed', 'task-timed-out', 'evaluation-failed']);

/** Where the workflow as a whole is named (DSL: `instance` is a JSON Pointer). */
const WHOLE_WORKFLOW = '/';

/**
 * The error of a faulted execution as the DSL has it, with the task it came from as `instance` (mapping §5.6). The error's own
 * `instance` counts; without one it is the task of the state that failed last. Undefined while it runs, and when it did not fail.
 */
export function problemOf({ status, failure, history, sourceMap }: EndedExecution): DomainError | undefined {
  if (failure === undefined) return undefined;
  const problem = decodeFailure(failure);
  if (problem.instance !== undefined) return problem;
  const instance = status === 'timed-out' ? WHOLE_WORKFLOW : taskOf(failedPlace(history), sourceMap);
  return instance === undefined || instance === '' ? problem : { ...problem, instance };
}

/** A state, and the field whose expression failed, where it was one (`Output/rows[0]`). */
interface FailedPlace {
  readonly state?: string;
  readonly field?: string;
}

function failedPlace(history: readonly HistoryEvent[]): FailedPlace {
  const failed = history.findLast((event) => FAILURES.has(event.kind) && event.state !== undefined) ?? history.findLast(({ kind }) => kind === 'state-entered');
  const field = failed?.details['location'];
  return { ...(failed?.state === undefined ? {} : { state: failed.state }), ...(typeof field === 'string' ? { field } : {}) };
}

/** Where several tasks were fused into the state, the one that the field came from. */
function taskOf({ state, field }: FailedPlace, { states, fields }: TaskMap): string | undefined {
  const entry = state !== undefined && Object.hasOwn(states, state) ? states[state] : undefined;
  if (state === undefined || entry?.also === undefined || field === undefined) return entry?.pointer;
  const place = `${appendPointer('/States', state)}/${field.replaceAll(/\[(\d+)\]/g, '/$1')}`;
  const origin = longest(Object.keys(fields).filter((pointer) => isAtOrAbove(pointer, place)));
  const from = origin === undefined ? undefined : fields[origin];
  const tasks = [entry, ...entry.also].map(({ pointer }) => pointer);
  return (from === undefined ? undefined : longest(tasks.filter((task) => isAtOrAbove(task, from)))) ?? entry.pointer;
}

function isAtOrAbove(pointer: string, place: string): boolean {
  return place === pointer || place.startsWith(`${pointer}/`);
}

function longest(pointers: readonly string[]): string | undefined {
  return pointers.reduce<string | undefined>((best, pointer) => (best === undefined || pointer.length > best.length ? pointer : best), undefined);
}
