import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CheckedEvent } from '#shared/core/events/cloud-event.ts';
import { openLoop } from '#shared/core/events/mailbox.ts';
import type { SubscriberState } from '#shared/core/events/subscriber.ts';
import type { EventTopics } from '#shared/core/events/topics.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { EventBus, Subscriber } from '#shared/ports/event-bus.ts';
import { difficultJson, LARGE_TEXT, type Open, type Opened } from './opened.ts';

const START = 1_795_401_234_567;
const LEASE_MS = 1_000;

function eventOf(id: string, more: { readonly type?: string; readonly source?: string; readonly data?: JsonObject } = {}): CheckedEvent {
  const { type = 'paid', source = 'shop', data = {} } = more;
  return { id, source, type, event: { specversion: '1.0', id, source, type, data } };
}

function stateOf(executionId: string, isTold = true): SubscriberState {
  const mailbox = openLoop({ strategy: { any: [] }, read: 'data', variables: {} });
  return { kind: 'mailbox', executionId, mailbox: { ...mailbox, isTold } };
}

/** What every event bus must do. */
export function eventBusContract(name: string, open: Open<EventBus>): void {
  describe(`EventBus on ${name}`, () => {
    let opened: Opened<EventBus>;
    let bus: EventBus;
    beforeEach(async () => {
      opened = await open();
      bus = opened.port;
    });
    afterEach(() => opened.close());

    const publish = (events: readonly CheckedEvent[], now = START, to: EventBus = bus) => to.publish({ events, now });
    const subscribe = (id: string, more: { readonly topics?: EventTopics; readonly since?: number; readonly state?: SubscriberState } = {}) =>
      bus.open({ id, executionId: 'exe-1', topics: more.topics ?? 'all', since: more.since ?? START, state: more.state ?? stateOf('exe-1') });
    const due = (now = START, from: EventBus = bus) => from.due({ now, leaseMs: LEASE_MS, max: 100 });
    const loaded = async (id: string): Promise<Subscriber> => {
      const subscriber = await bus.load({ id });
      if (subscriber === undefined) throw new Error('a subscriber was expected');
      return subscriber;
    };
    const idsOf = (events: readonly JsonObject[]) => events.map((event) => event['id']);
    const unseenOf = async (id: string, max = 100) => idsOf((await bus.unseen({ subscriber: await loaded(id), max })).events);
    const read = async (id: string): Promise<boolean> => {
      const subscriber = await loaded(id);
      const { position } = await bus.unseen({ subscriber, max: 100 });
      return bus.save({ id, version: subscriber.version, state: subscriber.state, position });
    };

    describe('publish()', () => {
      test('appends events in their order and answers with them', async () => {
        await subscribe('s1');
        expect(await publish([eventOf('e1'), eventOf('e2')])).toEqual([{ isNew: true, event: eventOf('e1').event }, { isNew: true, event: eventOf('e2').event }]);
        await publish([eventOf('e3')]);
        expect(await unseenOf('s1')).toEqual(['e1', 'e2', 'e3']);
      });

      test('is idempotent by source and id: the first one counts', async () => {
        await subscribe('s1');
        await publish([eventOf('e1', { data: { n: 1 } })]);
        expect(await publish([eventOf('e1', { data: { n: 2 } }), eventOf('e1', { source: 'other' })])).toEqual([
          { isNew: false, event: eventOf('e1', { data: { n: 1 } }).event },
          { isNew: true, event: eventOf('e1', { source: 'other' }).event },
        ]);
        expect(await unseenOf('s1')).toEqual(['e1', 'e1']);
      });

      test('knows an event that stands twice in one request', async () => {
        expect((await publish([eventOf('e1'), eventOf('e1')])).map(({ isNew }) => isNew)).toEqual([true, false]);
      });

      test('of nothing changes nothing', async () => {
        expect(await publish([])).toEqual([]);
      });

      test('of many at once loses none and has one order for all', async () => {
        await subscribe('s1');
        await subscribe('s2');
        await Promise.all(Array.from({ length: 30 }, (_, index) => publish([eventOf(`e${index}`)], START, index % 2 === 0 ? opened.port : opened.other)));
        const seen = await unseenOf('s1');
        expect(new Set(seen).size).toBe(30);
        expect(await unseenOf('s2')).toEqual(seen);
      });
    });

    describe('open()', () => {
      test('shows what was published since a time, and nothing older', async () => {
        await publish([eventOf('before')], START - 1);
        await publish([eventOf('same')], START);
        await publish([eventOf('later')], START + 5);
        await subscribe('s1', { since: START });
        expect(await unseenOf('s1')).toEqual(['same', 'later']);
        expect((await due()).map(({ id }) => id)).toEqual(['s1']);
      });

      test('shows what comes after the first event of its time, also from a process whose clock is slow', async () => {
        await publish([eventOf('before')], START - 10);
        await publish([eventOf('first')], START);
        await publish([eventOf('slow')], START - 5);
        await subscribe('s1', { since: START });
        expect(await unseenOf('s1')).toEqual(['first', 'slow']);
      });

      test('shows nothing when everything is older', async () => {
        await publish([eventOf('before')], START - 1);
        await subscribe('s1', { since: START });
        expect(await unseenOf('s1')).toEqual([]);
        expect(await due()).toEqual([]);
      });

      test('is idempotent by id', async () => {
        expect(await subscribe('s1')).toBe('opened');
        await publish([eventOf('e1')]);
        await read('s1');
        expect(await subscribe('s1', { since: 0 })).toBe('known');
        expect(await unseenOf('s1')).toEqual([]);
      });

      test('misses nothing that is published at the same time', async () => {
        const ids = Array.from({ length: 20 }, (_, index) => `e${index}`);
        await Promise.all([...ids.map((id) => publish([eventOf(id)], START, opened.other)), subscribe('s1')]);
        expect(new Set(await unseenOf('s1'))).toEqual(new Set(ids));
        expect((await due()).map(({ id }) => id)).toEqual(['s1']);
      });
    });

    describe('due()', () => {
      test('gives those who may take what was published, and only those', async () => {
        await subscribe('all');
        await subscribe('paid', { topics: ['paid', 'sent'] });
        await subscribe('other', { topics: ['other'] });
        await subscribe('none', { topics: [] });
        await publish([eventOf('e1')]);
        expect((await due()).map(({ id }) => id)).toEqual(['all', 'paid']);
        expect(await unseenOf('paid')).toEqual(['e1']);
      });

      test('holds them until the lease ends or they are saved', async () => {
        await subscribe('s1');
        await publish([eventOf('e1')]);
        expect(await due()).toHaveLength(1);
        expect(await due(START + LEASE_MS - 1, opened.other)).toEqual([]);
        const [again] = await due(START + LEASE_MS, opened.other);
        expect(again?.id).toBe('s1');
        const { id, version, state, position } = again ?? (await loaded('s1'));
        await bus.save({ id, version, state, position });
        expect(await due(START + LEASE_MS)).toHaveLength(1);
      });

      test('gives one with news though it has seen everything', async () => {
        await subscribe('s1', { state: stateOf('exe-1', false) });
        expect((await due()).map(({ id }) => id)).toEqual(['s1']);
        const { id, version, position } = await loaded('s1');
        await bus.save({ id, version, state: stateOf('exe-1', true), position });
        expect(await due(START + LEASE_MS)).toEqual([]);
      });

      test('gives each subscriber to one of many that ask at once', async () => {
        for (let index = 0; index < 20; index += 1) await subscribe(`s${index}`);
        await publish([eventOf('e1')]);
        const taken = await Promise.all(Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? opened.port : opened.other).due({ now: START, leaseMs: LEASE_MS, max: 4 })));
        const ids = taken.flat().map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.length + (await due()).length).toBe(20);
      });
    });

    describe('unseen()', () => {
      test('gives the oldest first, in parts, each type in its place among the others', async () => {
        await subscribe('s1', { topics: ['a', 'b'] });
        await publish(['a', 'x', 'b', 'a', 'x', 'b'].map((type, index) => eventOf(`e${index}`, { type })));
        const first = await bus.unseen({ subscriber: await loaded('s1'), max: 2 });
        expect(idsOf(first.events)).toEqual(['e0', 'e2']);
        const { id, version, state } = await loaded('s1');
        await bus.save({ id, version, state, position: first.position });
        expect((await due()).map((one) => one.id)).toEqual(['s1']);
        const second = await bus.unseen({ subscriber: await loaded('s1'), max: 100 });
        expect(idsOf(second.events)).toEqual(['e3', 'e5']);
        expect(await read('s1')).toBe(true);
        expect(await due(START + LEASE_MS)).toEqual([]);
      });
    });

    describe('save()', () => {
      test('refuses a stale version and changes nothing', async () => {
        await subscribe('s1');
        const before = await loaded('s1');
        expect(await bus.save({ id: 's1', version: before.version, state: stateOf('exe-2'), position: before.position })).toBe(true);
        expect(await bus.save({ id: 's1', version: before.version, state: stateOf('exe-3'), position: before.position })).toBe(false);
        expect(await loaded('s1')).toMatchObject({ state: { executionId: 'exe-2' }, version: before.version + 1 });
      });

      test('leaves one due for whom something was published in between', async () => {
        await subscribe('s1');
        await publish([eventOf('e1')]);
        const [taken] = await due();
        const { id, version, state } = taken ?? (await loaded('s1'));
        const { position } = await bus.unseen({ subscriber: taken ?? (await loaded('s1')), max: 100 });
        await publish([eventOf('e2')]);
        expect(await bus.save({ id, version, state, position })).toBe(true);
        expect((await due()).map((one) => one.id)).toEqual(['s1']);
        expect(await unseenOf('s1')).toEqual(['e2']);
      });

      test('lets one of many win that save at once', async () => {
        await subscribe('s1');
        const { version, position } = await loaded('s1');
        const saved = await Promise.all(Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? opened.port : opened.other).save({ id: 's1', version, state: stateOf(`exe-${index}`), position })));
        expect(saved.filter(Boolean)).toHaveLength(1);
        expect(await loaded('s1')).toMatchObject({ state: { executionId: `exe-${saved.indexOf(true)}` } });
      });

      test('of one that is gone changes nothing', async () => {
        expect(await bus.save({ id: 'gone', version: 1, state: stateOf('exe-1'), position: 0 })).toBe(false);
      });
    });

    describe('close()', () => {
      test('forgets a subscriber, one or all of an execution', async () => {
        for (const id of ['s1', 's2', 's3']) await subscribe(id);
        await bus.open({ id: 'foreign', executionId: 'exe-2', topics: 'all', since: START, state: stateOf('exe-2') });
        await bus.open({ id: 'schedule', topics: 'all', since: START, state: stateOf('-') });
        await bus.close({ id: 's1' });
        await bus.close({ id: 'unknown' });
        expect((await bus.ofExecution({ executionId: 'exe-1' })).map(({ id }) => id)).toEqual(['s2', 's3']);
        await bus.closeOf({ executionId: 'exe-1' });
        await publish([eventOf('e1')]);
        expect((await due()).map(({ id }) => id)).toEqual(['foreign', 'schedule']);
        expect(await bus.load({ id: 's2' })).toBeUndefined();
      });
    });

    describe('prune', () => {
      test('forgets events from before a time, whose ids are then new again', async () => {
        await publish([eventOf('old')], START);
        await publish([eventOf('new')], START + 1);
        await opened.prune({ before: START + 1 });
        expect((await publish([eventOf('old'), eventOf('new')], START + 2)).map(({ isNew }) => isNew)).toEqual([true, false]);
      });
    });

    test('gives events, names and states back as they were', async () => {
      const strange = 'a\u0000b\\\ud800 "c"';
      const data = { ...difficultJson(), large: LARGE_TEXT };
      await bus.open({ id: strange, executionId: strange, topics: [strange], since: START, state: stateOf(strange) });
      await publish([eventOf(strange, { type: strange, source: strange, data })]);
      const [subscriber] = await due();
      expect(subscriber).toMatchObject({ id: strange, topics: [strange], state: stateOf(strange) });
      const { events } = await bus.unseen({ subscriber: subscriber ?? (await loaded(strange)), max: 1 });
      expect(JSON.stringify(events[0]?.['data'])).toBe(JSON.stringify(data));
      expect((await bus.ofExecution({ executionId: strange })).map(({ id }) => id)).toEqual([strange]);
    });
  });
}
