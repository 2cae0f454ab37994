import type { DurableTaskLibrary, LibraryClient, LibraryContext, LibraryOrchestrator, LibraryTask } from '#tests/support/durabletask/library.ts';

/** Something in which this library or backend differs from Durable Functions, or on which the driver of the tests is built. */
export interface Trap {
  readonly orchestrator: (library: DurableTaskLibrary, context: LibraryContext, input: unknown) => Generator<LibraryTask, unknown, unknown>;
  /** What happens from outside, once the orchestration runs. */
  readonly outside?: (client: LibraryClient, instanceId: string) => Promise<void>;
  /** What happens before it is started. */
  readonly before?: (client: LibraryClient, instanceId: string) => Promise<void>;
  readonly input?: unknown;
  readonly output: unknown;
}

const soon = ({ currentUtcDateTime }: LibraryContext, ms: number): Date => new Date(currentUtcDateTime.getTime() + ms);

const raise = (...events: readonly (readonly [name: string, data: unknown])[]): NonNullable<Trap['outside']> => async (client, instanceId) => {
  for (const [name, data] of events) await client.raiseOrchestrationEvent(instanceId, name, data);
};

/** A first generation that leaves a timer (number 1) behind, and a second one that works until it has fired. */
function* leaveTimerBehind(context: LibraryContext, input: unknown, numbersSkipped: number): Generator<LibraryTask, unknown, unknown> {
  if (input === 'first') {
    context.createTimer(soon(context, 400));
    yield context.createTimer(soon(context, 0));
    context.continueAsNew('second', false);
    return undefined;
  }
  for (let number = 0; number < numbersSkipped; number += 1) context.createTimer(context.currentUtcDateTime).cancel();
  return (yield context.callActivity('work', { value: 'done', ms: 1_200 })) ?? 'nothing';
}

export const TRAPS: { readonly [title: string]: Trap } = {
  'a member named Timestamp of the input stays a text': {
    *orchestrator(_library, context, input) {
      yield context.createTimer(soon(context, 0));
      return input;
    },
    input: { deep: { Timestamp: '2024-01-01T00:00:00Z' } },
    output: { deep: { Timestamp: '2024-01-01T00:00:00Z' } },
  },
  'of two waits for one event the older is served first': {
    *orchestrator(library, context) {
      const older = context.waitForExternalEvent('event');
      const newer = context.waitForExternalEvent('event');
      yield library.whenAny([older, newer]);
      return [older.isComplete, newer.isComplete];
    },
    outside: raise(['event', 'first']),
    output: [true, false],
  },
  'a wait for an event may be part of a second whenAny, and takes one event': {
    *orchestrator(library, context) {
      const event = context.waitForExternalEvent('event');
      yield library.whenAny([event, context.createTimer(soon(context, 0))]);
      yield library.whenAny([event, context.createTimer(soon(context, 60_000))]);
      const next = context.waitForExternalEvent('event');
      yield next;
      return [event.result, next.result];
    },
    outside: raise(['event', 'first'], ['event', 'second']),
    output: ['first', 'second'],
  },
  'an activity that is part of a second whenAny is asked for once': {
    *orchestrator(library, context) {
      let left = [1, 2, 3].map((number) => context.callActivity('work', { value: number, ms: number * 40, count: `${context.instanceId}/runs` }));
      while (left.length > 0) {
        yield library.whenAny(left);
        left = left.filter(({ isComplete }) => !isComplete);
      }
      return yield context.callActivity('count', `${context.instanceId}/runs`);
    },
    output: 3,
  },
  'an event that is named like the number of a task is for nobody': {
    *orchestrator(_library, context) {
      return yield context.callActivity('work', { value: 'from the activity', ms: 300 });
    },
    outside: raise(['1', 'from outside'], ['0', 'from outside']),
    output: 'from the activity',
  },
  'an event is heard whatever the case of its name': {
    *orchestrator(_library, context) {
      return yield context.waitForExternalEvent('event');
    },
    outside: raise(['EVENT', 'heard']),
    output: 'heard',
  },
  'an event that was delivered and not awaited is gone after continueAsNew': {
    *orchestrator(library, context, input) {
      if (input === 'second') {
        const event = context.waitForExternalEvent('event');
        yield library.whenAny([event, context.createTimer(soon(context, 300))]);
        return event.isComplete;
      }
      yield context.createTimer(soon(context, 700));
      context.continueAsNew('second', false);
      return undefined;
    },
    input: 'first',
    outside: raise(['event', 'lost']),
    output: false,
  },
  'an activity that fails within whenAny wins like one that succeeds, and throws nothing': {
    *orchestrator(library, context) {
      const task = context.callActivity('fail', '');
      const winner = yield library.whenAny([task, context.createTimer(soon(context, 60_000))]);
      return winner === task && task.isFailed;
    },
    output: true,
  },
  'a timer that an earlier generation left behind ends what has its number in the next': {
    orchestrator: (_library, context, input) => leaveTimerBehind(context, input, 0),
    input: 'first',
    output: 'nothing',
  },
  'numbers that are used up by timers that are taken back at once keep it away': {
    orchestrator: (_library, context, input) => leaveTimerBehind(context, input, 2),
    input: 'first',
    output: 'done',
  },
  'an event for nobody is kept until somebody of that name is there': {
    *orchestrator(_library, context) {
      return yield context.waitForExternalEvent('event');
    },
    before: raise(['event', 'early']),
    output: 'early',
  },
  'a status may be longer than the service of Azure takes': {
    *orchestrator(_library, context) {
      context.setCustomStatus('x'.repeat(20_000));
      yield context.createTimer(soon(context, 0));
      return 'over';
    },
    output: 'over',
  },
};

/** Names of orchestrators have no spaces. */
export function trapName(title: string): string {
  return title.replaceAll(/\W+/gu, '-');
}

/** The library runs asynchronous generators only. */
export function trapOrchestrator(library: DurableTaskLibrary, { orchestrator }: Trap): LibraryOrchestrator {
  return async function* (context, input) {
    return yield* orchestrator(library, context, input);
  };
}
