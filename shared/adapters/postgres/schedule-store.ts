import { wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import type { Schedule, ScheduleStore, StoredSchedule } from '#shared/ports/schedule-store.ts';
import { pageSize, sequenceNumber } from './limits.ts';
import { DUE_SCHEDULES, INSERT_SCHEDULE, LOAD_SCHEDULE, REMOVE_SCHEDULE, UPDATE_SCHEDULE } from './schedule-statements.ts';
import { parseJson, parseNumber, parseRaw } from './rows.ts';
import { runner } from './run.ts';
import type { SqlPool, SqlRow } from './sql-client.ts';
import { toColumn } from './text.ts';

/** Schedules in PostgreSQL: each method is one statement. */
export function createPostgresScheduleStore(pool: SqlPool, schema: string): ScheduleStore {
  const run = runner(pool, schema);
  return {
    load: async ({ id }) => (await run('load-schedule', LOAD_SCHEDULE, [toColumn(id)])).map(parseSchedule)[0],
    save: async ({ schedule, version, dueAt }) => {
      const values = [toColumn(schedule.id), JSON.stringify(schedule), dueAt === undefined ? null : wholeMilliseconds(dueAt)];
      const rows = version === 0 ? await run('insert-schedule', INSERT_SCHEDULE, values) : await run('update-schedule', UPDATE_SCHEDULE, [...values, sequenceNumber(version)]);
      return rows.length === 1;
    },
    due: async ({ now, leaseMs, max }) => {
      const rows = await run('due-schedules', DUE_SCHEDULES, [Math.floor(now), wholeMilliseconds(now + leaseMs), pageSize(max, 0)]);
      return [...rows].sort((left, right) => parseNumber(left, 'due_at') - parseNumber(right, 'due_at')).map(parseSchedule);
    },
    remove: async ({ id, version }) => (await run('remove-schedule', REMOVE_SCHEDULE, [toColumn(id), sequenceNumber(version)])).length === 1,
  };
}

function parseSchedule(row: SqlRow): StoredSchedule {
  return { schedule: parseJson<Schedule>(parseRaw(row, 'schedule')), version: parseNumber(row, 'version') };
}
