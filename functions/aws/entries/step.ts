import { createHttpTaskExecutor, createLocalTaskExecutor } from '#shared/adapters/http-task/index.ts';
import { createConsoleLogger } from '#shared/adapters/console/index.ts';
import { openStepFunctionsCompletion } from '#shared/adapters/step-functions/index.ts';
import { createSecretResolver } from '#shared/application/resolve-secrets.ts';
import { readCloudSettings } from '../../cloud/project-settings.ts';
import { openStores, statesOptions } from '../compose/runs.ts';
import { openTaskSecrets } from '../compose/secrets.ts';
import { taskPorts } from '../compose/tasks.ts';
import { AWS_SETTINGS, readSettings, processEnvironment } from '../config.ts';
import { loadValidator } from '../compose/validator.ts';
import { once } from '../../cloud/once.ts';
import { workMs, type LambdaContext } from '../lambda.ts';
import type { QueueEvent, QueueResult } from '../queue-event.ts';
import { createStepHandler } from '../task-handlers.ts';

/** Carries out what the cloud does itself: HTTP calls of listed hosts, validations. */
const ports = once(async () => {
  const own = readSettings({ ...AWS_SETTINGS.stores, ...AWS_SETTINGS.calls, ...AWS_SETTINGS.secrets }, processEnvironment());
  const logger = createConsoleLogger('step');
  const secrets = createSecretResolver({ secrets: openTaskSecrets(own), logger });
  const validator = await loadValidator();
  const http = createHttpTaskExecutor({ egressHosts: readCloudSettings(import.meta.url).egressHosts, errorDetail: 'body', secrets });
  return { ...taskPorts(openStores(own), logger), executor: createLocalTaskExecutor({ http, validator }), completion: openStepFunctionsCompletion(statesOptions(own)) };
});

export async function handler(event: QueueEvent, context: LambdaContext): Promise<QueueResult> {
  return createStepHandler(await ports(), workMs(context))(event);
}
