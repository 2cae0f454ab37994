import { compileDefinition } from '#shared/core/compiler/compile.ts';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';
import { subjectOf } from '#shared/core/protocol/manifest.ts';
import type { DefinitionRefusal } from '#shared/core/protocol/reject.ts';
import type { DefinitionNotice } from '#shared/core/work/message.ts';
import type { ManifestVerifier } from '#shared/ports/definition-release.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import type { LogConsumer } from '#shared/ports/message-log.ts';
import { revisionOf } from './definition-revision.ts';
import { buryRecords, takeRecords, type BadRecord, type ReadMessage, type ReadPorts } from './door/read-records.ts';
import type { EnginePorts } from './engine-ports.ts';
import { parseDefinitionNotice } from './work-messages.ts';

/** Notices taken at once. */
export const NOTICES_MAX_DEFAULT = 8;

type ReceivePorts = ReadPorts & Pick<EnginePorts, 'definitionStore'> & { readonly manifests: ManifestVerifier };

/** What the receiving zone judges notices by. */
export interface ReceiveOptions {
  /** What this zone's own handlers say of themselves; nothing of the notice is believed. */
  readonly catalogue: readonly CatalogueEntry[];
  /** Member of the group that reads the topic of definitions. */
  readonly consumer: LogConsumer;
  readonly waitMs?: number;
  readonly max?: number;
}

/**
 * Takes definitions that were released in the cloud zone. This zone compiles each one again, with its own catalogue and the texts that came with it,
 * fetching nothing, and takes it only when the release key has vouched for exactly what came out: the cloud can then delay work, but not change what
 * is done with data here. What is refused goes to the dead letters with a reason code. Idempotent. Returns how many records were handled.
 * Errors: `UWF-5001`, `UWF-5002`, `UWF-5007`; the records then come again.
 */
export async function receiveDefinitions(ports: ReceivePorts, options: ReceiveOptions): Promise<number> {
  const { consumer, waitMs = 0, max = NOTICES_MAX_DEFAULT } = options;
  const { records } = await takeRecords(ports, { consumer, waitMs, max }, async ({ messages, bad }) => {
    const refused: BadRecord[] = [];
    for (const message of messages) refused.push(...(await receiveOne(ports, message, options.catalogue)));
    await buryRecords(ports, [...bad, ...refused]);
    return bad.length + refused.length;
  });
  return records;
}

async function receiveOne(ports: ReceivePorts, { record, claims, body }: ReadMessage, catalogue: readonly CatalogueEntry[]): Promise<readonly BadRecord[]> {
  const notice = parseDefinitionNotice(body);
  if (claims.typ !== 'manifest' || !notice.ok) return [{ record, reject: 'malformed' }];
  const refusal = await register(ports, { notice: notice.value, manifest: claims.manifest }, catalogue);
  return refusal === undefined ? [] : [{ record, reject: refusal }];
}

interface Release {
  readonly notice: DefinitionNotice;
  readonly manifest: string;
}

async function register(ports: ReceivePorts, { notice, manifest }: Release, catalogue: readonly CatalogueEntry[]): Promise<DefinitionRefusal | undefined> {
  const { target, resources, optimisation } = notice;
  const level = optimisation === undefined ? {} : { optimisation };
  const compiled = compileDefinition({ text: JSON.stringify(notice.source), target, catalogue, resources: new Map(Object.entries(resources ?? {})), ...level });
  if (!compiled.accepted) return 'definition-refused';
  const { program } = compiled;
  const revision = revisionOf(ports.digest, program);
  if (revision !== notice.revision) return 'revision-mismatch';
  const verified = await ports.manifests.verify({ manifest, own: subjectOf(program, revision) });
  if (!verified.ok) return 'manifest-refused';
  const pinned = { ...(resources === undefined ? {} : { resources }), ...level, manifest };
  const stored: StoredDefinition = { identity: program.identity, revision, program, pinned, registeredAt: ports.clock.now(), registeredBy: notice.registeredBy, inline: notice.inline === true };
  const outcome = await ports.definitionStore.put({ stored });
  if (outcome === 'conflict') return 'version-conflict';
  ports.logger.info('definition-received', { revision, outcome });
  return undefined;
}
