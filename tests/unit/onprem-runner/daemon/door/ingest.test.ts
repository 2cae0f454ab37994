import { beforeEach, describe, expect, test } from 'vitest';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { InboxRow } from '#shared/core/protocol/inbox-row.ts';
import type { LogConsumer } from '#shared/ports/message-log.ts';
import { ingestCommands } from '#onprem-runner/daemon/door/ingest.ts';
import { BANK, keyOf, openStepDoor, RUN_BODY, runOf, START, TOPICS, type StepDoor } from '#tests/support/steps/step-door.ts';

let door: StepDoor;
let consumer: LogConsumer;
beforeEach(async () => {
  door = openStepDoor();
  consumer = await door.commands();
});

const rowOf = (attemptId: string): InboxRow | undefined => door.inbox.rows().find(({ row }) => row.key === keyOf(attemptId))?.row;
const ingest = (ports: Partial<StepDoor['bank']> = {}) => ingestCommands({ ...door.bank, ...ports }, BANK, { consumer, waitMs: 0 });
const answers = async () => (await door.inbox.claimOutbox({ now: door.clock.now(), leaseMs: 0, max: 100 })).map(({ claims }) => claims);
const cancelOf = (attemptId: string) => {
  const { typ: _typ, act: _act, wfd: _wfd, kind: _kind, ref: _ref, apr: _apr, ...claims } = runOf(attemptId);
  return { ...claims, typ: 'cancel', why: 'stopped' } as const;
};

describe('ingestCommands()', () => {
  test('takes a step in with what its message says, and as the runner itself judges it', async () => {
    await door.publish({ ...runOf('a1', { ddl: 9, trc: 't' }), top: TOPICS.commandsBy.critical }, RUN_BODY);
    expect(await ingest({ judge: async () => ({ kind: 'opaque' }) })).toEqual({ records: 1, refused: 0 });
    expect(rowOf('a1')).toEqual({
      key: keyOf('a1'), exe: 'exe-1', stp: 'a1', itr: '', priority: 'critical', kind: 'opaque', state: 'ready', epoch: 0, att: 1, cin: 1, rin: 1, dueAt: START, tries: 0, receivedAt: START,
      work: { act: 'uwf:function:pay:1.0.0', wfd: 'a'.repeat(64), ref: 'ref', deadline: 9, trace: 't', body: RUN_BODY },
    });
    expect(await answers()).toEqual([]);
  });

  test('asks about a step once, and not about one that it has or that is for another incarnation', async () => {
    const asked: string[] = [];
    const judge: StepDoor['bank']['judge'] = async ({ item }) => {
      asked.push(item.attemptId);
      return { kind: 'idempotent' };
    };
    await door.publish(runOf('a1'), RUN_BODY);
    await door.publish(runOf('a1', { att: 2 }), RUN_BODY);
    await door.publish(runOf('a2', { rin: 7 }), RUN_BODY);
    await ingest({ judge });
    await door.publish(runOf('a1', { att: 3 }), RUN_BODY);
    await ingest({ judge });
    expect(asked).toEqual(['a1']);
    expect(rowOf('a1')?.att).toBe(3);
    expect(await answers()).toMatchObject([{ typ: 'stale', of: 'run', stp: 'a2', rin: 1, iss: 'site-1', aud: 'cloud', top: TOPICS.results }]);
  });

  test('answers what the runner does not do', async () => {
    await door.publish(runOf('a1'), RUN_BODY);
    await ingest({ judge: async () => ({ refused: 'unknown-definition' }) });
    expect(await answers()).toMatchObject([{ typ: 'refused', why: 'unknown-definition', stp: 'a1', att: 1 }]);
    expect(rowOf('a1')).toBeUndefined();
  });

  test('takes what comes of one step in one poll in its order', async () => {
    await door.publish(runOf('a1'), RUN_BODY);
    await door.publish(cancelOf('a1'));
    await door.publish(runOf('a1', { att: 2 }), RUN_BODY);
    await ingest();
    expect(rowOf('a1')?.state).toBe('cancelled');
    expect((await answers()).map((claims) => (claims.typ === 'result' ? [claims.outcome, claims.ref] : claims.typ))).toEqual([['cancelled', 'ref'], ['cancelled', 'ref']]);
  });

  test('handles a record once, however often it comes', async () => {
    const run = runOf('a1');
    await door.publish(run, RUN_BODY);
    await ingest();
    const before = door.inbox.rows();
    await door.publish(run, RUN_BODY);
    expect(await ingest()).toEqual({ records: 1, refused: 0 });
    expect(door.inbox.rows()).toEqual(before);
  });

  test.each([
    ['the key of another step', runOf('a1', { key: keyOf('a2') }), RUN_BODY],
    ['a body that is no work item', runOf('a1'), { ...RUN_BODY, retryCount: -1 }],
    ['a body that says what the claims say', runOf('a1'), { ...RUN_BODY, resource: 'uwf:function:other:1.0.0' }],
  ])('buries a run with %s', async (_what, claims, body) => {
    await door.publish(claims, body);
    expect(await ingest()).toEqual({ records: 1, refused: 1 });
    expect(door.deadLetters).toMatchObject([{ reject: 'malformed' }]);
    expect(door.inbox.rows()).toEqual([]);
  });

  test('answers a run that was good but for its age, and begins nothing', async () => {
    const reader: StepDoor['bank']['reader'] = {
      read: async (request) => {
        const opened = await door.bank.reader.read(request);
        return opened.ok ? { ok: false, reject: 'expired', claims: opened.claims } : opened;
      },
    };
    await door.publish(runOf('a1'), RUN_BODY);
    await door.publish(cancelOf('a2'));
    expect(await ingest({ reader })).toEqual({ records: 2, refused: 2 });
    expect(await answers()).toMatchObject([{ typ: 'refused', why: 'expired', stp: 'a1' }]);
    expect(door.inbox.rows()).toEqual([]);
    expect(door.deadLetters.map(({ reject }) => reject)).toEqual(['expired', 'expired']);
  });

  test('gets the records again when they could not be committed', async () => {
    await door.publish(runOf('a1'), RUN_BODY);
    await expect(ingest({ inbox: { ...door.inbox, commit: async () => Promise.reject(new UwfError('UWF-5001')) } })).rejects.toMatchObject({ code: 'UWF-5001' });
    expect(await ingest()).toEqual({ records: 1, refused: 0 });
    expect(rowOf('a1')?.state).toBe('ready');
  });
});
