import { isJsonArray, type JsonObject } from '#shared/core/kernel/json.ts';

/** Kinds of history events, by the numbers of the library. */
export const EVENT = {
  executionStarted: 0,
  taskScheduled: 4,
  taskCompleted: 5,
  taskFailed: 6,
  scopeCreated: 7,
  scopeCompleted: 8,
  scopeFailed: 9,
  timerCreated: 10,
  timerFired: 11,
  orchestratorStarted: 12,
  orchestratorCompleted: 13,
  eventRaised: 15,
} as const;

/** Kinds of actions, by the numbers of the library. */
export const ACTION = { callActivity: 0, callOrchestrator: 2, continueAsNew: 4, createTimer: 5, waitForEvent: 6, whenAny: 11, whenAll: 12 } as const;

export interface HistoryEntry extends JsonObject {
  readonly EventType: number;
}

/** An event of the history; the service numbers those that it schedules, others are -1. */
export function entry(type: keyof typeof EVENT, at: number, more: JsonObject = {}): HistoryEntry {
  return { EventId: -1, ...more, EventType: EVENT[type], IsPlayed: false, Timestamp: new Date(at).toISOString() };
}

export interface Action extends JsonObject {
  readonly actionType: number;
}

/** What an orchestrator answers. */
export interface OrchestratorAnswer {
  readonly isDone: boolean;
  readonly actions: readonly (readonly Action[])[];
  readonly output?: string;
  readonly customStatus?: string;
  readonly error?: string;
}

/** Single actions in the order in which the library numbers them. */
export function flatten(action: Action): readonly Action[] {
  const inner = action['compoundActions'];
  return isJsonArray(inner) ? inner.flatMap((one) => flatten(one as Action)) : [action];
}
