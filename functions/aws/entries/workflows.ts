import { createConsoleLogger } from '#shared/adapters/console/index.ts';
import { createDefinitionCache } from '#shared/application/definition-cache.ts';
import { readCloudSettings } from '../../cloud/project-settings.ts';
import { createApi } from '../../middleware/chain.ts';
import { runOperations } from '../../operations/run-table.ts';
import { createApiHandler } from '../api-handler.ts';
import { composeApi } from '../compose/runs.ts';
import { createEdgeCheck } from '../edge.ts';
import { processEnvironment } from '../config.ts';
import { once } from '../../cloud/once.ts';
import { loadValidator } from '../compose/validator.ts';
import { createLateValidator, servedWith } from '../late-validator.ts';

/** Serves the operations of runs. */
const validator = createLateValidator(loadValidator);

const api = once(async () => {
  const { ports } = composeApi({ environment: processEnvironment(), settings: readCloudSettings(import.meta.url), logger: createConsoleLogger('workflows'), validator });
  const serve = createApi(runOperations, { ...ports, programs: createDefinitionCache(ports) });
  return servedWith(validator, serve);
});

export const handler = createApiHandler(api, createEdgeCheck(processEnvironment()['UWF_EDGE_PROOFS']));
