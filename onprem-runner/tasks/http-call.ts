import type { TaskCall, TaskPorts } from './task-context.ts';
import type { TaskResult } from './task-result.ts';

/** `uwf:http`: one request from inside the bank, to the hosts that the runner's egress list names. */
export async function runHttpCall(ports: TaskPorts, call: TaskCall): Promise<TaskResult> {
  return ports.http.execute({ arguments: call.arguments, signal: call.signal });
}
