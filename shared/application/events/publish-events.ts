import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import { checkCloudEvent, parseEmitArguments, toCloudEvent, type CheckedEvent } from '#shared/core/events/cloud-event.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import type { PublishOutcome } from '#shared/ports/event-bus.ts';
import { domainFailure } from '../domain-failure.ts';
import type { SystemPorts } from '../system-ports.ts';
import type { TaskOutcome } from '../task-executor.ts';

type PublishPorts = Pick<SystemPorts, 'clock' | 'eventBus'> & Partial<Pick<SystemPorts, 'news'>>;

/** Publishes events, all or none, and wakes who delivers them. Idempotent by source and id. Errors: `UWF-5001`. */
export async function publishEvents(ports: PublishPorts, events: readonly CheckedEvent[]): Promise<readonly PublishOutcome[]> {
  const outcomes = await ports.eventBus.publish({ events, now: ports.clock.now() });
  ports.news?.notify();
  return outcomes;
}

/** `uwf:emit`: the event as it was published. The attempt's id is the event's unless the author gives one: redelivered work publishes once. */
export async function emitEvent(ports: PublishPorts, item: WorkItem): Promise<TaskOutcome> {
  const given = parseEmitArguments(item.arguments);
  if (given === undefined) return { ok: false, error: ERROR_NAMES.invalidArguments, cause: 'the arguments do not describe an event' };
  const checked = checkCloudEvent(toCloudEvent(given, { id: item.attemptId, time: new Date(ports.clock.now()).toISOString() }));
  if (!checked.ok) return domainFailure('validation', 'The event is not a valid CloudEvent', checked.error);
  const [outcome] = await publishEvents(ports, [checked.value]);
  return { ok: true, output: outcome?.event ?? checked.value.event };
}
