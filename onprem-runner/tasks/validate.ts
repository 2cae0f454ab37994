import { executeValidation } from '#shared/core/asl/validate-task.ts';
import type { TaskCall, TaskPorts } from './task-context.ts';
import type { TaskResult } from './task-result.ts';

/** `uwf:validate`: the value itself when it satisfies its schema. */
export async function runValidate({ validator }: TaskPorts, call: TaskCall): Promise<TaskResult> {
  const result = executeValidation(call.arguments, (schema, value) => validator.validate({ schema, value })[0]);
  return result.ok ? { outcome: 'succeeded', output: result.value } : { outcome: 'failed', ...result.error };
}
