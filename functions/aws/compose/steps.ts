import type { DynamoPorts } from '#shared/adapters/dynamodb/index.ts';
import { randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import type { DoorPorts, DoorSettings } from '#shared/application/door/settings.ts';
import type { Environment } from '#shared/config/read-env.ts';
import { topicsOf } from '#shared/core/work/topics.ts';
import type { Incarnation } from '#shared/ports/incarnation.ts';
import type { CloudSettings } from '../../cloud/settings.ts';
import { AWS_SETTINGS, readSettings } from '../config.ts';

/** The store of the steps, for functions that put something into it and leave the sending to others: they need no network of the bank, and no key of the door. */
export interface ComposedSteps {
  readonly ports: Pick<DoorPorts, 'clock' | 'ids' | 'steps' | 'incarnation'>;
  readonly settings: DoorSettings;
}

/** Errors: `UWF-5005`. */
export function composeSteps({ environment, settings }: { readonly environment: Environment; readonly settings: CloudSettings }, stores: DynamoPorts): ComposedSteps {
  const { tenant, party, site } = settings;
  return {
    ports: { clock: systemClock, ids: randomIdSource, steps: stores.stepStore, incarnation: readIncarnation(environment) },
    settings: { tenant, party, site, topics: topicsOf(settings.environment, tenant) },
  };
}

/** How often the store of the steps was restored, as whoever restored it says. Errors: `UWF-5005`. */
export function readIncarnation(environment: Environment): Incarnation {
  const { incarnation } = readSettings(AWS_SETTINGS.incarnation, environment);
  return { current: async () => incarnation };
}
