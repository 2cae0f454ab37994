import { createConsoleLogger } from '#shared/adapters/console/index.ts';
import { moveDoor } from '../../cloud/door.ts';
import { readCloudSettings } from '../../cloud/project-settings.ts';
import { composeDoor } from '../compose/door.ts';
import { processEnvironment } from '../config.ts';
import { once } from '../../cloud/once.ts';

/** Sends what is left: steps that had no room or no answer, messages and calls whose function died. Started by the clock. */
const composed = once(() => composeDoor({ environment: processEnvironment(), settings: readCloudSettings(import.meta.url), logger: createConsoleLogger('relay'), name: 'relay' }));

export async function handler(): Promise<{ readonly sent: number }> {
  const { door } = await composed();
  return { sent: await moveDoor(door) };
}
