import { dispatchHosted, workHosted, type HostedWorkPorts } from '#shared/application/runtime/work-hosted.ts';
import type { TaskDoor } from '#shared/application/engine-ports.ts';
import { failureFields } from '#shared/application/failure-code.ts';
import type { TaskExecutor } from '#shared/application/task-executor.ts';
import { parseTaskMessage, type TaskMessage } from '#shared/core/step-functions/task-message.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { Logger } from '#shared/ports/logger.ts';
import type { TaskCompletion } from '#shared/ports/task-completion.ts';
import { handleEach, type QueueEvent, type QueueResult } from './queue-event.ts';

/** What the functions behind the queues of tasks need. */
export interface TaskHandlerPorts extends HostedWorkPorts {
  readonly logger: Logger;
}

/** Takes a batch of a queue. */
export type QueueHandler = (event: QueueEvent) => Promise<QueueResult>;

/** Carries out the cloud's own tasks, each within `limitMs`: less than the function has. */
export function createStepHandler(ports: TaskHandlerPorts & { readonly executor: TaskExecutor; readonly completion: TaskCompletion }, limitMs: number): QueueHandler {
  return (event) =>
    handleEach(event, async (body, messageId) => {
      const message = readMessage(ports, body, messageId);
      await workHosted(ports, message, limitMs).catch((thrown: unknown) => {
        ports.logger.warn('task-postponed', { messageId, executionId: message.executionId, ...failureFields(thrown) });
        throw thrown;
      });
    });
}

/** Gives the bank's tasks to the door, then lets what is on its way out leave. */
export function createDispatchHandler(ports: TaskHandlerPorts & { readonly door: TaskDoor; readonly relay: () => Promise<number> }): QueueHandler {
  return async (event) => {
    const result = await handleEach(event, async (body, messageId) => {
      await dispatchHosted(ports, [readMessage(ports, body, messageId)]);
    });
    // What cannot leave now is sent by the sweeper; the steps are safe in their store.
    await ports.relay().catch((thrown: unknown) => ports.logger.warn('relay-postponed', failureFields(thrown)));
    return result;
  };
}

/** A message that is none of ours goes to the dead letters of its queue, by failing as often as that allows. */
function readMessage({ logger }: TaskHandlerPorts, body: string, messageId: string): TaskMessage {
  const message = parseTaskMessage(body);
  if (message !== undefined) return message;
  logger.error('task-not-readable', { messageId });
  throw new UwfError('UWF-4000', 'the message is not one of a task');
}
