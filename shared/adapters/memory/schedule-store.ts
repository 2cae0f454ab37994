import type { ScheduleStore, StoredSchedule } from '#shared/ports/schedule-store.ts';
import { parseText, toText, type JsonText } from './json-copy.ts';
import { pageSize } from './limits.ts';

interface Row {
  readonly version: number;
  readonly stored: JsonText<StoredSchedule>;
  readonly dueAt: number;
  leaseUntil: number;
}

/** A schedule store that lives as long as the process. */
export function createMemoryScheduleStore(): ScheduleStore {
  const rows = new Map<string, Row>();
  return {
    load: async ({ id }) => {
      const row = rows.get(id);
      return row === undefined ? undefined : parseText(row.stored);
    },
    save: async ({ schedule, version, dueAt = Number.POSITIVE_INFINITY }) => {
      if ((rows.get(schedule.id)?.version ?? 0) !== version) return false;
      rows.set(schedule.id, { version: version + 1, stored: toText({ schedule, version: version + 1 }), dueAt, leaseUntil: 0 });
      return true;
    },
    due: async ({ now, leaseMs, max }) => {
      const free = [...rows.values()].filter((row) => row.dueAt <= now && row.leaseUntil <= now).sort((left, right) => left.dueAt - right.dueAt);
      const taken = free.slice(0, pageSize(max, 0));
      for (const row of taken) row.leaseUntil = now + leaseMs;
      return taken.map(({ stored }) => parseText(stored));
    },
    remove: async ({ id, version }) => rows.get(id)?.version === version && rows.delete(id),
  };
}
