import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MAX_DELIVERIES, type Delivery, type QueueMessage, type TaskQueue } from '#shared/ports/task-queue.ts';
import { difficultJson, LARGE_TEXT, type Open, type Opened } from './opened.ts';

const START = 1_795_401_234_567;
const LEASE_MS = 1_000;
const TOPIC = 'uwf.test.bank.cmd.normal';

function message(id: string, key: string, body: QueueMessage['body'] = { id }): QueueMessage {
  return { id, key, body };
}

/** What every queue must do. */
export function taskQueueContract(name: string, open: Open<TaskQueue>): void {
  describe(`TaskQueue on ${name}`, () => {
    let opened: Opened<TaskQueue>;
    let queue: TaskQueue;
    beforeEach(async () => {
      opened = await open();
      queue = opened.port;
    });
    afterEach(() => opened.close());

    const publish = (...messages: readonly QueueMessage[]) => queue.publish({ topic: TOPIC, messages });
    const receive = (now: number, max = 100, from: TaskQueue = queue) => from.receive({ topic: TOPIC, consumer: 'c1', max, leaseMs: LEASE_MS, now });
    const receiveIds = async (now: number, max = 100) => (await receive(now, max)).map((delivery) => delivery.id);
    const acknowledge = (...deliveries: readonly Delivery[]) => queue.acknowledge({ topic: TOPIC, receipts: deliveries.map((delivery) => delivery.receipt) });
    const depth = () => queue.depth({ topic: TOPIC });
    const receiveOne = async (now: number): Promise<Delivery> => {
      const [delivery] = await receive(now, 1);
      if (delivery === undefined) throw new Error('a delivery was expected');
      return delivery;
    };

    test('gives nothing when there is nothing', async () => {
      expect(await receive(START)).toEqual([]);
      expect(await depth()).toEqual({ waiting: 0, held: 0, dead: 0 });
    });

    test('gives a message as it was published, with its number of deliveries', async () => {
      await publish(message('m1', 'e1', { kind: 'run' }));
      expect(await receive(START)).toEqual([{ id: 'm1', key: 'e1', body: { kind: 'run' }, receipt: expect.any(String), deliveries: 1 }]);
    });

    test('gives messages of different keys in the order of publication, up to a number', async () => {
      await publish(message('m3', 'e3'), message('m1', 'e1'));
      await publish(message('m2', 'e2'));
      expect(await receiveIds(START, 2)).toEqual(['m3', 'm1']);
      expect(await receiveIds(START, 0)).toEqual([]);
      expect(await receiveIds(START, 2)).toEqual(['m2']);
    });

    test('keeps topics apart', async () => {
      await publish(message('m1', 'e1'));
      expect(await queue.receive({ topic: 'other', consumer: 'c1', max: 10, leaseMs: 1, now: START })).toEqual([]);
      await queue.publish({ topic: 'other', messages: [message('m1', 'e1')] });
      expect(await queue.depth({ topic: 'other' })).toEqual({ waiting: 1, held: 0, dead: 0 });
      const delivery = await receiveOne(START);
      await queue.acknowledge({ topic: 'other', receipts: [delivery.receipt] });
      expect(await depth()).toEqual({ waiting: 0, held: 1, dead: 0 });
    });

    describe('order per key', () => {
      test('holds a message back while an earlier one of its key is held', async () => {
        await publish(message('m1', 'e1'), message('m2', 'e1'), message('m3', 'e2'));
        const deliveries = await receive(START);
        expect(deliveries.map((delivery) => delivery.id)).toEqual(['m1', 'm3']);
        expect(await receive(START)).toEqual([]);
        await acknowledge(...deliveries);
        expect(await receiveIds(START)).toEqual(['m2']);
      });

      test('holds a message back while an earlier one waits to come again', async () => {
        await publish(message('m1', 'e1'), message('m2', 'e1'));
        const delivery = await receiveOne(START);
        await queue.release({ topic: TOPIC, receipts: [delivery.receipt], availableAt: START + 50 });
        expect(await receive(START + 49)).toEqual([]);
        expect(await receiveIds(START + 50)).toEqual(['m1']);
      });

      test('goes on with the next one once the first is dead', async () => {
        await publish(message('m1', 'e1'), message('m2', 'e1'));
        const delivery = await receiveOne(START);
        await queue.deadLetter({ topic: TOPIC, receipt: delivery.receipt, reason: 'poison' });
        expect(await receiveIds(START)).toEqual(['m2']);
      });

      test('gives a long line of one key one by one, in order', async () => {
        const ids = Array.from({ length: 40 }, (_, index) => `m${String(index)}`);
        await publish(...ids.map((id) => message(id, 'e1')));
        const seen: string[] = [];
        for (let delivery = await receive(START); delivery.length > 0; delivery = await receive(START)) {
          seen.push(...delivery.map((one) => one.id));
          await acknowledge(...delivery);
        }
        expect(seen).toEqual(ids);
      });
    });

    describe('leases', () => {
      test('hold a message until they end', async () => {
        await publish(message('m1', 'e1'));
        await receive(START);
        expect(await receive(START + LEASE_MS - 1)).toEqual([]);
        expect(await receive(START + LEASE_MS)).toMatchObject([{ id: 'm1', deliveries: 2 }]);
      });

      test('give another receipt with each delivery; the old one means nothing', async () => {
        await publish(message('m1', 'e1'));
        const first = await receiveOne(START);
        const second = await receiveOne(START + LEASE_MS);
        expect(second.receipt).not.toBe(first.receipt);
        await acknowledge(first);
        await queue.release({ topic: TOPIC, receipts: [first.receipt], availableAt: START });
        await queue.deadLetter({ topic: TOPIC, receipt: first.receipt, reason: 'late' });
        expect(await depth()).toEqual({ waiting: 0, held: 1, dead: 0 });
        await acknowledge(second);
        expect(await depth()).toEqual({ waiting: 0, held: 0, dead: 0 });
      });

      test('that ended without anybody taking over still let the work be acknowledged', async () => {
        await publish(message('m1', 'e1'));
        const delivery = await receiveOne(START);
        await acknowledge(delivery);
        expect(await receive(START + 10 * LEASE_MS)).toEqual([]);
      });

      test('give each message to one of many that receive at once', async () => {
        await publish(...Array.from({ length: 40 }, (_, index) => message(`m${String(index)}`, `e${String(index)}`)));
        const received = await Promise.all(Array.from({ length: 12 }, (_, index) => receive(START, 7, index % 2 === 0 ? opened.port : opened.other)));
        const all = [...received.flat(), ...(await receive(START))].map((delivery) => delivery.id);
        expect(all).toHaveLength(40);
        expect(new Set(all).size).toBe(40);
      });

      test('never put two messages of a key into different hands at once', async () => {
        await publish(...Array.from({ length: 30 }, (_, index) => message(`m${String(index)}`, `e${String(index % 3)}`)));
        const seen = new Map<string, string[]>();
        while ((await depth()).waiting > 0) {
          const received = (await Promise.all([receive(START, 2, opened.port), receive(START, 2, opened.other), receive(START, 2, opened.port)])).flat();
          expect(new Set(received.map((delivery) => delivery.key)).size).toBe(received.length);
          for (const { key, id } of received) seen.set(key, [...(seen.get(key) ?? []), id]);
          await acknowledge(...received);
        }
        expect(seen.get('e1')).toEqual(Array.from({ length: 10 }, (_, index) => `m${String(index * 3 + 1)}`));
      });
    });

    test('loses, doubles and re-orders nothing while messages of few keys are published, worked on and given back at once', async () => {
      const PUBLISHERS = 4;
      const EACH = 60;
      const seen: string[] = [];
      const busy = new Set<string>();
      const doubleHolds: string[] = [];
      const publishAll = async (publisher: number) => {
        const from = publisher % 2 === 0 ? opened.port : opened.other;
        for (let place = 0; place < EACH; place += 3) {
          const messages = [place, place + 1, place + 2].map((index) => message(`${String(publisher)}-${String(index)}`, `key${String(index % 2)}`, { publisher, index }));
          await from.publish({ topic: TOPIC, messages });
        }
      };
      const work = async (from: TaskQueue, worker: number) => {
        while (seen.length < PUBLISHERS * EACH) {
          const deliveries = await receive(START, 3, from);
          doubleHolds.push(...deliveries.filter(({ key }) => busy.has(key)).map(({ id }) => id));
          deliveries.forEach(({ key }) => busy.add(key));
          for (const delivery of deliveries) {
            busy.delete(delivery.key);
            const receipts = [delivery.receipt];
            if (delivery.deliveries === 1 && worker === 1) await from.release({ topic: TOPIC, receipts, availableAt: START });
            else {
              seen.push(delivery.id);
              await from.acknowledge({ topic: TOPIC, receipts });
            }
          }
        }
      };
      await Promise.all([...Array.from({ length: PUBLISHERS }, (_, publisher) => publishAll(publisher)), ...[opened.port, opened.other, opened.port].map(work)]);
      expect(doubleHolds).toEqual([]);
      expect(await depth()).toEqual({ waiting: 0, held: 0, dead: 0 });
      expect(new Set(seen).size).toBe(PUBLISHERS * EACH);
      for (let publisher = 0; publisher < PUBLISHERS; publisher += 1) {
        for (const key of [0, 1]) {
          const order = seen.map((id) => id.split('-').map(Number)).flatMap(([from, index]) => (from === publisher && index !== undefined && index % 2 === key ? [index] : []));
          expect(order).toEqual([...order].sort((left, right) => left - right));
        }
      }
    });

    describe('acknowledge()', () => {
      test('removes for good', async () => {
        await publish(message('m1', 'e1'));
        await acknowledge(await receiveOne(START));
        expect(await receive(START + 100 * LEASE_MS)).toEqual([]);
        expect(await depth()).toEqual({ waiting: 0, held: 0, dead: 0 });
      });

      test('can be repeated, and ignores what is no receipt', async () => {
        await publish(message('m1', 'e1'));
        const delivery = await receiveOne(START);
        await acknowledge(delivery);
        await acknowledge(delivery);
        await queue.acknowledge({ topic: TOPIC, receipts: ['', 'nonsense', '1.1.1', "1'; --", '9'.repeat(400)] });
        await queue.acknowledge({ topic: TOPIC, receipts: [] });
        expect(await depth()).toEqual({ waiting: 0, held: 0, dead: 0 });
      });
    });

    describe('release()', () => {
      test('gives a message back at a time', async () => {
        await publish(message('m1', 'e1'));
        const delivery = await receiveOne(START);
        await queue.release({ topic: TOPIC, receipts: [delivery.receipt], availableAt: START + 7.5 });
        expect(await depth()).toEqual({ waiting: 1, held: 0, dead: 0 });
        expect(await receive(START + 7)).toEqual([]);
        expect(await receive(START + 8)).toMatchObject([{ id: 'm1', deliveries: 2 }]);
      });

      test('makes its receipt worthless', async () => {
        await publish(message('m1', 'e1'));
        const delivery = await receiveOne(START);
        await queue.release({ topic: TOPIC, receipts: [delivery.receipt], availableAt: START });
        await acknowledge(delivery);
        expect(await depth()).toEqual({ waiting: 1, held: 0, dead: 0 });
      });
    });

    describe('dead letters', () => {
      test('take a message with a reason', async () => {
        await publish(message('m1', 'e1'));
        const delivery = await receiveOne(START);
        await queue.deadLetter({ topic: TOPIC, receipt: delivery.receipt, reason: 'unknown-definition' });
        expect(await depth()).toEqual({ waiting: 0, held: 0, dead: 1 });
        expect(await receive(START + 100 * LEASE_MS)).toEqual([]);
      });

      test(`take a message whose lease ended ${String(MAX_DELIVERIES)} times, and let the next one of its key through`, async () => {
        await publish(message('m1', 'e1'), message('m2', 'e1'));
        for (let delivery = 1; delivery <= MAX_DELIVERIES; delivery += 1) expect(await receive(START + delivery * LEASE_MS)).toMatchObject([{ id: 'm1', deliveries: delivery }]);
        expect(await receiveIds(START + 20 * LEASE_MS)).toEqual(['m2']);
        expect(await depth()).toEqual({ waiting: 0, held: 1, dead: 1 });
      });

      test(`take a message that is released for the ${String(MAX_DELIVERIES)}th time`, async () => {
        await publish(message('m1', 'e1'));
        for (let delivery = 1; delivery <= MAX_DELIVERIES; delivery += 1) {
          const held = await receiveOne(START);
          expect(held.deliveries).toBe(delivery);
          await queue.release({ topic: TOPIC, receipts: [held.receipt], availableAt: START });
        }
        expect(await depth()).toEqual({ waiting: 0, held: 0, dead: 1 });
      });
    });

    describe('publish()', () => {
      test('recognises a message by its id while it waits, is held, is gone and is dead', async () => {
        await publish(message('m1', 'e1'), message('m2', 'e2'));
        await publish(message('m1', 'e1', { second: true }));
        expect(await depth()).toMatchObject({ waiting: 2 });
        const [first, second] = await receive(START);
        await publish(message('m1', 'e1'));
        if (first !== undefined) await acknowledge(first);
        await queue.deadLetter({ topic: TOPIC, receipt: second?.receipt ?? '', reason: 'poison' });
        await publish(message('m1', 'e1'), message('m2', 'e2'));
        expect(await depth()).toEqual({ waiting: 0, held: 0, dead: 1 });
        expect(first?.body).toEqual({ id: 'm1' });
      });

      test('keeps the first of two messages with one id in one call', async () => {
        await publish(message('m1', 'e1', { place: 1 }), message('m2', 'e2'), message('m1', 'e1', { place: 3 }));
        expect(await receive(START)).toMatchObject([{ id: 'm1', body: { place: 1 } }, { id: 'm2' }]);
      });

      test('takes one of many that come at once with the same id', async () => {
        await Promise.all(Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? opened.port : opened.other).publish({ topic: TOPIC, messages: [message('m1', 'e1'), message(`own-${String(index)}`, 'e2')] })));
        expect(await depth()).toEqual({ waiting: 11, held: 0, dead: 0 });
      });

      test('never blocks when calls meet with the same ids in different orders', async () => {
        const ids = Array.from({ length: 50 }, (_, index) => `m${String(index)}`);
        await Promise.all([ids, [...ids].reverse(), ids].map((order, index) => (index % 2 === 0 ? opened.port : opened.other).publish({ topic: TOPIC, messages: order.map((id) => message(id, id)) })));
        expect(await depth()).toEqual({ waiting: 50, held: 0, dead: 0 });
      });

      test('takes a message anew once its id was pruned; never while the message is there', async () => {
        await publish(message('m1', 'e1'), message('m2', 'e2'));
        const deliveries = await receive(START);
        await acknowledge(...deliveries.filter((delivery) => delivery.id === 'm1'));
        await opened.prune({ before: Number.MAX_SAFE_INTEGER });
        await publish(message('m1', 'e1'), message('m2', 'e2'));
        expect(await depth()).toEqual({ waiting: 1, held: 1, dead: 0 });
      });

      test('takes nothing', async () => {
        await publish();
        expect(await depth()).toEqual({ waiting: 0, held: 0, dead: 0 });
      });
    });

    describe('what it is given comes back as it was', () => {
      test('ids, keys, topics and bodies of any characters', async () => {
        const strange = 'a\u0000b\\\ud800"\'{},🏦';
        const body = difficultJson();
        await queue.publish({ topic: strange, messages: [message(strange, strange, body)] });
        const [delivery] = await queue.receive({ topic: strange, consumer: strange, max: 1, leaseMs: 1, now: START });
        expect(delivery).toMatchObject({ id: strange, key: strange });
        expect(JSON.stringify(delivery?.body)).toBe(JSON.stringify(body));
      });

      test('a body of 200 KB', async () => {
        await publish(message('m1', 'e1', { text: LARGE_TEXT }));
        expect((await receiveOne(START)).body).toEqual({ text: LARGE_TEXT });
      });

      test('also when the sender changes its copy', async () => {
        const body = { list: [1] };
        await publish(message('m1', 'e1', body));
        body.list.push(2);
        const first = await receiveOne(START);
        Object.assign(first.body, { list: 'changed' });
        expect((await receiveOne(START + LEASE_MS)).body).toEqual({ list: [1] });
      });
    });
  });
}
