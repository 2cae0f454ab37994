import type { UwfResource } from '#shared/core/asl/model.ts';
import type { CancelItem, WorkItem } from '#shared/core/work/message.ts';
import { emitEvent } from './events/publish-events.ts';
import { cancelListening, listenForEvents, subscribeToEvents, takeNextEvent, unsubscribeFromEvents } from './events/listen-for-events.ts';
import { cancelChild, runWorkflow } from './run-workflow.ts';
import type { SystemPorts } from './system-ports.ts';
import type { TaskExecutor, TaskOutcome } from './task-executor.ts';

/** Resources that the system does itself. */
type SystemResource = Extract<UwfResource, 'uwf:emit' | 'uwf:listen' | 'uwf:subscribe' | 'uwf:next-event' | 'uwf:unsubscribe' | 'uwf:run-workflow'>;

type SystemTask = (ports: SystemPorts, item: WorkItem) => Promise<TaskOutcome | 'pending'>;

const SYSTEM_TASKS: { readonly [R in SystemResource]: SystemTask } = {
  'uwf:emit': emitEvent,
  'uwf:listen': listenForEvents,
  'uwf:subscribe': subscribeToEvents,
  'uwf:next-event': takeNextEvent,
  'uwf:unsubscribe': unsubscribeFromEvents,
  'uwf:run-workflow': runWorkflow,
};

/** What a runtime whose deployment has {@link createSystemTaskExecutor} can carry out beside all else. */
export const SYSTEM_RESOURCES: readonly string[] = Object.keys(SYSTEM_TASKS);

function isSystemResource(resource: string): resource is SystemResource {
  return Object.hasOwn(SYSTEM_TASKS, resource);
}

/** An executor for tasks of the system itself, events and workflows that run workflows; everything else goes to `others`. */
export function createSystemTaskExecutor(ports: SystemPorts, others: TaskExecutor): TaskExecutor {
  return {
    execute: (item, signal) => (isSystemResource(item.resource) ? SYSTEM_TASKS[item.resource](ports, item) : others.execute(item, signal)),
    cancel: async (item: CancelItem) => {
      await cancelListening(ports, item);
      await cancelChild(ports, item);
      await others.cancel?.(item);
    },
  };
}
