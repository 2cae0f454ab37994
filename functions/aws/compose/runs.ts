import { createIdentityVerifier } from '#shared/adapters/oidc/index.ts';
import { openDynamo, type DynamoPorts } from '#shared/adapters/dynamodb/index.ts';
import { nodeDigest, randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { openStepFunctionsEngine, type StepFunctionsMachines } from '#shared/adapters/step-functions/index.ts';
import { createStartAdmission } from '#shared/application/door/admission.ts';
import { createHostedRuntime } from '#shared/application/runtime/hosted-runtime.ts';
import { createServedRuntime } from '#shared/application/runtime/served-runtime.ts';
import type { Environment } from '#shared/config/read-env.ts';
import type { Logger } from '#shared/ports/logger.ts';
import type { SchemaValidator } from '#shared/ports/schema-validator.ts';
import type { CloudSettings } from '../../cloud/settings.ts';
import type { ApiPorts, ApiSettings } from '../../ports.ts';
import { AWS_SETTINGS, readSettings, type CallSettings, type StoreSettings } from '../config.ts';
import { SERVED_TASKS } from '../served.ts';

/** What every function of the API is made of. */
export interface ApiParts {
  readonly environment: Environment;
  readonly settings: CloudSettings;
  readonly logger: Logger;
  readonly validator: SchemaValidator;
}

/** Ports of the API that depend on nothing of the registry. Errors: `UWF-5005`. */
export function composeApi({ environment, settings, logger, validator }: ApiParts, machines?: StepFunctionsMachines): { readonly ports: Omit<ApiPorts, 'programs'>; readonly stores: DynamoPorts } {
  const own = readSettings({ ...AWS_SETTINGS.stores, ...AWS_SETTINGS.states, ...AWS_SETTINGS.calls, ...AWS_SETTINGS.identity }, environment);
  const stores = openStores(own);
  const [clock, ids] = [systemClock, randomIdSource];
  const engine = openStepFunctionsEngine(statesOptions(own), { prefix: own.machinePrefix, arn: own.statesArn, ...(machines === undefined ? {} : { machines }) });
  const { issuer, audience, jwksUri } = own;
  const identity = createIdentityVerifier({ issuer, audience, keys: jwksUri === undefined ? { kind: 'discovery' } : { kind: 'remote', url: jwksUri }, clock });
  const ports = {
    clock, ids, logger, validator, identity, digest: nodeDigest,
    definitionStore: stores.definitionStore,
    runtime: createServedRuntime(createHostedRuntime({ clock, ids, index: stores.executionIndex, engine }), new Set(SERVED_TASKS.keys())),
    admission: createStartAdmission({ steps: stores.stepStore, clock, ...(settings.backlogMax === undefined ? {} : { backlogMax: settings.backlogMax }) }),
    settings: apiSettings(settings),
  };
  return { ports, stores };
}

function apiSettings({ target, catalogue, tenant, sealingKeys, version }: CloudSettings): ApiSettings {
  return { target, catalogue, tenant, sealingKeys, version, developmentMode: false };
}

/** The tables of the deployment. */
export function openStores({ region, tablePrefix, dynamoEndpoint }: StoreSettings): DynamoPorts {
  return openDynamo({ region, tablePrefix, ...(dynamoEndpoint === undefined ? {} : { endpoint: dynamoEndpoint }) });
}

/** Where Step Functions is. */
export function statesOptions({ region, statesEndpoint }: StoreSettings & CallSettings): { readonly region: string; readonly endpoint?: string } {
  return { region, ...(statesEndpoint === undefined ? {} : { endpoint: statesEndpoint }) };
}
