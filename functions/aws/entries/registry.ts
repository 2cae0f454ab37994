import { createEgressPolicy } from '#shared/adapters/http-task/index.ts';
import { createConsoleLogger } from '#shared/adapters/console/index.ts';
import { createResourceFetcher } from '#shared/adapters/resource-fetch/index.ts';
import { createDefinitionCache } from '#shared/application/definition-cache.ts';
import { createLateAnnouncer } from '#shared/application/door/announce-later.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import { readCloudSettings } from '../../cloud/project-settings.ts';
import { createApi } from '../../middleware/chain.ts';
import { operations } from '../../operations/table.ts';
import { createApiHandler } from '../api-handler.ts';
import { readMachines } from '../compose/machines.ts';
import { composeApi } from '../compose/runs.ts';
import { composeSteps } from '../compose/steps.ts';
import { createEdgeCheck } from '../edge.ts';
import { processEnvironment } from '../config.ts';
import { once } from '../../cloud/once.ts';
import { loadValidator } from '../compose/validator.ts';
import { createLateValidator, servedWith } from '../late-validator.ts';

const validator = createLateValidator(loadValidator);

/** Serves the whole table: registers and publishes versions, runs inline definitions, and answers what no route names. */
const api = once(async () => {
  const environment = processEnvironment();
  const settings = readCloudSettings(import.meta.url);
  const logger = createConsoleLogger('registry');
  const { ports, stores } = composeApi({ environment, settings, logger, validator }, readMachines(environment));
  // The release key is for those who register: whoever only looks does not wait for it.
  const signer = once(async () => (await import('../compose/release.ts')).openManifestSigner(environment));
  const steps = composeSteps({ environment, settings }, stores);
  const serve = createApi(operations, {
    ...ports,
    programs: { ...createDefinitionCache(ports), keep: checkProgram },
    resourceFetcher: createResourceFetcher({ isAllowed: createEgressPolicy(settings.egressHosts) }),
    manifests: { sign: async (request) => (await signer()).sign(request) },
    announcer: createLateAnnouncer(steps.ports, steps.settings),
  });
  return servedWith(validator, serve);
});

/** Whether the program can be executed at all: what checks it is loaded when there is one. */
async function checkProgram(stored: StoredDefinition): Promise<void> {
  (await import('#shared/application/program-cache.ts')).createProgramCache({ definitionStore: { findByRevision: async () => stored } }).keep(stored);
}

export const handler = createApiHandler(api, createEdgeCheck(processEnvironment()['UWF_EDGE_PROOFS']));
