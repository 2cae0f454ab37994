import { createConsoleLogger } from '#shared/adapters/console/index.ts';
import { noteEnd } from '#shared/application/runtime/note-end.ts';
import { readCloudSettings } from '../../cloud/project-settings.ts';
import { composeEnds } from '../compose/ends.ts';
import { processEnvironment } from '../config.ts';
import { once } from '../../cloud/once.ts';

/** What EventBridge tells of an execution whose status changed; the part that we read. */
interface StatusChange {
  readonly detail: { readonly name: string };
}

/** Notes ends of executions as the service tells them, and cancels what the bank still does for them. Executions have our ids as names. */
const composed = once(async () => composeEnds({ environment: processEnvironment(), settings: readCloudSettings(import.meta.url), logger: createConsoleLogger('ended') }));

export async function handler({ detail }: StatusChange): Promise<void> {
  await noteEnd(await composed(), { executionId: detail.name });
}
