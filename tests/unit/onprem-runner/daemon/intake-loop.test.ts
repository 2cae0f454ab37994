import { describe, expect, test } from 'vitest';
import { createSteadyIntake } from '#onprem-runner/daemon/intake-loop.ts';
import type { IngestPorts } from '#onprem-runner/daemon/door/ingest.ts';
import { createMemoryMessageLog } from '#shared/adapters/memory/index.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { PRIORITIES } from '#shared/core/kernel/priority.ts';
import type { MessageLog } from '#shared/ports/message-log.ts';
import { openBankStores, runnerPorts } from '#tests/support/door/bank-side.ts';
import { CLOUD, GROUPS, SITE, TENANT, TOPICS } from '#tests/support/door/parties.ts';

/** The intake of a site, with the subscriptions and pauses that it made. */
async function openIntake(more: Partial<IngestPorts> = {}, openRowsMax = 10) {
  const log = createMemoryMessageLog({ now: () => 0, partitions: 1 });
  const made: string[] = [];
  const watched: MessageLog = {
    ...log,
    subscribe: async (request) => {
      made.push(`subscribe ${request.topics.length} ${request.group} ${request.consumer}`);
      const consumer = await log.subscribe(request);
      return { ...consumer, pause: ({ topics }) => (made.push(`pause ${topics.join()}`), consumer.pause({ topics })) };
    },
  };
  const stores = await openBankStores({ log });
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const ports = { ...(await runnerPorts(stores, [], { logger: quiet })), judge: async () => ({ kind: 'idempotent' }) as const, ...more, log: watched };
  const settings = { tenant: TENANT, site: SITE, cloud: CLOUD, topics: TOPICS, worker: 'worker-1', openRowsMax, balanceMs: 0 };
  return { log, made, stores, intake: createSteadyIntake(ports, settings, { group: GROUPS.onPrem }) };
}

const broken = (): Partial<IngestPorts> => {
  let failures = 1;
  return { deadLetters: { append: async () => { failures -= 1; if (failures >= 0) throw new UwfError('UWF-5002'); } } };
};

describe('the intake of a process', () => {
  test('reads the commands of all priorities as one member of the site', async () => {
    const { log, made, intake, stores } = await openIntake();
    expect(await intake.turn(0)).toEqual({ records: 0, refused: 0 });
    for (const priority of PRIORITIES) await log.append({ topic: TOPICS.commandsBy[priority], records: [{ key: 'k', value: priority }] });
    let records = 0;
    for (let turn = 0; turn < PRIORITIES.length; turn += 1) records += (await intake.turn(0)).records;
    expect(records).toBe(4);
    expect(stores.letters.map(({ topic }) => topic).sort()).toEqual(Object.values(TOPICS.commandsBy).sort());
    expect(made).toEqual([`subscribe 4 ${GROUPS.onPrem} worker-1.commands`]);
  });

  test('joins again after a failure, and gets again what it had not taken', async () => {
    const { log, made, intake } = await openIntake(broken());
    await log.append({ topic: TOPICS.commandsBy.normal, records: [{ key: 'k', value: 'x' }] });
    await expect(intake.turn(0)).rejects.toMatchObject({ code: 'UWF-5002' });
    expect(await intake.turn(0)).toEqual({ records: 1, refused: 1 });
    expect(made).toHaveLength(2);
  });

  test('pauses anew what was paused in the subscription before', async () => {
    const { log, made, intake, stores } = await openIntake(broken(), 0);
    const row = { key: 'k', exe: 'e', stp: 's', itr: '', priority: 'low', kind: 'idempotent', state: 'ready', epoch: 0, att: 1, cin: 1, rin: 1, dueAt: 0, tries: 0, receivedAt: 0 } as const;
    await stores.inbox.commit({ changes: [{ row, expectedVersion: 0, messages: [], seen: [] }] });
    await log.append({ topic: TOPICS.commandsBy.normal, records: [{ key: 'k', value: 'x' }] });
    await expect(intake.turn(0)).rejects.toMatchObject({ code: 'UWF-5002' });
    await intake.turn(0);
    const [subscribe, pause] = [`subscribe 4 ${GROUPS.onPrem} worker-1.commands`, `pause ${TOPICS.commandsBy.low}`];
    expect(made).toEqual([subscribe, pause, subscribe, pause]);
  });

  test('leaves the group when it is closed', async () => {
    const { log, intake } = await openIntake();
    await intake.turn(0);
    const other = await log.subscribe({ topics: [TOPICS.commandsBy.high], group: GROUPS.onPrem, consumer: 'other' });
    await log.append({ topic: TOPICS.commandsBy.high, records: [{ key: 'k', value: 'v' }] });
    await intake.close();
    expect(await other.poll({ max: 1, waitMs: 0 })).toMatchObject([{ value: 'v' }]);
  });
});
