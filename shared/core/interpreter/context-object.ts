import type { JsonObject } from '../kernel/json.ts';
import type { Visit } from './model.ts';
import { formatTimestamp } from './timestamp.ts';

/**
 * `$states.context` (NOTES §3). `State.RetryCount` is there for Task states only. There is no `RoleArn`: an execution of ours has no
 * role of a cloud provider.
 */
export function contextObject({ turn, frame, name }: Visit): JsonObject {
  const { execution } = turn.snapshot;
  const retryCount = frame.retries.reduce((sum, count) => sum + count, 0);
  return {
    Execution: { Id: execution.id, Input: execution.input, StartTime: formatTimestamp(execution.startedAt), Name: execution.name, RedriveCount: 0 },
    StateMachine: { Id: execution.machineId, Name: execution.machineName },
    State: {
      Name: name,
      EnteredTime: formatTimestamp(frame.enteredAt),
      ...(turn.program.states.get(name)?.type === 'Task' ? { RetryCount: retryCount } : {}),
    },
  };
}
