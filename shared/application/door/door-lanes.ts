import type { DefinitionAnnouncer } from '#shared/ports/definition-release.ts';
import type { DefinitionStore } from '#shared/ports/definition-store.ts';
import { createCommitSignal } from '../commit-signal.ts';
import type { EngineLane } from '../drive-engine.ts';
import type { TaskDoor } from '../engine-ports.ts';
import { ANNOUNCE_AGAIN_MS_MIN, createAnnounceAgain } from './announce-again.ts';
import { collectMessages } from './collect-messages.ts';
import { dispatchDue } from './dispatch-due.ts';
import { dispatchTasks } from './dispatch-tasks.ts';
import { keepSubscribed } from './keep-subscribed.ts';
import { relayMessages } from './relay-messages.ts';
import type { DoorPorts, DoorSettings } from './settings.ts';
import { tellRuntime } from './tell-runtime.ts';

/** How long the collector waits in the log for the next record. */
const COLLECT_WAIT_MS = 250;
/** The log itself waits, so there is nearly no pause between two polls. */
const COLLECT_INTERVAL_MS = 1;
/** How often steps are looked for that were silent, or that had no room. */
const DUE_INTERVAL_MS = 200;

/** The cloud's side of the door as parts of an engine process. */
export interface CloudDoor {
  readonly door: TaskDoor;
  /** What has to go on beside the engine: see `createEngineLoop`. */
  readonly lanes: readonly EngineLane[];
  /** Leaves the group of collectors, once the engine's loop has stopped. */
  close(): Promise<void>;
}

/** Who reads for the cloud's side. */
export interface CloudDoorOptions {
  /** Group of all collectors of the tenant. */
  readonly group: string;
  /** This process among them. */
  readonly consumer: string;
  /** What definitions are announced again from when the bank does not have them. Absent: they are not. */
  readonly definitions?: { readonly definitionStore: DefinitionStore; readonly announcer: DefinitionAnnouncer };
}

/** Joins dispatcher, relay and collector (protocol §6) to the engine of one process. */
export function createCloudDoor(ports: DoorPorts, settings: DoorSettings, { definitions, ...member }: CloudDoorOptions): CloudDoor {
  const outbox = { clock: ports.clock, logger: ports.logger, outbox: ports.steps, writer: ports.writer, log: ports.log };
  const due = createCommitSignal();
  const { results, control } = settings.topics;
  const source = keepSubscribed(ports.log, { topics: [results, control], ...member });
  const unknown = definitions === undefined ? undefined : createUnknownLane(ports, definitions);
  const collector = unknown === undefined ? ports : { ...ports, onUnknownDefinition: unknown.want };
  return {
    door: { dispatch: (tasks) => dispatchTasks(ports, settings, tasks) },
    lanes: [
      { name: 'door-relay', work: () => relayMessages(outbox) },
      { name: 'door-tell', work: () => tellRuntime(ports, settings) },
      { name: 'door-due', own: { intervalMs: DUE_INTERVAL_MS, signal: due }, work: () => dispatchDue(ports, settings) },
      {
        name: 'door-collect',
        own: { intervalMs: COLLECT_INTERVAL_MS, signal: createCommitSignal() },
        work: async () => {
          const { records } = await source.use((consumer) => collectMessages(collector, settings, { consumer, waitMs: COLLECT_WAIT_MS }));
          // What has ended made room for others.
          if (records > 0) due.notify();
          return records;
        },
      },
      ...(unknown === undefined ? [] : [unknown.lane]),
    ],
    close: source.close,
  };
}

/** A lane of its own: what cannot be announced keeps nothing else waiting. */
function createUnknownLane(ports: DoorPorts, definitions: NonNullable<CloudDoorOptions['definitions']>): { readonly lane: EngineLane; want(revision: string): void } {
  const again = createAnnounceAgain({ ...definitions, clock: ports.clock, logger: ports.logger });
  const signal = createCommitSignal();
  return {
    lane: { name: 'door-announce', own: { intervalMs: ANNOUNCE_AGAIN_MS_MIN, signal }, work: again.work },
    want: (revision) => {
      again.want(revision);
      signal.notify();
    },
  };
}
