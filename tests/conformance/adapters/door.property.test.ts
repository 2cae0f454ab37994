import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMemoryStepInbox, createMemoryStepStore, type MemoryStepInbox, type MemoryStepStore } from '#shared/adapters/memory/index.ts';
import type { InboxState } from '#shared/core/protocol/inbox-row.ts';
import { PRIORITIES } from '#shared/core/kernel/priority.ts';
import type { StepStatus } from '#shared/core/protocol/step-row.ts';
import type { StepInbox } from '#shared/ports/step-inbox.ts';
import type { StepStore } from '#shared/ports/step-store.ts';
import { describeWithPostgres, openTestPostgres, type TestPostgres } from '#tests/support/postgres.ts';
import { IS_LONG_RUN, propertyTimeout } from '#tests/support/run-length.ts';
import { callOf, inboxChange, inboxRowOf, messageOf, seenOf, START, stepChange, stepOf } from '../ports/door-rows.ts';

/** Both stores are asked the same things in the same order, and must answer the same. What is in memory is short enough to be seen to be right. */
const KEYS = ['k0', 'k1', 'k2', 'k3', 'k4', 'k5'] as const;
const RUNS = { numRuns: IS_LONG_RUN ? 400 : 15 };

const page = fc.integer({ min: 0, max: 4 });
const incarnation = fc.integer({ min: 1, max: 3 });
/** Mostly the version that is there; sometimes one below or above. */
const versionError = fc.constantFrom(0, 0, 0, 0, -1, 1);
const priority = fc.constantFrom(...PRIORITIES);
const beside = { versionError, isLate: fc.boolean(), messages: fc.integer({ min: 0, max: 2 }), seen: fc.subarray(['s0', 's1', 's2', 's3']) };

const stepWrite = fc.record({
  ...beside,
  key: fc.constantFrom(...KEYS),
  priority,
  status: fc.constantFrom<StepStatus>('pending', 'pending', 'dispatched', 'dispatched', 'done', 'cancelled'),
  att: fc.integer({ min: 0, max: 2 }),
  isCancelled: fc.boolean(),
  cin: incarnation,
  rin: incarnation,
  body: fc.object({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value))),
  calls: fc.subarray(['end', 'alive']),
});
const inboxWrite = fc.record({
  ...beside,
  key: fc.constantFrom(...KEYS),
  priority,
  state: fc.constantFrom<InboxState>('ready', 'ready', 'claimed', 'started', 'done', 'in_doubt'),
  epoch: fc.integer({ min: 0, max: 3 }),
  rin: fc.integer({ min: 1, max: 2 }),
  worker: fc.option(fc.string(), { nil: undefined }),
});

const distinctKeys = <T extends { readonly key: string }>(write: fc.Arbitrary<T>) => fc.uniqueArray(write, { selector: ({ key }) => key, minLength: 1, maxLength: 4 }).map((writes) => writes.toSorted((left, right) => (left.key < right.key ? -1 : 1)));
const take = fc.record({ kind: fc.constant('take' as const), max: page, isSettled: fc.boolean() });
const prune = fc.record({ kind: fc.constant('prune' as const), before: fc.integer({ min: -400, max: 400 }) });

const stepAction = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('commit' as const), writes: distinctKeys(stepWrite), site: fc.option(fc.record({ rin: incarnation, slots: fc.option(fc.nat(9), { nil: undefined }) }), { nil: undefined }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('due' as const), cin: incarnation, fresh: page, open: page, at: fc.integer({ min: -400, max: 400 }) }) },
  take,
  prune,
);
const inboxAction = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('commit' as const), writes: distinctKeys(inboxWrite) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('claim' as const), most: fc.record({ critical: page, high: page, normal: page, low: page }), at: fc.integer({ min: -400, max: 400 }) }) },
  take,
  prune,
);
type Action<A> = A extends fc.Arbitrary<infer T> ? T : never;

/** Times are all different, so that what is asked for in their order has one. */
const timeOf = (turn: number, index: number, isLate: boolean): number => START + (isLate ? 1 : -1) * (1 + turn * 8 + index);
const midsOf = (turn: number, index: number, count: number) => Array.from({ length: count }, (_, number) => messageOf(`m${String(turn)}-${String(index)}-${String(number)}`));
const byText = <T>(items: readonly T[]): readonly string[] => items.map((item) => JSON.stringify(item, sortMembers)).toSorted();

function sortMembers(_name: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))) : value;
}

