import type { ExecutionStatus, Failure } from '#shared/core/interpreter/snapshot.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import type { TaskWorld } from '../../swf/drive.ts';

/** The columns of the table. */
export const RUNTIMES = ['engine', 'durable-functions', 'step-functions'] as const;
export type RuntimeName = (typeof RUNTIMES)[number];

/** Who starts all runs. */
export const PRINCIPAL = 'alice';

/** A run with more turns is taken for an endless one. */
export const TURNS_MAX = 20_000;

/** A run of a workflow that every runtime is given. */
export interface Trial {
  /** `own/catch--01-when`; cases of one document share what is before the `#`. */
  readonly id: string;
  /** The document as it was compiled, once for all runtimes; or why it was not, or is not started. */
  readonly program: { readonly ok: true; readonly stored: StoredDefinition; readonly input: JsonValue } | { readonly ok: false; readonly refusal: string };
  /** What does the work, as if nothing had happened yet: the same answers for every runtime. */
  openWorld(): TrialWorld;
  /** What of its outcome is not as the trial itself says; absent where it says nothing. */
  readonly problemsOf?: (ran: Ran) => readonly string[];
}

/** Does the work of one run. */
export interface TrialWorld extends Pick<TaskWorld, 'start' | 'cancel' | 'idle'> {
  /** What went out of it: requests and published events. */
  told(): JsonObject;
}

/** An attempt that was handed out. */
export interface WorkDone {
  readonly state: string;
  readonly resource: string;
  readonly arguments: JsonValue;
  readonly retryCount: number;
}

/** How a run ended, whoever ran it. */
export interface Ran {
  readonly status: ExecutionStatus;
  readonly output?: JsonValue;
  readonly failure?: Failure;
  readonly work: readonly WorkDone[];
  readonly told: JsonObject;
  readonly visits: Visits;
  /** Branches or items were ended from outside: how far they came is the runtime's affair. */
  readonly isCutShort: boolean;
  readonly size: RunSize;
}

/** Names of the states that were entered: those of the machine in order, and those of branches and items, whose order and numbers are the runtime's affair. */
export interface Visits {
  readonly outer: readonly string[];
  readonly inner: readonly string[];
}

/** What a run has cost. */
export interface RunSize {
  /** Of the machine that it was run on. */
  readonly milliseconds: number;
  /** States entered. */
  readonly transitions: number;
  /** The history that the service itself keeps. */
  readonly events: number;
  readonly bytes: number;
}

/** What a runtime made of a trial. */
export type Verdict = { readonly kind: 'ran'; readonly ran: Ran } | { readonly kind: 'refused'; readonly reason: string };

/** What is known of a run before it is given to the next runtime. */
export interface Course {
  readonly executionId: string;
  /** Epoch milliseconds at which it starts, where the runtime can choose. */
  readonly startAt: number;
}

/** The same with how it went on our engine: who races elsewhere gets the same race. */
export interface KnownCourse extends Course {
  readonly log: readonly LogEntry[];
  /** It waits for what never comes. */
  readonly isEndless: boolean;
  /** By the engine's own clock. */
  readonly tookMs: number;
}

/** An attempt that was handed out, or the answer to it, by what was asked. */
export interface LogEntry {
  readonly kind: 'asked' | 'answered';
  readonly key: string;
}

/** A runtime as the table has it. */
export interface Bench<C extends Course = Course> {
  readonly name: string;
  run(trial: StartableTrial, course: C): Promise<Verdict>;
  close(): Promise<void>;
}

/** A trial whose document was compiled. */
export interface StartableTrial extends Trial {
  readonly program: Extract<Trial['program'], { ok: true }>;
}
