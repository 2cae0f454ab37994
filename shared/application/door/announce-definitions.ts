import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { ManifestClaims } from '#shared/core/protocol/message.ts';
import type { DefinitionAnnouncer } from '#shared/ports/definition-release.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import { encodeDefinitionNotice } from '../work-messages.ts';
import { commonClaims } from './message-claims.ts';
import type { DoorPorts, DoorSettings } from './settings.ts';

type NoticePorts = Pick<DoorPorts, 'clock' | 'ids' | 'steps' | 'incarnation'>;

/** Announces released definitions to the runner site: the document in the box, the signed manifest beside it (protocol §4). */
export function createDefinitionAnnouncer(ports: NoticePorts & Pick<DoorPorts, 'writer' | 'log'>, settings: DoorSettings): DefinitionAnnouncer {
  return {
    announce: async ({ stored }) => {
      const claims = await manifestClaims(ports, settings, stored);
      const value = await ports.writer.write({ claims, body: definitionNotice(stored) });
      await ports.log.append({ topic: settings.topics.definitions, records: [{ key: settings.site, value }] });
    },
  };
}

/** What a manifest is sent with, to the site as it stands now. `stored` was released. Errors: `UWF-5001`. */
export async function manifestClaims({ clock, ids, steps, incarnation }: NoticePorts, settings: DoorSettings, { pinned }: StoredDefinition): Promise<ManifestClaims> {
  const manifest = pinned?.manifest;
  assert(manifest !== undefined, 'what is announced was released');
  const { standing } = await steps.load({ keys: [], mids: [], site: settings.site });
  const route = { iss: settings.party, aud: settings.site, tid: settings.tenant, top: settings.topics.definitions, cin: await incarnation.current(), rin: standing.rin };
  return { ...commonClaims(ids, route, { now: clock.now(), life: 'fact' }), typ: 'manifest', site: settings.site, manifest };
}

/** What stands in the box of an announcement: everything without which the definition cannot be compiled again. */
export function definitionNotice({ revision, program, registeredBy, inline, pinned = {} }: StoredDefinition): JsonObject {
  const { manifest: _manifest, ...parts } = pinned;
  return encodeDefinitionNotice({ kind: 'definition', revision, target: program.target, source: program.source, ...parts, registeredBy, ...(inline ? { inline } : {}) });
}
