import { createSchemaValidator, type CheckingSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { createEgressPolicy } from '#shared/adapters/http-task/index.ts';
import { createResourceFetcher } from '#shared/adapters/resource-fetch/index.ts';
import { createWorkflowClient, type ClientNotice, type WorkflowClient } from '#shared/client/index.ts';
import type { ResourceFetcher } from '#shared/ports/resource-fetcher.ts';
import type { Connection } from './connection.ts';

/** The ports that commands need which work on files alone. */
export interface LocalPorts {
  readonly validator: CheckingSchemaValidator;
}

export function composeLocal(): LocalPorts {
  return { validator: createSchemaValidator() };
}

/** Fetches what a document needs from outside: from listed hosts, and from files beneath the folder of the document. */
export function composeFetcher(options: { readonly egressHosts: readonly string[]; readonly folder: string }): ResourceFetcher {
  return createResourceFetcher({ isAllowed: createEgressPolicy(options.egressHosts), folder: options.folder });
}

/** The client of the system that a connection leads to. */
export function composeClient(connection: Connection, onNotice?: (notice: ClientNotice) => void): WorkflowClient {
  // A redirect would carry the token to another place.
  const send: typeof fetch = (target, options) => fetch(target, { ...options, redirect: 'error' });
  return createWorkflowClient({ baseUrl: connection.api, token: connection.token, fetch: send, ...(onNotice === undefined ? {} : { onNotice }) });
}
