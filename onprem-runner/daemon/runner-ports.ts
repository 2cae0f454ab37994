import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';
import type { Topics } from '#shared/core/work/topics.ts';
import type { ManifestVerifier } from '#shared/ports/definition-release.ts';
import type { DefinitionStore } from '#shared/ports/definition-store.ts';
import type { TaskPriority } from '#shared/core/definition/model-parts.ts';
import type { PoolLimits } from '../pool/pool-limits.ts';
import type { BankDoorPorts } from './door/settings.ts';
import type { PerformPorts } from './perform-work.ts';

/** What a runner works with. The log joins the zones; everything else lies in the on-prem zone. */
export interface RunnerPorts extends PerformPorts, Omit<BankDoorPorts, 'judge'> {
  /** The runner's own registry, filled by what was released and compiles here to the same. */
  readonly definitions: DefinitionStore;
  readonly manifests: ManifestVerifier;
}

/** Settings of a runner. */
export interface RunnerOptions {
  /** Identity of the runner site: `sub` of the results that it seals, `iss` of its messages. Runners that share an inbox share it. */
  readonly runnerId: string;
  /** This process, among those that share the inbox; the runner id unless given. */
  readonly worker?: string;
  readonly tenant: string;
  /** Name of the cloud side. */
  readonly cloud: string;
  readonly topics: Topics;
  /** Group in which the processes of the site read. */
  readonly group: string;
  /** What this site's handlers say of themselves: definitions are compiled against it. */
  readonly catalogue: readonly CatalogueEntry[];
  /** The handlers by `name:version`, with the limits that they declare. */
  readonly handlerLimits?: ReadonlyMap<string, number | undefined>;
  readonly isTransactional?: (name: string, version: string) => boolean;
  /** Resources that this site does at all; absent: everything that it can. */
  readonly isAllowed?: (resource: string) => boolean;
  /** Thumbprints of the site's keys, told with its hello. */
  readonly keys?: readonly string[];
  readonly limits?: Partial<PoolLimits>;
  readonly weights?: Readonly<Record<TaskPriority, number>>;
  readonly leaseMs?: number;
  readonly pollMs?: number;
  readonly readWaitMs?: number;
  readonly drainMs?: number;
  readonly beatMs?: number;
  readonly creditMs?: number;
}
