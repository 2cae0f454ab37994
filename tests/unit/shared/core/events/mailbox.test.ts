import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toWorkItemExpression as expression } from '#shared/core/asl/model.ts';
import { QUEUED_EVENTS_MAX } from '#shared/core/events/limits.ts';
import { ask, deliver, giveUp, openListen, openLoop, told, type Mailbox } from '#shared/core/events/mailbox.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';

const listenerOf = (strategy: JsonObject) => ({ strategy, read: 'data', variables: {} }) as const;
const eventOf = (type: string, data: JsonValue = type): JsonObject => ({ type, data });
const UNTIL_END = listenerOf({ any: [], until: { one: { with: { type: 'end' } } } });
const NEVER = listenerOf({ any: [], until: expression('false') });

describe('the mailbox of a listener', () => {
  test('answers its attempt with everything at once', () => {
    let mailbox = openListen(UNTIL_END, 'a1');
    for (const type of ['x', 'y']) mailbox = deliver(mailbox, eventOf(type));
    expect(mailbox.answer).toBeUndefined();
    mailbox = deliver(mailbox, eventOf('end'));
    expect(mailbox).toMatchObject({ answer: { attemptId: 'a1', output: ['x', 'y'] }, isTold: false });
    expect(deliver(mailbox, eventOf('z'))).toEqual(mailbox);
  });

  test('answers before anything comes when there is nothing to wait for', () => {
    expect(openListen(listenerOf({ all: [] }), 'a1')).toMatchObject({ answer: { attemptId: 'a1', output: [] }, isTold: false });
  });

  test('fails its attempt when its condition cannot be evaluated', () => {
    const mailbox = deliver(openListen(listenerOf({ any: [], until: expression('$error("x")') }), 'a1'), eventOf('a'));
    expect(mailbox.answer).toEqual({ attemptId: 'a1', failure: expect.stringContaining('failed') });
    expect(deliver(mailbox, eventOf('b'))).toBe(mailbox);
  });
});

describe('the mailbox of a loop', () => {
  test('keeps events until they are asked for, first in first out', () => {
    let mailbox = openLoop(UNTIL_END);
    for (const type of ['x', 'y', 'end']) mailbox = deliver(mailbox, eventOf(type));
    mailbox = ask(mailbox, 'n1');
    expect(mailbox.answer).toEqual({ attemptId: 'n1', output: { event: 'x', done: false } });
    mailbox = ask(told(mailbox), 'n2');
    expect(mailbox.answer).toEqual({ attemptId: 'n2', output: { event: 'y', done: true } });
    expect(ask(told(mailbox), 'n3').answer).toEqual({ attemptId: 'n3', output: { done: true } });
  });

  test('answers who waits as soon as an event comes', () => {
    const waiting = ask(openLoop(UNTIL_END), 'n1');
    expect(waiting).toMatchObject({ awaiting: 'n1', isTold: true });
    expect(deliver(waiting, eventOf('x'))).toMatchObject({ answer: { attemptId: 'n1', output: { event: 'x', done: false } }, isTold: false });
    expect(deliver(waiting, eventOf('end'))).toMatchObject({ answer: { attemptId: 'n1', output: { done: true } } });
  });

  test('gives an attempt that asks again the same answer', () => {
    const answered = told(ask(deliver(deliver(openLoop(UNTIL_END), eventOf('x')), eventOf('y')), 'n1'));
    expect(ask(answered, 'n1')).toBe(answered);
  });

  test('takes back what an attempt that gave up was meant to get', () => {
    const answered = ask(deliver(deliver(openLoop(UNTIL_END), eventOf('x')), eventOf('y')), 'n1');
    expect(ask(giveUp(answered, 'n1'), 'n2').answer).toEqual({ attemptId: 'n2', output: { event: 'x', done: false } });
    const waiting = giveUp(ask(openLoop(UNTIL_END), 'n1'), 'n1');
    expect(ask(deliver(waiting, eventOf('z')), 'n2').answer).toEqual({ attemptId: 'n2', output: { event: 'z', done: false } });
    expect(giveUp(answered, 'other')).toBe(answered);
  });

  test('does not keep what it has given away', () => {
    let mailbox = openLoop(NEVER);
    for (let index = 0; index < 50; index += 1) mailbox = told(ask(deliver(mailbox, eventOf('x', 'y'.repeat(100))), `n${index}`));
    expect(JSON.stringify(mailbox).length).toBeLessThan(1_000);
  });

  test('keeps what its own condition looks at', () => {
    let mailbox = openLoop(listenerOf({ any: [], until: expression('$count($) = 3') }));
    for (let index = 0; index < 3; index += 1) mailbox = deliver(mailbox, eventOf('x', index));
    expect(mailbox.subscription.isDone).toBe(true);
  });

  test('fails who asks when too many events wait, once it has given those', () => {
    const full = { ...openLoop(NEVER), queue: Array.from({ length: QUEUED_EVENTS_MAX }, () => 1) };
    const over = deliver(full, eventOf('x'));
    expect(over.failure).toContain('events wait');
    expect(ask({ ...over, queue: [] }, 'n1').answer).toMatchObject({ failure: expect.stringContaining('events wait') });
  });

  test('loses, doubles and re-orders nothing, however asking, giving up, delivering and restarts follow each other', () => {
    const step = fc.constantFrom('event', 'ask', 'ask again', 'give up', 'restart');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let mailbox: Mailbox = openLoop(NEVER);
        let sent = 0;
        let attempt = 0;
        const received: JsonValue[] = [];
        let isAnswered = true;
        let isGivenUp = true;
        const take = (): void => {
          if (mailbox.isTold || mailbox.answer === undefined || !('output' in mailbox.answer)) return;
          expect(mailbox.answer.attemptId).toBe(`n${attempt}`);
          received.push((mailbox.answer.output as JsonObject)['event'] ?? null);
          mailbox = told(mailbox);
          isAnswered = true;
        };
        for (const one of steps) {
          if (one === 'event') mailbox = deliver(mailbox, eventOf('x', (sent += 1)));
          else if (one === 'restart') mailbox = JSON.parse(JSON.stringify(mailbox));
          else if (one === 'ask again') mailbox = isGivenUp ? mailbox : ask(mailbox, `n${attempt}`);
          else if (one === 'give up') {
            // An attempt that was answered is completed: nobody gives it up.
            if (!isAnswered) mailbox = giveUp(mailbox, `n${attempt}`);
            isAnswered = true;
            isGivenUp = true;
          } else if (isAnswered) {
            attempt += 1;
            isAnswered = false;
            isGivenUp = false;
            mailbox = ask(mailbox, `n${attempt}`);
          }
          if (one !== 'give up') take();
        }
        expect(received).toEqual(Array.from({ length: received.length }, (_, index) => index + 1));
        expect(received.length + mailbox.queue.length).toBe(sent);
      }),
    );
  });
});
