import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import type { TaskExecutor, TaskOutcome } from '#shared/application/task-executor.ts';
import { runTask } from './table.ts';
import type { TaskPorts } from './task-context.ts';
import { resultFinding, withoutTransient } from './task-output.ts';

/**
 * Carries out work items for an engine inside the bank, where nothing is sealed and nothing leaves: the same tasks as the runner's, their results
 * held to the same schemas.
 */
export function createTaskExecutor(ports: TaskPorts): TaskExecutor {
  return {
    async execute(item, signal): Promise<TaskOutcome> {
      const result = await runTask(ports, { item, arguments: item.arguments, signal });
      if (result.outcome === 'failed') return { ok: false, error: result.error, cause: result.cause };
      const finding = resultFinding(ports.validator, result);
      if (finding === undefined) return { ok: true, output: withoutTransient(result) };
      return { ok: false, error: ERROR_NAMES.egressBlocked, cause: `the result at '${finding.pointer}' breaks its schema (${finding.keyword})` };
    },
  };
}
