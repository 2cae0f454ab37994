import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';

/** What the runner says to a handler's process. */
export type ToHandler =
  | { readonly kind: 'load'; readonly module: string }
  | { readonly kind: 'call'; readonly call: number; readonly name: string; readonly version: string; readonly input: JsonValue; readonly attempt: CallAttempt }
  | { readonly kind: 'reply'; readonly request: number; readonly value?: JsonValue }
  | { readonly kind: 'refuse'; readonly request: number };

/** The attempt, as far as a handler may know it. */
export interface CallAttempt {
  readonly attemptId: string;
  readonly idempotencyKey: string;
  readonly executionId: string;
  readonly attempt: number;
}

/** What a handler's process says. It runs code of others: everything in it is checked. */
export type FromHandler =
  | { readonly kind: 'ready'; readonly handlers: readonly DescribedHandler[] }
  | { readonly kind: 'broken'; readonly message: string }
  | { readonly kind: 'store'; readonly call: number; readonly request: number; readonly method: StoreMethod; readonly arguments: JsonObject }
  | { readonly kind: 'heartbeat'; readonly call: number; readonly percent: number }
  | { readonly kind: 'end'; readonly call: number; readonly residentBytes: number; readonly end: CallResult };

/** What a module exports as a handler, without its code; `members` is null when it is not JSON. */
export interface DescribedHandler {
  readonly members: JsonObject | null;
  readonly hasFunction: boolean;
}

export type CallResult =
  | { readonly outcome: 'succeeded'; readonly output: JsonValue }
  | { readonly outcome: 'failed'; readonly code: string }
  | { readonly outcome: 'thrown' | 'not-json' | 'too-large' };

export type StoreMethod = (typeof STORE_METHODS)[number];

const STORE_METHODS = ['get', 'put', 'insert', 'find'] as const;

/** Reads what a handler's process said; undefined when it is nothing that it may say. */
export function parseFromHandler(message: unknown): FromHandler | undefined {
  if (!isJsonObject(message)) return undefined;
  const { kind, call } = message;
  if (kind === 'broken') return { kind, message: typeof message['message'] === 'string' ? message['message'].slice(0, MESSAGE_CHARACTERS_MAX) : '' };
  if (kind === 'ready') return isJsonArray(message['handlers']) ? { kind, handlers: message['handlers'].map(parseDescribed) } : undefined;
  if (!isCount(call)) return undefined;
  if (kind === 'store') return parseStore(message, call);
  if (kind === 'heartbeat') return typeof message['percent'] === 'number' ? { kind, call, percent: message['percent'] } : undefined;
  if (kind !== 'end' || !isJsonObject(message['end'])) return undefined;
  const end = parseEnd(message['end']);
  const { residentBytes } = message;
  return end === undefined || !isCount(residentBytes) ? undefined : { kind, call, residentBytes, end };
}

const MESSAGE_CHARACTERS_MAX = 500;

function parseDescribed(value: JsonValue): DescribedHandler {
  const { members, hasFunction } = isJsonObject(value) ? value : {};
  return { members: isJsonObject(members) ? members : null, hasFunction: hasFunction === true };
}

function parseStore(message: JsonObject, call: number): FromHandler | undefined {
  const { request, arguments: given } = message;
  const method = STORE_METHODS.find((one) => one === message['method']);
  return method === undefined || !isCount(request) || !isJsonObject(given) ? undefined : { kind: 'store', call, request, method, arguments: given };
}

function parseEnd(end: JsonObject): CallResult | undefined {
  const { outcome, output, code } = end;
  if (outcome === 'succeeded') return output === undefined ? undefined : { outcome, output };
  if (outcome === 'failed') return typeof code === 'string' ? { outcome, code } : undefined;
  return outcome === 'thrown' || outcome === 'not-json' || outcome === 'too-large' ? { outcome } : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
