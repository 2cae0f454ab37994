import type { ClientNotice, WorkflowClient } from '#shared/client/index.ts';
import { openConnection, type ConnectionOptions } from './connection.ts';
import type { CommandContext } from './context.ts';

/** The client of the system that the options, the environment or the profile lead to. Loaded when it is needed: sealing is not light. */
export async function openClient(context: CommandContext, options: ConnectionOptions, onNotice?: (notice: ClientNotice) => void): Promise<WorkflowClient> {
  const connection = openConnection(context, options);
  const { composeClient } = await import('./compose.ts');
  return composeClient(connection, onNotice);
}
