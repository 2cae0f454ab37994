import { setTimeout as sleep } from 'node:timers/promises';
import type { DurableInstances } from './ports.ts';
import { askUnlessMissing, awayError, isOver, statusOf, type ServiceSource, type ServiceStatus } from './service.ts';

/** How long an end is waited for that was asked for, and the pauses between two looks. */
const END_MS_MAX = 20_000;
const LOOK_MS_MIN = 50;
const LOOK_MS_MAX = 1_000;

/** The service's door to its orchestrations, through the library's client. */
export function createDurableInstances(source: ServiceSource): DurableInstances {
  return {
    raise: async ({ instanceId, event, body }) => {
      const status = await statusOf(source, instanceId, { showInput: false });
      // An event for an instance that is over is accepted in silence by the client, so it is asked first.
      if (status === undefined || isOver(status)) return 'closed';
      return (await askUnlessMissing(() => source().raiseEvent(instanceId, event, body))) === undefined ? 'closed' : 'told';
    },
    end: async ({ instanceId, reason }) => {
      const before = await statusOf(source, instanceId, { showInput: false });
      if (before === undefined || isOver(before)) return shownBy(before);
      if ((await askUnlessMissing(() => source().terminate(instanceId, encodeURIComponent(reason)))) === undefined) return undefined;
      return shownBy(await overStatus(source, instanceId));
    },
  };
}

function shownBy(status: ServiceStatus | undefined): { readonly status: string } | undefined {
  if (status === undefined) return undefined;
  const shown: unknown = status.customStatus;
  return { status: typeof shown === 'string' ? shown : JSON.stringify(shown ?? {}) };
}

/** Ending is a message to the instance, which takes it with its next turn. */
async function overStatus(source: ServiceSource, instanceId: string): Promise<ServiceStatus | undefined> {
  const until = Date.now() + END_MS_MAX;
  for (let pause = LOOK_MS_MIN; ; pause = Math.min(pause * 2, LOOK_MS_MAX)) {
    const status = await statusOf(source, instanceId, { showInput: false });
    if (status === undefined || isOver(status)) return status;
    if (Date.now() > until) throw awayError(undefined);
    await sleep(pause);
  }
}
