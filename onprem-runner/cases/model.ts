import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';

/** A case of a workflow: with this input, and with work that answers like this, it comes to that. */
export interface WorkflowCase {
  readonly description?: string;
  /** Path of the document, relative to the case file; absent: `../workflow.yaml` or `../workflow.json`. */
  readonly definition?: string;
  /** Absent: `{}`. */
  readonly input?: JsonValue;
  /** Time of the start (RFC 3339). */
  readonly startAt?: string;
  /**
   * What the work answers: by the JSON Pointer of a task, its name, or the function that it calls (`aml-check:1.0.0`, `aml-check`), the first that
   * is there. A list answers one call after the other; a single answer answers every call.
   */
  readonly answers?: { readonly [work: string]: CaseAnswer | readonly CaseAnswer[] };
  /** Events (CloudEvents) from outside; each comes as soon as somebody listens. */
  readonly events?: readonly JsonObject[];
  readonly expect: Expectation;
}

/** What one attempt comes to: exactly one of `output`, `error` and `never`. */
export interface CaseAnswer {
  readonly output?: JsonValue;
  /** A code of the function's catalogue entry, an error name of ASL, or an error object of the DSL. */
  readonly error?: CaseError;
  /** It never answers. */
  readonly never?: true;
  readonly afterSeconds?: number;
}

/** An error as a text (a code or a name) or as the DSL's error object. */
export type CaseError = string | { readonly type?: string; readonly status: number; readonly title?: string; readonly detail?: string; readonly instance?: string };

/** How an execution of a case can end. `waiting`: nothing more comes. */
export type CaseStatus = 'succeeded' | 'failed' | 'timed-out' | 'waiting' | 'input-refused' | 'not-compiled';

/** What has to be true of the outcome; what is absent is not looked at, except that a case without a status has to succeed. */
export interface Expectation {
  readonly status?: CaseStatus;
  readonly output?: JsonValue;
  /** Members (at any depth) that the output must have; items of lists are compared one by one. */
  readonly outputContains?: JsonValue;
  readonly error?: CaseError;
  /** The work that is handed out, in order: task names, or also what it is given. */
  readonly calls?: readonly (string | ExpectedCall)[];
  /** The events that are published, in order; each has at least these members. */
  readonly events?: readonly JsonObject[];
  /** How long it takes by the clock of the case. */
  readonly seconds?: number;
  /** Codes of the findings of a document that is not to compile. */
  readonly diagnostics?: readonly string[];
}

/** One piece of work and what it is given. */
export interface ExpectedCall {
  readonly task: string;
  readonly arguments?: JsonValue;
  readonly argumentsContain?: JsonValue;
}

/** Work that was handed out. */
export interface CaseCall {
  readonly task: string;
  readonly pointer: string;
  readonly resource: string;
  readonly arguments: JsonValue;
}

/** What a case came to. */
export interface CaseOutcome {
  readonly status: CaseStatus;
  readonly output?: JsonValue;
  readonly error?: string;
  readonly cause?: string;
  readonly calls: readonly CaseCall[];
  readonly events: readonly JsonObject[];
  readonly seconds: number;
  readonly diagnostics: readonly string[];
  /** What is wrong with the case itself: an answer is missing, or cannot be one. */
  readonly mistakes: readonly string[];
}