async function stepAnswer(store: StepStore, action: Action<typeof stepAction>, turn: number, versions: ReadonlyMap<string, number>): Promise<unknown> {
  if (action.kind === 'due') return store.due({ site: 'site-1', now: START + action.at, cin: action.cin, fresh: action.fresh, open: action.open });
  if (action.kind === 'take') {
    const messages = await store.claimOutbox({ now: START + turn, leaseMs: 5, max: action.max });
    const calls = await store.claimCalls({ now: START + turn, leaseMs: 5, max: action.max });
    if (action.isSettled) await store.settleOutbox({ mids: messages.map(({ claims }) => claims.mid) });
    if (action.isSettled) await store.settleCalls({ ids: calls.map(({ id }) => id) });
    return { messages, calls };
  }
  if (action.kind === 'prune') return undefined;
  return store.commit({
    changes: action.writes.map(({ key, versionError: error, isLate, messages, seen, isCancelled, calls, status, ...row }, index) =>
      stepChange(
        stepOf(key, { ...row, status, dueAt: timeOf(turn, index, isLate), ...(isCancelled ? { cancel: 'stopped' } : {}), ...(status === 'done' || status === 'cancelled' ? { closedAt: timeOf(turn, index, isLate) } : {}) }),
        { expectedVersion: Math.max((versions.get(key) ?? 0) + error, 0), messages: midsOf(turn, index, messages), seen: seen.map((mid) => seenOf(mid)), calls: calls.map((of) => callOf(`${key}:${of}`)) },
      ),
    ),
    ...(action.site === undefined ? {} : { sites: [{ site: 'site-1', rin: action.site.rin, at: START + turn, ...(action.site.slots === undefined ? {} : { slots: action.site.slots }) }] }),
  });
}

async function stepState(store: StepStore): Promise<unknown> {
  const { rows, seen, standing } = await store.load({ keys: KEYS, mids: ['s0', 's1', 's2', 's3'], site: 'site-1' });
  return { rows: byText(rows), seen: byText(seen), standing, open: await store.openSteps({ site: 'site-1' }), backlog: await store.backlog() };
}

async function inboxAnswer(inbox: StepInbox, action: Action<typeof inboxAction>, turn: number, versions: ReadonlyMap<string, number>): Promise<unknown> {
  if (action.kind === 'claim') return inbox.claim({ worker: `w${String(turn)}`, take: action.most, leaseMs: 3, now: START + action.at, rin: 2 });
  if (action.kind === 'take') {
    const messages = await inbox.claimOutbox({ now: START + turn, leaseMs: 5, max: action.max });
    if (action.isSettled) await inbox.settleOutbox({ mids: messages.map(({ claims }) => claims.mid) });
    return messages;
  }
  if (action.kind === 'prune') return undefined;
  return inbox.commit({
    changes: action.writes.map(({ key, versionError: error, isLate, messages, seen, worker, state, ...row }, index) =>
      inboxChange(
        inboxRowOf(key, { ...row, state, dueAt: timeOf(turn, index, isLate), ...(worker === undefined ? {} : { worker }), ...(state === 'done' || state === 'in_doubt' ? { endedAt: timeOf(turn, index, isLate) } : {}) }),
        { expectedVersion: Math.max((versions.get(key) ?? 0) + error, 0), messages: midsOf(turn, index, messages), seen: seen.map((mid) => seenOf(mid)) },
      ),
    ),
  });
}

async function inboxState(inbox: StepInbox): Promise<unknown> {
  const { rows, seen } = await inbox.load({ keys: KEYS, mids: ['s0', 's1', 's2', 's3'] });
  return { rows: byText(rows), seen: byText(seen), counts: byText(await inbox.counts({ rin: 2 })) };
}

const versionsOf = (store: MemoryStepStore | MemoryStepInbox): ReadonlyMap<string, number> => new Map<string, number>(store.rows().map(({ row, version }) => [row.key, version]));

await describeWithPostgres('the stores of the door on PostgreSQL and in memory', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await openTestPostgres();
  });
  afterAll(() => postgres.close());

  test('the step store answers the same to everything', { timeout: propertyTimeout() }, async () => {
    const law = fc.asyncProperty(fc.array(stepAction, { maxLength: 25, size: 'max' }), async (actions) => {
      await postgres.clear();
      const [stored, memory] = [postgres.ports.stepStore, createMemoryStepStore()];
      for (const [turn, action] of actions.entries()) {
        const versions = versionsOf(memory);
        expect(await stepAnswer(stored, action, turn, versions)).toEqual(await stepAnswer(memory, action, turn, versions));
        if (action.kind === 'prune') await postgres.ports.prune({ before: START + action.before });
        if (action.kind === 'prune') memory.prune({ before: START + action.before });
        expect(await stepState(stored)).toEqual(await stepState(memory));
      }
    });
    await fc.assert(law, RUNS);
  });

  test('the inbox of steps answers the same to everything', { timeout: propertyTimeout() }, async () => {
    const law = fc.asyncProperty(fc.array(inboxAction, { maxLength: 25, size: 'max' }), async (actions) => {
      await postgres.clear();
      const [stored, memory] = [postgres.ports.stepInbox, createMemoryStepInbox()];
      for (const [turn, action] of actions.entries()) {
        const versions = versionsOf(memory);
        expect(await inboxAnswer(stored, action, turn, versions)).toEqual(await inboxAnswer(memory, action, turn, versions));
        if (action.kind === 'prune') await postgres.ports.prune({ before: START + action.before });
        if (action.kind === 'prune') memory.prune({ before: START + action.before });
        expect(await inboxState(stored)).toEqual(await inboxState(memory));
      }
    });
    await fc.assert(law, RUNS);
  });
});
