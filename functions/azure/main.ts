import { readCloudSettings } from '../cloud/project-settings.ts';
import { operations } from '../operations/table.ts';
import { startAzure } from './compose.ts';
import { processEnvironment } from './config.ts';
import { registerAzureFunctions } from './register.ts';

/** The function app: everything is registered as the host loads this module, and nothing is opened before it is needed. */
registerAzureFunctions({ ...startAzure({ environment: processEnvironment(), settings: readCloudSettings(import.meta.url) }), operations });
