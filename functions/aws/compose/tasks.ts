import type { DynamoPorts } from '#shared/adapters/dynamodb/index.ts';
import { createDefinitionCache } from '#shared/application/definition-cache.ts';
import type { Logger } from '#shared/ports/logger.ts';
import type { TaskHandlerPorts } from '../task-handlers.ts';

/** What the functions behind the queues of tasks look up. */
export function taskPorts({ executionIndex, definitionStore }: DynamoPorts, logger: Logger): TaskHandlerPorts {
  return { index: executionIndex, programs: createDefinitionCache({ definitionStore }), logger };
}
