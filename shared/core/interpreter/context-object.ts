import type { JsonObject } from '../kernel/json.ts';
import { framesAround } from './frame.ts';
import type { Visit } from './model.ts';
import type { MapItem, OwnExecution } from './snapshot.ts';
import { taskTokenOf } from './task-token.ts';
import { formatTimestamp } from './timestamp.ts';

/** States whose context tells how often they were tried again. */
const RETRYING: ReadonlySet<string> = new Set(['Task', 'Parallel', 'Map']);

function ownExecution({ turn, frame }: Visit): OwnExecution | undefined {
  if (frame.path.length === 0) return undefined;
  return frame.own ?? framesAround(turn.snapshot.root, frame.path).findLast((around) => around.own !== undefined)?.own;
}

/** The innermost item in sight: an iteration of a distributed Map is an execution of its own, and does not see the items around it. */
function itemOf(visit: Visit): MapItem | undefined {
  const { turn, frame } = visit;
  if (visit.item !== undefined || frame.path.length === 0) return visit.item;
  const inSight = [...framesAround(turn.snapshot.root, frame.path), frame];
  const first = inSight.findLastIndex((around) => around.own !== undefined);
  return inSight.slice(Math.max(first, 0)).findLast((around) => around.item !== undefined)?.item;
}

function executionContext(visit: Visit): JsonObject {
  const { execution } = visit.turn.snapshot;
  const own = ownExecution(visit);
  const { input, startedAt, name } = own ?? execution;
  return {
    Id: own === undefined ? execution.id : `${execution.id}/${own.name}`,
    Input: input,
    StartTime: formatTimestamp(startedAt),
    Name: name,
    ...(execution.roleArn === undefined ? {} : { RoleArn: execution.roleArn }),
    ...(execution.isSynchronous === true ? {} : { RedriveCount: 0 }),
  };
}

function mapContext({ index, value, key }: MapItem): JsonObject {
  return { Item: { Index: index, Value: value, ...(key === undefined ? {} : { Key: key }) } };
}

/**
 * `$states.context` and `$$` (NOTES §3). `State.RetryCount` is there for states that can be tried again, `Map.Item` in an item selector
 * and in iterations of an inline Map, `Task.Token` in the arguments of an attempt that waits for its token.
 */
export function contextObject(visit: Visit): JsonObject {
  const { turn, frame, name, attemptId } = visit;
  if (turn.program.options.contextObject !== undefined) return turn.program.options.contextObject;
  const { execution } = turn.snapshot;
  const retryCount = frame.retries.reduce((sum, count) => sum + count, 0);
  const item = itemOf(visit);
  return {
    Execution: executionContext(visit),
    StateMachine: { Id: execution.machineId, Name: execution.machineName },
    State: {
      Name: name,
      EnteredTime: formatTimestamp(frame.enteredAt),
      ...(RETRYING.has(turn.program.states.get(name)?.type ?? '') ? { RetryCount: retryCount } : {}),
    },
    ...(item === undefined ? {} : { Map: mapContext(item) }),
    ...(attemptId === undefined ? {} : { Task: { Token: taskTokenOf(attemptId) } }),
  };
}
