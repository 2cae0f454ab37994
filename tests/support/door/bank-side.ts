import type { RunnerOptions, RunnerPorts } from '#onprem-runner/daemon/runner-ports.ts';
import { catalogueOf } from '#onprem-runner/handlers/catalogue.ts';
import type { Handler } from '#onprem-runner/handlers/define-handler.ts';
import { createMemoryDocumentStore } from '#onprem-runner/handlers/memory-document-store.ts';
import { createHandlerRegistry } from '#onprem-runner/handlers/registry.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { createHttpTaskExecutor } from '#shared/adapters/http-task/index.ts';
import { createSealer, createUnsealer, generateSealingKey, type PrivateSealingKey } from '#shared/adapters/jose/index.ts';
import { createMemoryDefinitionStore } from '#shared/adapters/memory/definition-store.ts';
import { createMemoryIncarnation, type MemoryIncarnation } from '#shared/adapters/memory/incarnation.ts';
import { createMemoryMessageLog, type MemoryMessageLog } from '#shared/adapters/memory/message-log.ts';
import { createMemoryStepInbox, type MemoryStepInbox } from '#shared/adapters/memory/step-inbox.ts';
import { nodeDigest, randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import type { DeadLetter } from '#shared/ports/dead-letter-log.ts';
import type { DefinitionStore } from '#shared/ports/definition-store.ts';
import { openTestEgress } from '#tests/support/egress/test-egress.ts';
import { collectLetters } from './cloud-side.ts';
import { CLOUD, GROUPS, SITE, siteParty, TENANT, TOPICS } from './parties.ts';
import { createTestRelease, type TestRelease } from './release.ts';

/** What outlives the processes of a runner site, and the log between the zones. */
export interface BankStores {
  readonly log: MemoryMessageLog;
  readonly inbox: MemoryStepInbox;
  readonly incarnation: MemoryIncarnation;
  readonly definitions: DefinitionStore;
  readonly letters: DeadLetter[];
  readonly release: TestRelease;
  readonly key: PrivateSealingKey;
}

export async function openBankStores(more: Partial<BankStores> = {}): Promise<BankStores> {
  return {
    log: createMemoryMessageLog({ now: systemClock.now }),
    inbox: createMemoryStepInbox(),
    incarnation: createMemoryIncarnation(),
    definitions: createMemoryDefinitionStore(),
    letters: [],
    release: createTestRelease(),
    key: await generateSealingKey(),
    ...more,
  };
}

/** The ports of one runner process on these stores, with real sealing. */
export async function runnerPorts(stores: BankStores, handlers: readonly Handler[], more: Partial<RunnerPorts> & Pick<RunnerPorts, 'logger'>): Promise<RunnerPorts> {
  const { log, inbox, incarnation, definitions, letters, release, key } = stores;
  const [registry, sealer] = [createHandlerRegistry(handlers), await createSealer({ key, clock: systemClock, ids: randomIdSource })];
  return {
    ...siteParty(),
    log,
    inbox,
    incarnation,
    definitions,
    manifests: release.verifier,
    deadLetters: collectLetters(letters),
    digest: nodeDigest,
    ids: randomIdSource,
    clock: systemClock,
    egress: openTestEgress({ sealer, handlers: registry, logger: more.logger }).egress,
    unsealer: await createUnsealer({ keys: [key] }),
    validator: createSchemaValidator(),
    handlers: registry,
    store: createMemoryDocumentStore(),
    http: createHttpTaskExecutor({ egressHosts: [], errorDetail: 'none' }),
    ...more,
  };
}

/** Options of a runner that is quick to do things and to stop. */
export function runnerOptions(handlers: readonly Handler[], more: Partial<RunnerOptions> = {}): RunnerOptions {
  return { runnerId: SITE, tenant: TENANT, cloud: CLOUD, topics: TOPICS, group: GROUPS.onPrem, catalogue: catalogueOf(handlers), pollMs: 5, readWaitMs: 10, ...more };
}
