import { diagnosticError } from '../../kernel/diagnostic.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import { memberOf } from '../check/places.ts';
import type { DurationSpec, ScheduleSpec } from '../model.ts';
import { readDuration } from './duration.ts';
import { readReading, readStrategy } from './events.ts';
import { parsePresent } from './parse-present.ts';
import { refuse, type Reading } from './reading.ts';

/** `schedule`: when executions start by themselves (DSL "Scheduling"). */
export function readSchedule(reading: Reading, document: JsonObject): ScheduleSpec | undefined {
  const value = memberOf(document, 'schedule');
  if (!isJsonObject(value)) return undefined;
  const cron = memberOf(value, 'cron');
  return {
    pointer: '/schedule',
    read: readReading(memberOf(value, 'read')),
    ...parsePresent<Omit<ScheduleSpec, 'pointer' | 'read'>>({
      every: readEvery(reading, value),
      cron: typeof cron === 'string' ? cron.trim() : undefined,
      after: readStaticDuration(reading, value, 'after'),
      on: readStrategy(memberOf(value, 'on'), '/schedule/on'),
    }),
  };
}

function readEvery(reading: Reading, schedule: JsonObject): DurationSpec | undefined {
  const every = readStaticDuration(reading, schedule, 'every');
  if (every?.kind !== 'milliseconds' || every.value > 0) return every;
  reading.findings.push(diagnosticError('UWF-1073', every.pointer, 'an interval of no length would start executions without end'));
  return undefined;
}

/** Before an execution there is no data, so nothing can be evaluated. */
function readStaticDuration(reading: Reading, schedule: JsonObject, field: 'every' | 'after'): DurationSpec | undefined {
  const duration = readDuration(reading, memberOf(schedule, field), appendPointer('/schedule', field));
  if (duration?.kind !== 'expression') return duration;
  return refuse(reading, duration.pointer, {
    construct: `an expression as schedule.${field}`,
    reason: 'outside of an execution there is no data to evaluate it on',
    wayOut: "Write the duration out, such as 'PT15M'.",
  });
}
