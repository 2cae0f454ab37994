import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { ServiceEvent } from '#shared/core/step-functions/history.ts';

/** What an event says is in one member of its own, by its type. */
interface Details {
  readonly name?: string | undefined;
  readonly index?: number | undefined;
  readonly state?: string | undefined;
  readonly input?: string | undefined;
  readonly output?: string | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  readonly parameters?: string | undefined;
}

/** An event of the SDK in the shape that the core reads. */
export function toServiceEvent({ id, previousEventId, timestamp, type, ...members }: HistoryEvent): ServiceEvent {
  assert(id !== undefined && timestamp !== undefined && type !== undefined, 'an event has an id, a time and a type');
  const { name, index, state, input, output, error, cause, parameters } = detailsIn(members);
  const place = name ?? state;
  return {
    id,
    previousId: previousEventId ?? 0,
    at: timestamp.getTime(),
    type,
    ...(place === undefined ? {} : { name: place }),
    ...(index === undefined ? {} : { index }),
    ...(input === undefined ? {} : { input: parseData(input) }),
    ...(output === undefined ? {} : { output: parseData(output) }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...(parameters === undefined ? {} : { parameters: parseData(parameters) }),
  };
}

function detailsIn(members: object): Details {
  const [details] = Object.entries(members).flatMap(([name, value]): readonly Details[] => (name.endsWith('EventDetails') && typeof value === 'object' && value !== null ? [value] : []));
  return details ?? {};
}

function parseData(text: string): JsonValue {
  try {
    const value: JsonValue = JSON.parse(text);
    return value;
  } catch {
    return text;
  }
}
