import durable, { type OrchestrationContext, type Task } from 'durable-functions';
import { expect, test } from 'vitest';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { createDurableHost, type DurableHost } from '#tests/support/durable/host.ts';
import { STARTED_AT } from '#tests/support/machines.ts';

/**
 * What the library really does where it surprises. The orchestrator is built around it; a version of the library that does otherwise fails here, and
 * `shared/adapters/durable-functions` is to be looked at again.
 */

type Orchestration = (context: OrchestrationContext) => Generator<Task, unknown, unknown>;

function hostOf(orchestration: Orchestration, input: JsonValue = ''): DurableHost {
  const register = (): void => {
    durable.app.orchestration('trap', orchestration);
    durable.app.activity('work', { handler: (given: unknown) => given });
  };
  const host = createDurableHost({ register, startAt: STARTED_AT });
  host.start('trap', 'one', input);
  return host;
}

async function outputOf(host: DurableHost): Promise<unknown> {
  await host.run();
  return host.instance('one')?.output;
}

test('a member named Timestamp of the input becomes a Date, at any depth; a text stays as it is', async () => {
  function* isText({ df }: OrchestrationContext): Generator<Task, unknown, unknown> {
    yield df.createTimer(df.currentUtcDateTime);
    const input = df.getInput();
    const inner = typeof input === 'string' ? JSON.parse(input) : input;
    return inner.deep.Timestamp instanceof Date;
  }
  const input = { deep: { Timestamp: '2024-01-01T00:00:00Z' } };
  expect(await outputOf(hostOf(isText, input))).toBe(true);
  expect(await outputOf(hostOf(isText, JSON.stringify(input)))).toBe(false);
});

test('of two waits for one event the newer is served first', async () => {
  function* wait({ df }: OrchestrationContext): Generator<Task, unknown, unknown> {
    const older = df.waitForExternalEvent('event');
    const newer = df.waitForExternalEvent('event');
    yield df.Task.any([older, newer]);
    return newer.isCompleted && !older.isCompleted;
  }
  const host = hostOf(wait);
  host.at(STARTED_AT + 1, () => void host.raise('one', 'event', 'first'));
  expect(await outputOf(host)).toBe(true);
});

test('a wait for an event that is part of a second Task.any takes two events, and shows one', async () => {
  function* twice({ df }: OrchestrationContext): Generator<Task, unknown, unknown> {
    const event = df.waitForExternalEvent('event');
    yield df.Task.any([event, df.createTimer(new Date(STARTED_AT + 10))]);
    yield df.Task.any([event, df.createTimer(new Date(STARTED_AT + 100_000))]);
    const next = df.waitForExternalEvent('event');
    yield df.Task.any([next, df.createTimer(new Date(STARTED_AT + 200_000))]);
    yield df.createTimer(new Date(STARTED_AT + 300_000));
    return event.result;
  }
  const host = hostOf(twice);
  host.at(STARTED_AT + 1_000, () => void host.raise('one', 'event', 'first'));
  host.at(STARTED_AT + 1_000, () => void host.raise('one', 'event', 'second'));
  host.at(STARTED_AT + 1_000, () => void host.raise('one', 'event', 'third'));
  expect(await outputOf(host)).not.toBe('first');
});

test('an activity that is part of a second Task.any is asked for again', async () => {
  function* shrinking({ df }: OrchestrationContext): Generator<Task, unknown, unknown> {
    let left = ['a', 'b', 'c'].map((input) => df.callActivity('work', input));
    while (left.length > 0) {
      yield df.Task.any(left);
      left = left.filter(({ isCompleted }) => !isCompleted);
    }
    return 'over';
  }
  const register = (): void => {
    durable.app.orchestration('trap', shrinking);
    durable.app.activity('work', { handler: (given: unknown) => given });
  };
  const host = createDurableHost({ register, startAt: STARTED_AT, durationMs: (_name, input) => input.charCodeAt(0) });
  host.start('trap', 'one', '');
  await host.run();
  expect(host.statistics.runs.get('work')).toBeGreaterThan(3);
});

test('an event that is named like the number of a task completes that task', async () => {
  function* collide({ df }: OrchestrationContext): Generator<Task, unknown, unknown> {
    return yield df.callActivity('work', 'from the activity');
  }
  const register = (): void => {
    durable.app.orchestration('trap', collide);
    durable.app.activity('work', { handler: (given: unknown) => given });
  };
  const host = createDurableHost({ register, startAt: STARTED_AT, durationMs: () => 1_000 });
  host.start('trap', 'one', '');
  host.at(STARTED_AT + 1, () => void host.raise('one', '0', 'from outside'));
  expect(await outputOf(host)).toBe('from outside');
});

test('an event whose name differs in case is never heard', async () => {
  function* wait({ df }: OrchestrationContext): Generator<Task, unknown, unknown> {
    return yield df.waitForExternalEvent('event');
  }
  const host = hostOf(wait);
  host.at(STARTED_AT + 1, () => void host.raise('one', 'Event', 'first'));
  await host.run();
  expect(host.instance('one')?.status).toBe('Running');
});

test('an event that was delivered and not awaited is gone after continueAsNew', async () => {
  function* again({ df }: OrchestrationContext): Generator<Task, unknown, unknown> {
    if (df.getInput() === 'second') return yield df.Task.any([df.waitForExternalEvent('event'), df.createTimer(new Date(STARTED_AT + 9_000))]);
    yield df.createTimer(new Date(STARTED_AT + 1_000));
    df.continueAsNew('second');
    return undefined;
  }
  const host = hostOf(function* (context) {
    const won = yield* again(context);
    return won === undefined ? undefined : context.df.currentUtcDateTime.getTime() - STARTED_AT;
  }, 'first');
  host.at(STARTED_AT + 1, () => void host.raise('one', 'event', 'lost'));
  expect(await outputOf(host)).toBe(9_000);
});

test('an activity that fails within Task.any wins like one that succeeds, and throws nothing', async () => {
  function* fails({ df }: OrchestrationContext): Generator<Task, unknown, unknown> {
    const task = df.callActivity('work', 'x');
    const winner = yield df.Task.any([task, df.createTimer(new Date(STARTED_AT + 9_000))]);
    return winner === task && task.isFaulted;
  }
  const register = (): void => {
    durable.app.orchestration('trap', fails);
    durable.app.activity('work', { handler: () => Promise.reject(new Error('no')) });
  };
  const host = createDurableHost({ register, startAt: STARTED_AT });
  host.start('trap', 'one', '');
  expect(await outputOf(host)).toBe(true);
});
