import type { Command } from '../interpreter/command.ts';
import type { HistoryEvent } from '../interpreter/history-event.ts';
import type { Program } from '../interpreter/program.ts';
import type { Snapshot } from '../interpreter/snapshot.ts';
import type { JsonObject, JsonValue } from '../kernel/json.ts';
import type { ActivityName } from './names.ts';

/** A program with what an orchestration has to know of it beside. Its `Program` is prepared with `scopesRunApart`. */
export interface DurableProgram {
  readonly program: Program;
  /** Whether a state's work is done in the target's own zone; everything else goes to the bank. */
  isLocal(state: string): boolean;
}

/** A value on its way: itself, or where it is kept when it is large. */
export type Carried = { readonly value: JsonValue } | { readonly reference: string };

/** Who started an execution, and what is the same in all of its scopes. */
export interface ScopeOrigin {
  /** Digest of the program. */
  readonly revision: string;
  /** Random, from the starter: all randomness of the execution comes from it. */
  readonly seed: string;
  readonly principal: string;
  /** The most urgent that its tasks may be. */
  readonly priority?: string;
}

/** Where a scope tells its end. */
export interface ScopeParent {
  readonly instanceId: string;
  readonly event: string;
}

/** What one generation of an orchestration begins with. */
export interface ScopeStart extends ScopeOrigin {
  readonly snapshot: Snapshot;
  /** Absent: the execution itself. */
  readonly parent?: ScopeParent;
  /** Of a later generation: what the snapshot does not say. */
  readonly progress?: ScopeProgress;
}

/** A timer that the interpreter asked for. */
export interface PendingTimer {
  readonly timerId: string;
  readonly dueAt: number;
}

/** An attempt that has not been begun. */
export type ScheduledAttempt = Extract<Command, { kind: 'schedule-task' }>;

/** What goes over from one generation to the next. */
export interface ScopeProgress {
  readonly turns: number;
  readonly timers: readonly PendingTimer[];
  readonly attempt?: ScheduledAttempt;
}

/** The input of an orchestration. It is given as a text, because the library changes objects with certain keys. */
export interface ScopeEnvelope {
  readonly revision: string;
  readonly start: Carried;
}

/** What an orchestration asks the service for; exactly one thing at a time. Times are epoch milliseconds. */
export type DurableRequest =
  /** Runs an activity, and waits for it at most until a time. */
  | { readonly kind: 'call'; readonly activity: ActivityName; readonly input: JsonObject; readonly until?: number }
  /** Waits for an event, at most until a time. */
  | { readonly kind: 'listen'; readonly event: string; readonly until?: number }
  | { readonly kind: 'sleep'; readonly until: number }
  /** Starts scopes as orchestrations of their own, without waiting for them. */
  | { readonly kind: 'open'; readonly scopes: readonly { readonly instanceId: string; readonly input: string }[] }
  /** Waits for scopes that have told their end to be over. */
  | { readonly kind: 'settle'; readonly instanceIds: readonly string[] };

/** A request with the text that shows what the orchestration is at, for those who look at it and for those who end it. */
export interface Asked {
  readonly request: DurableRequest;
  readonly status: string;
}

/** What became of a request, and when: `came` has a value, `lost` is an activity that threw, `due` is a time that came first. */
export type DurableAnswer = { readonly at: number } & (
  | { readonly kind: 'came'; readonly value: JsonValue }
  | { readonly kind: 'lost' }
  | { readonly kind: 'due' }
  | { readonly kind: 'done' }
);

/** How a generation ends: for good, or to go on as a new one with this input. */
export type ScopeEnding = { readonly kind: 'ended'; readonly output: JsonObject } | { readonly kind: 'again'; readonly input: string };

/** The rest of an orchestration, which asks and is answered. */
export type Conversation<T> = Generator<Asked, T, DurableAnswer>;

/** An attempt as it is handed to a worker. */
export interface DurableWork extends ScopeOrigin {
  readonly executionId: string;
  readonly attemptId: string;
  readonly state: string;
  readonly resource: string;
  readonly arguments: Carried;
  readonly retryCount: number;
  /** Unique id of the branch or item that the attempt belongs to; absent outside of any. */
  readonly scope?: string;
  readonly visit?: number;
  /** Epoch milliseconds after which nobody waits for the answer. */
  readonly deadline?: number;
  /** What has happened in the scope up to now, as far as it is not in the journal yet. */
  readonly facts?: readonly HistoryEvent[];
}

/** What a worker answers. `pending`: the answer comes later, as an event. `postponed`: the worker could not begin. */
export type WorkAnswer =
  | { readonly kind: 'succeeded'; readonly output: Carried }
  | { readonly kind: 'failed'; readonly error?: string; readonly cause?: string }
  | { readonly kind: 'heartbeat' }
  | { readonly kind: 'pending' }
  | { readonly kind: 'postponed' };

/** How a scope ended, as it tells the scope around it. */
export type ScopeReport = { readonly scopeId: string } & (
  | { readonly kind: 'succeeded'; readonly output: Carried }
  | { readonly kind: 'failed'; readonly error?: string; readonly cause?: string; readonly aliases?: readonly string[] }
  | { readonly kind: 'stopped' }
);
