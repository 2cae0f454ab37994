import { isJsonObject, type JsonValue } from '../kernel/json.ts';
import type { ServiceEvent } from './history.ts';
import { parseTaskMessage, type TaskMessage } from './task-message.ts';

const SCHEDULED = 'TaskScheduled';
/** What follows the schedule of a task and does not end it. */
const UNDER_WAY: ReadonlySet<string> = new Set(['TaskSubmitted', 'TaskStarted']);

/** Tasks of ours that were sent and had no answer when the history was read. A task that timed out had none either: whoever works on it is not told by the service. */
export function unansweredTasks(events: readonly ServiceEvent[]): readonly TaskMessage[] {
  const scheduled = new Map<number, number>();
  const open = new Map<number, JsonValue | undefined>();
  for (const { id, previousId, type, parameters } of events) {
    const schedule = type === SCHEDULED ? id : scheduled.get(previousId);
    if (schedule === undefined) continue;
    if (type === SCHEDULED) open.set(id, parameters);
    if (type === SCHEDULED || UNDER_WAY.has(type)) scheduled.set(id, schedule);
    else if (type !== 'TaskTimedOut') open.delete(schedule);
  }
  return [...open.values()].flatMap((parameters) => messageIn(parameters) ?? []);
}

function messageIn(parameters: JsonValue | undefined): TaskMessage | undefined {
  const body = isJsonObject(parameters) ? parameters['MessageBody'] : undefined;
  return body === undefined ? undefined : parseTaskMessage(typeof body === 'string' ? body : JSON.stringify(body));
}
