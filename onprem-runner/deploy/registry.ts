import type { ServiceConnection } from '#shared/client/service-connection.ts';
import type { DeploymentTarget } from '#shared/core/compiler/model.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { CommandError } from '../output/command-error.ts';
import { parseHealth, parseRegisterAnswer, parseRegistered, parseWorkflows, type ApiHealth, type RegisterAnswer, type RegisteredDefinition, type RegisteredVersions } from './parse-registered.ts';

/** What a deployment asks of the API of its target. Errors: `WorkflowServiceError`. */
export interface Registry {
  health(): Promise<ApiHealth>;
  list(): Promise<readonly RegisteredVersions[]>;
  /** A version by its id: `namespace.name@version`. */
  find(id: string): Promise<RegisteredDefinition>;
  /** Registers a document with everything in it that the compiler put in place: the API need not find the files beside it. */
  register(source: JsonObject): Promise<RegisterAnswer>;
}

/** The registry behind a connection. */
export function createRegistry(connection: ServiceConnection): Registry {
  return {
    health: async () => parseHealth(await connection.send({ method: 'GET', path: '/health', isPublic: true })),
    list: async () => parseWorkflows(await connection.send({ method: 'GET', path: '/api/workflows/list' })),
    find: async (id) => parseRegistered(await connection.send({ method: 'GET', path: `/api/workflows/definition/${encodeURIComponent(id)}?include=evidence` })),
    register: async (source) => parseRegisterAnswer(await connection.send({ method: 'POST', path: '/api/definitions', body: { text: JSON.stringify(source), contentType: 'application/json' } })),
  };
}

/** Makes sure that the API is that of the target: it compiles for its own, whatever was meant. Errors: `UWF-6024`, `WorkflowServiceError`. */
export async function checkApi(registry: Registry, target: DeploymentTarget): Promise<void> {
  const { zone, target: name } = await registry.health();
  if (zone === target.zone && name === target.name) return;
  throw new CommandError('UWF-6024', `it compiles for ${name} in ${zone}, and ${target.name} in ${target.zone} was named`);
}
