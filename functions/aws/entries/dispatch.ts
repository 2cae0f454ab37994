import { createConsoleLogger } from '#shared/adapters/console/index.ts';
import { dispatchTasks } from '#shared/application/door/dispatch-tasks.ts';
import { sendMessages } from '../../cloud/door.ts';
import { readCloudSettings } from '../../cloud/project-settings.ts';
import { composeDoor } from '../compose/door.ts';
import { taskPorts } from '../compose/tasks.ts';
import { processEnvironment } from '../config.ts';
import { once } from '../../cloud/once.ts';
import type { QueueEvent, QueueResult } from '../queue-event.ts';
import { createDispatchHandler } from '../task-handlers.ts';

/** Takes tasks of the bank into steps of the door, and sends them. */
const handle = once(async () => {
  const logger = createConsoleLogger('dispatch');
  const { door, stores } = await composeDoor({ environment: processEnvironment(), settings: readCloudSettings(import.meta.url), logger, name: 'dispatch' });
  const dispatch = { dispatch: (tasks: Parameters<typeof dispatchTasks>[2]) => dispatchTasks(door.ports, door.settings, tasks) };
  return createDispatchHandler({ ...taskPorts(stores, logger), door: dispatch, relay: () => sendMessages(door) });
});

export async function handler(event: QueueEvent): Promise<QueueResult> {
  return (await handle())(event);
}
