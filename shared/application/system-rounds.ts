import { deliverEvents } from './events/deliver-events.ts';
import { failureFields, isRetryable } from './failure-code.ts';
import { fireSchedules } from './schedules/fire-schedules.ts';
import type { ScheduleOptions } from './schedules/times.ts';
import type { SystemPorts } from './system-ports.ts';
import { tellEnded } from './tell-ended.ts';

/** Looks of one kind in one move at most: what is left waits for the next one. */
const LOOKS_MAX = 50;

/** What there may be to do: events to deliver, ends to tell, schedules to fire. */
type SystemWork = 'events' | 'ended' | 'schedules';

/**
 * The system's work where no loop goes on: a host that starts functions by its clock and by what happens. Moves of one process never overlap: what is
 * asked for while one goes on is done by it.
 */
export interface SystemRounds {
  /** Does all that can be done now. What fails is logged, and comes again with a later move. Returns how much was found, 0 when another move goes on. */
  move(): Promise<number>;
  /** The same for one kind of work, of which something has just happened. */
  soon(kind: SystemWork): Promise<number>;
}

/** See {@link SystemRounds}; for the ports of one process. */
export function createSystemRounds(ports: SystemPorts, options: ScheduleOptions = {}): SystemRounds {
  const looks = looksOf(ports, options);
  const wanted = new Map<SystemWork, number>();
  let isMoving = false;
  const look = async (kind: SystemWork, left: number): Promise<number> => {
    const found = await lookOrPostpone(ports, kind, looks[kind]);
    if (found > 0 && left > 1 && !wanted.has(kind)) wanted.set(kind, left - 1);
    return found;
  };
  const move = async (kinds: readonly SystemWork[]): Promise<number> => {
    for (const kind of kinds) wanted.set(kind, LOOKS_MAX);
    if (isMoving) return 0;
    isMoving = true;
    let found = 0;
    for (let next = [...wanted][0]; next !== undefined; next = [...wanted][0]) {
      wanted.delete(next[0]);
      found += await look(...next);
    }
    isMoving = false;
    return found;
  };
  return { move: () => move(['ended', 'events', 'schedules']), soon: (kind) => move([kind]) };
}

function looksOf(ports: SystemPorts, options: ScheduleOptions): { readonly [K in SystemWork]: () => Promise<number> } {
  let isRestored = false;
  return {
    events: () => deliverEvents(ports),
    ended: () => tellEnded(ports),
    schedules: async () => {
      if (!isRestored) await ports.schedules?.followAll();
      isRestored = true;
      return fireSchedules(ports, options);
    },
  };
}

async function lookOrPostpone({ logger }: SystemPorts, kind: SystemWork, look: () => Promise<number>): Promise<number> {
  try {
    return await look();
  } catch (thrown) {
    const fields = { work: kind, ...failureFields(thrown) };
    if (isRetryable(thrown)) logger.warn('system-postponed', fields);
    else logger.error('system-postponed', fields);
    return 0;
  }
}
