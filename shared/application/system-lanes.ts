import type { EngineLane } from './drive-engine.ts';
import { deliverEvents } from './events/deliver-events.ts';
import { fireSchedules } from './schedules/fire-schedules.ts';
import type { ScheduleOptions } from './schedules/times.ts';
import type { SystemPorts } from './system-ports.ts';
import { tellEnded } from './tell-ended.ts';

/** Longest time between two looks at each kind of work, when nothing in this process says that there is some. */
const EVENTS_INTERVAL_MS = 50;
const ENDED_INTERVAL_MS = 25;
const SCHEDULES_INTERVAL_MS = 250;

/** The lanes of an engine loop that deliver events, keep schedules and tell of executions that have ended. */
export function createSystemLanes(ports: SystemPorts, options: ScheduleOptions = {}): readonly EngineLane[] {
  const signal = ports.news;
  let isRestored = false;
  return [
    { name: 'events', own: { intervalMs: EVENTS_INTERVAL_MS, signal }, work: () => deliverEvents(ports) },
    { name: 'ended', own: { intervalMs: ENDED_INTERVAL_MS, signal }, work: () => tellEnded(ports) },
    {
      name: 'schedules',
      own: { intervalMs: SCHEDULES_INTERVAL_MS, signal },
      work: async () => {
        if (!isRestored) await ports.schedules?.followAll();
        isRestored = true;
        return fireSchedules(ports, options);
      },
    },
  ];
}
