import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { ClaimedWork, Inbox, InboxAnswer } from '#shared/ports/inbox.ts';
import { parseText, toText, type JsonText } from './json-copy.ts';
import { pageSize } from './limits.ts';

interface Row {
  readonly executionId: string;
  state: 'ready' | 'started' | 'finished' | 'cancelled';
  epoch: number;
  leaseUntil: number;
  /** Absent on a tombstone and after the end. */
  message?: JsonText<JsonObject>;
  answer?: JsonText<JsonObject>;
  /** How often the answer was put into the outbox. */
  answers: number;
  finishedAt?: number;
}

interface WaitingAnswer {
  readonly attemptId: string;
  readonly answer: JsonText<InboxAnswer>;
  leaseUntil: number;
}

interface Rows {
  readonly rows: Map<string, Row>;
  readonly outbox: Map<string, WaitingAnswer>;
}

export interface MemoryInbox extends Inbox {
  /** Forgets attempts that ended before a time and whose answers have been sent. */
  prune(request: { readonly before: number }): void;
}

/** An inbox that lives as long as the process. */
export function createMemoryInbox(): MemoryInbox {
  const inbox: Rows = { rows: new Map(), outbox: new Map() };
  return {
    accept: async (request) => accept(inbox, request),
    cancel: async (request) => cancel(inbox, request),
    claim: async (request) => claim(inbox, request),
    renew: async (request) => renew(inbox, request),
    finish: async (request) => finish(inbox, request),
    claimOutbox: async (request) => claimOutbox(inbox, request),
    settleOutbox: async ({ answerIds }) => answerIds.forEach((id) => inbox.outbox.delete(id)),
    prune: ({ before }) => prune(inbox, before),
  };
}

function accept(inbox: Rows, request: Parameters<Inbox['accept']>[0]): 'accepted' | 'known' | 'answered' {
  const row = inbox.rows.get(request.attemptId);
  if (row === undefined) {
    inbox.rows.set(request.attemptId, { executionId: request.executionId, state: 'ready', epoch: 0, leaseUntil: 0, message: toText(request.message), answers: 0 });
    return 'accepted';
  }
  if (row.state !== 'finished') return 'known';
  const waits = [...inbox.outbox.values()].some((waiting) => waiting.attemptId === request.attemptId);
  if (!waits) putOutbox(inbox, request.attemptId, row);
  return 'answered';
}

function putOutbox(inbox: Rows, attemptId: string, row: Row): void {
  if (row.answer === undefined) return;
  row.answers += 1;
  const id = `${attemptId}#${String(row.answers)}`;
  inbox.outbox.set(id, { attemptId, answer: toText({ id, executionId: row.executionId, answer: parseText(row.answer) }), leaseUntil: 0 });
}

function cancel(inbox: Rows, request: Parameters<Inbox['cancel']>[0]): 'cancelled' | 'started' | 'finished' {
  const row = inbox.rows.get(request.attemptId);
  if (row === undefined) {
    inbox.rows.set(request.attemptId, { executionId: request.executionId, state: 'cancelled', epoch: 0, leaseUntil: 0, answers: 0, finishedAt: request.now });
    return 'cancelled';
  }
  if (row.state === 'started' || row.state === 'finished') return row.state;
  if (row.state === 'ready') Object.assign(row, { state: 'cancelled', epoch: row.epoch + 1, finishedAt: request.now });
  delete row.message;
  return 'cancelled';
}

function claim(inbox: Rows, request: Parameters<Inbox['claim']>[0]): readonly ClaimedWork[] {
  const free = [...inbox.rows].filter(([, row]) => (row.state === 'ready' || row.state === 'started') && row.leaseUntil <= request.now);
  return free.slice(0, pageSize(request.max, 0)).flatMap(([attemptId, row]) => {
    if (row.message === undefined) return [];
    Object.assign(row, { state: 'started', epoch: row.epoch + 1, leaseUntil: request.now + request.leaseMs });
    return [{ attemptId, executionId: row.executionId, epoch: row.epoch, message: parseText(row.message) }];
  });
}

function heldRow(inbox: Rows, request: { readonly attemptId: string; readonly epoch: number }): Row | undefined {
  const row = inbox.rows.get(request.attemptId);
  return row?.state === 'started' && row.epoch === request.epoch ? row : undefined;
}

function renew(inbox: Rows, request: Parameters<Inbox['renew']>[0]): boolean {
  const row = heldRow(inbox, request);
  if (row !== undefined) row.leaseUntil = request.now + request.leaseMs;
  return row !== undefined;
}

function finish(inbox: Rows, request: Parameters<Inbox['finish']>[0]): boolean {
  const row = heldRow(inbox, request);
  if (row === undefined) return false;
  Object.assign(row, { state: 'finished', answer: toText(request.answer), finishedAt: request.now });
  delete row.message;
  putOutbox(inbox, request.attemptId, row);
  return true;
}

function claimOutbox(inbox: Rows, request: Parameters<Inbox['claimOutbox']>[0]): readonly InboxAnswer[] {
  const free = [...inbox.outbox.values()].filter((waiting) => waiting.leaseUntil <= request.now).slice(0, pageSize(request.max, 0));
  for (const waiting of free) waiting.leaseUntil = request.now + request.leaseMs;
  return free.map((waiting) => parseText(waiting.answer));
}

function prune(inbox: Rows, before: number): void {
  const waiting = new Set([...inbox.outbox.values()].map((answer) => answer.attemptId));
  for (const [attemptId, row] of inbox.rows) {
    if (row.finishedAt !== undefined && row.finishedAt < before && !waiting.has(attemptId)) inbox.rows.delete(attemptId);
  }
}
