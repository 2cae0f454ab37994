import type { InboxRow } from '#shared/core/protocol/inbox-row.ts';
import type { MessageClaims } from '#shared/core/protocol/message.ts';
import type { StepRow } from '#shared/core/protocol/step-row.ts';
import type { OutgoingMessage } from '#shared/ports/door-outbox.ts';
import type { EngineCall, StepChange } from '#shared/ports/step-store.ts';
import type { InboxChange } from '#shared/ports/step-inbox.ts';

export const START = 1_795_401_234_567;
export const LEASE_MS = 1_000;

export function stepOf(key: string, more: Partial<StepRow> = {}): StepRow {
  return {
    key,
    exe: `exe-${key}`,
    stp: `exe-${key}:1`,
    itr: '',
    site: 'site-1',
    priority: 'normal',
    act: 'uwf:function:pay:1.0.0',
    wfd: 'a'.repeat(64),
    kind: 'idempotent',
    ref: 'ref',
    body: {},
    status: 'pending',
    att: 0,
    cin: 1,
    rin: 1,
    dueAt: START,
    createdAt: START,
    ...more,
  };
}

export function inboxRowOf(key: string, more: Partial<InboxRow> = {}): InboxRow {
  return { key, exe: `exe-${key}`, stp: `exe-${key}:1`, itr: '', priority: 'normal', kind: 'idempotent', state: 'ready', epoch: 0, att: 1, cin: 1, rin: 1, dueAt: START, tries: 0, receivedAt: START, ...more };
}

export function messageOf(mid: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage {
  const claims: MessageClaims = { v: 1, mid, typ: 'stale', of: 'run', iss: 'i', aud: 'a', tid: 't', top: 'x', cin: 1, rin: 1, iat: 1, exp: 2, exe: 'e', stp: 's', itr: '', att: 1 };
  return { claims, ...more };
}

export function callOf(id: string): EngineCall {
  return { id, key: 'k', exe: 'e', stp: 's', call: { kind: 'complete', output: { of: id } } };
}

export function stepChange(row: StepRow, more: Partial<StepChange> = {}): StepChange {
  return { row, expectedVersion: 0, messages: [], seen: [], calls: [], ...more };
}

export function inboxChange(row: InboxRow, more: Partial<InboxChange> = {}): InboxChange {
  return { row, expectedVersion: 0, messages: [], seen: [], ...more };
}

export function seenOf(mid: string, until = START): { readonly mid: string; readonly hash: string; readonly until: number } {
  return { mid, hash: `hash of ${mid}`, until };
}
