import { assert } from '#shared/core/kernel/assert.ts';
import type { OutgoingMessage, SeenMessage } from '#shared/ports/door-outbox.ts';
import type { CommitSteps, EngineCall, LoadedSteps, StepChange, StepStore } from '#shared/ports/step-store.ts';
import type { Item } from './attributes.ts';
import { backlogOf, openStepsOf } from './backlog.ts';
import { dueSteps } from './due-steps.ts';
import { TRANSACTION_ITEMS_MAX } from './limits.ts';
import { claimOutgoing, createOrder } from './outgoing.ts';
import { inParallel } from './parallel.ts';
import { reportSite } from './site.ts';
import { outgoingAttributes, outgoingKey, parseSeen, parseSite, parseStep, seenItem, seenKey, siteItemKey, stepItem, stepKey } from './step-items.ts';
import type { Table } from './table.ts';
import type { Write } from './transact.ts';

const IS_NEW = { text: 'attribute_not_exists(#pk)' } as const;

/** What a store is made of. */
interface Steps {
  readonly table: Table;
  readonly keepMs: number;
  readonly order: () => string;
}

/**
 * The steps of the cloud in DynamoDB. Each change is one transaction, with all that belongs to it; a batch is many of them, so that a failure in its middle
 * leaves some written, as if they had been committed before. Message ids that belong to no change, and sites, are written after the changes.
 * What is due, on its way out and counted is read from indexes, which are behind by moments: nothing is decided by them alone. Counts end at `COUNT_MAX`.
 */
export function createDynamoStepStore(table: Table, options: { readonly keepMs: number; readonly now: () => number }): StepStore {
  const steps: Steps = { table, keepMs: options.keepMs, order: createOrder(options.now) };
  return {
    load: (request) => load(table, request),
    commit: (request) => commit(steps, request),
    due: async (request) => {
      const item = await table.get(siteItemKey(request.site));
      return dueSteps(table, { ...request, rin: item === undefined ? 1 : parseSite(item).rin });
    },
    openSteps: ({ site }) => openStepsOf(table, site),
    claimOutbox: (request) => claimOutgoing<OutgoingMessage>(table, 'm', request),
    settleOutbox: ({ mids }) => table.remove(mids.map((mid) => outgoingKey('m', mid))),
    claimCalls: (request) => claimOutgoing<EngineCall>(table, 'c', request),
    settleCalls: ({ ids }) => table.remove(ids.map((id) => outgoingKey('c', id))),
    backlog: () => backlogOf(table),
  };
}

async function load(table: Table, { keys, mids, site }: Parameters<StepStore['load']>[0]): Promise<LoadedSteps> {
  const wanted = [...keys.map(stepKey), ...mids.map(seenKey), siteItemKey(site)];
  const items = await table.getAll(distinct(wanted));
  const of = (key: Item): readonly Item[] => items.filter(({ pk }) => String(pk).startsWith(String(key['pk']).slice(0, 2)));
  const [standing] = of(siteItemKey(site));
  return { rows: of(stepKey('')).map(parseStep), seen: of(seenKey('')).map(parseSeen), standing: standing === undefined ? { rin: 1 } : parseSite(standing) };
}

/** The service refuses a key that comes twice. */
function distinct(keys: readonly Item[]): readonly Item[] {
  return [...new Map(keys.map((key) => [key['pk'], key])).values()];
}

async function commit(steps: Steps, { changes, messages = [], seen = [], sites = [] }: CommitSteps): Promise<readonly string[]> {
  assert(new Set(changes.map(({ row }) => row.key)).size === changes.length, 'no two changes of one commit are of the same row');
  const stale = (await inParallel(changes, async (change) => ((await writeChange(steps, change)) ? [] : [change.row.key]))).flat();
  await inParallel(messages, (message) => steps.table.put(messageItem(message, steps.order()), IS_NEW));
  await writeSeen(steps.table, seen);
  for (const report of sites) await reportSite(steps.table, report);
  return stale;
}

/** False: the version is stale, and nothing was written. */
async function writeChange({ table, keepMs, order }: Steps, change: StepChange): Promise<boolean> {
  const { row, expectedVersion } = change;
  const item = stepItem({ row, version: expectedVersion + 1 }, keepMs);
  const condition = expectedVersion === 0 ? IS_NEW : { text: '#version = :expected', values: { expected: expectedVersion } };
  const outgoing = [...change.messages.map((message): Write => ({ kind: 'put', item: messageItem(message, order()) })), ...change.calls.map((call) => callWrite(call, order()))];
  const own = distinctWrites([{ kind: 'put', item, condition }, ...outgoing]);
  const seen = distinctSeen(change.seen);
  // Should there be more than a transaction takes, the rest follows: a message whose id is forgotten comes again, and changes nothing any more.
  const room = TRANSACTION_ITEMS_MAX - own.length;
  const writes = [...own, ...seen.slice(0, room).map((message): Write => ({ kind: 'put', item: seenItem(message) }))];
  const isWritten = writes.length === 1 ? await table.put(item, condition) : (await table.transact(writes)).done;
  if (isWritten) await writeSeen(table, seen.slice(room));
  return isWritten;
}

function messageItem(message: OutgoingMessage, order: string): Item {
  const { mid } = message.claims;
  return { ...outgoingKey('m', mid), ...outgoingAttributes('m', mid, { value: message, order }) };
}

/** One that is waiting stays as it is: the same again is the same call. */
function callWrite(call: EngineCall, order: string): Write {
  const values = outgoingAttributes('c', call.id, { value: call, order });
  const text = `SET ${Object.keys(values).map((name) => `#${name} = if_not_exists(#${name}, :${name})`).join(', ')}`;
  return { kind: 'update', key: outgoingKey('c', call.id), change: { text, values } };
}

/** Of the writes of one item the first. */
function distinctWrites(writes: readonly Write[]): readonly Write[] {
  const byKey = new Map<unknown, Write>();
  for (const write of writes) {
    const key = (write.kind === 'put' ? write.item : write.key)['pk'];
    if (!byKey.has(key)) byKey.set(key, write);
  }
  return [...byKey.values()];
}

function distinctSeen(seen: readonly SeenMessage[]): readonly SeenMessage[] {
  return [...new Map(seen.map((message) => [message.mid, message])).values()];
}

async function writeSeen(table: Table, seen: readonly SeenMessage[]): Promise<void> {
  await inParallel(distinctSeen(seen), (message) => table.put(seenItem(message)));
}
