import { assert } from '#shared/core/kernel/assert.ts';
import type { DefinitionAnnouncer } from '#shared/ports/definition-release.ts';
import { encodeDefinitionNotice } from '../work-messages.ts';
import { commonClaims } from './message-claims.ts';
import type { DoorPorts, DoorSettings } from './settings.ts';

type AnnouncePorts = Pick<DoorPorts, 'clock' | 'ids' | 'steps' | 'incarnation' | 'writer' | 'log'>;

/** Announces released definitions to the runner site: the document in the box, the signed manifest beside it (protocol §4). */
export function createDefinitionAnnouncer(ports: AnnouncePorts, settings: DoorSettings): DefinitionAnnouncer {
  return {
    announce: async ({ stored }) => {
      const { revision, program, registeredBy, inline, pinned = {} } = stored;
      const { manifest, ...parts } = pinned;
      assert(manifest !== undefined, 'what is announced was released');
      const { standing } = await ports.steps.load({ keys: [], mids: [], site: settings.site });
      const route = { iss: settings.party, aud: settings.site, tid: settings.tenant, top: settings.topics.definitions, cin: await ports.incarnation.current(), rin: standing.rin };
      const claims = { ...commonClaims(ports.ids, route, { now: ports.clock.now(), life: 'fact' }), typ: 'manifest', site: settings.site, manifest } as const;
      const body = encodeDefinitionNotice({ kind: 'definition', revision, target: program.target, source: program.source, ...parts, registeredBy, ...(inline ? { inline } : {}) });
      await ports.log.append({ topic: settings.topics.definitions, records: [{ key: settings.site, value: await ports.writer.write({ claims, body }) }] });
    },
  };
}
