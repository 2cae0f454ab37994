import { createMemoryIncarnation, type MemoryIncarnation } from '#shared/adapters/memory/incarnation.ts';
import type { MemoryMessageLog } from '#shared/adapters/memory/message-log.ts';
import { createMemoryStepStore, type MemoryStepStore } from '#shared/adapters/memory/step-store.ts';
import { nodeDigest } from '#shared/adapters/node/index.ts';
import type { DoorPorts, DoorSettings } from '#shared/application/door/settings.ts';
import type { DeadLetter } from '#shared/ports/dead-letter-log.ts';
import { CLOUD, cloudParty, SITE, TENANT, TOPICS } from './parties.ts';

/** The cloud's side of the door, in memory. */
export interface CloudSide {
  readonly ports: DoorPorts;
  readonly settings: DoorSettings;
  readonly steps: MemoryStepStore;
  readonly incarnation: MemoryIncarnation;
  readonly letters: readonly DeadLetter[];
}

/** What it is opened with. */
export type CloudSideOptions = Pick<DoorPorts, 'clock' | 'ids' | 'logger' | 'completion'> & { readonly log: MemoryMessageLog } & Partial<Pick<DoorPorts, 'reader' | 'writer'>> & { readonly settings?: Partial<DoorSettings> };

export function openCloudSide({ settings, ...given }: CloudSideOptions): CloudSide {
  const steps = createMemoryStepStore();
  const incarnation = createMemoryIncarnation();
  const letters: DeadLetter[] = [];
  return {
    ports: { ...cloudParty(), ...given, digest: nodeDigest, steps, incarnation, deadLetters: collectLetters(letters) },
    settings: { tenant: TENANT, party: CLOUD, site: SITE, topics: TOPICS, ...settings },
    steps,
    incarnation,
    letters,
  };
}

/** A log of dead letters that can be looked at. */
export function collectLetters(letters: DeadLetter[]): DoorPorts['deadLetters'] {
  return { append: async (request) => void letters.push(...request.letters) };
}
