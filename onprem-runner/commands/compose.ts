import { createSchemaValidator, type CheckingSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { createWorkflowClient, type ClientNotice, type WorkflowClient } from '#shared/client/index.ts';
import type { Connection } from './connection.ts';

/** The ports that commands need which work on files alone. */
export interface LocalPorts {
  readonly validator: CheckingSchemaValidator;
}

export function composeLocal(): LocalPorts {
  return { validator: createSchemaValidator() };
}

/** The client of the system that a connection leads to. */
export function composeClient(connection: Connection, onNotice?: (notice: ClientNotice) => void): WorkflowClient {
  // A redirect would carry the token to another place.
  const send: typeof fetch = (target, options) => fetch(target, { ...options, redirect: 'error' });
  return createWorkflowClient({ baseUrl: connection.api, token: connection.token, fetch: send, ...(onNotice === undefined ? {} : { onNotice }) });
}
