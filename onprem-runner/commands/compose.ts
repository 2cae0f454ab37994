import { createSchemaValidator, type CheckingSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { createEgressPolicy } from '#shared/adapters/http-task/index.ts';
import { CLOUD_MAY, SITE_MAY, createKeyFile, createPrivateKeyIn, formatPrivateJwk, generatePrivateKey, readCardFile, readKeyFile, readPrivateKeys, readReleaseKey, readRingFile, signRing, storePrivateKey, toPublicKeySet, writeOwnerOnly, writeRingFile } from '#shared/adapters/jose/index.ts';
import { createFileIncarnation, nodeDigest, systemClock } from '#shared/adapters/node/index.ts';
import { openPostgres, type PostgresPorts } from '#shared/adapters/postgres/index.ts';
import { createResourceFetcher } from '#shared/adapters/resource-fetch/index.ts';
import { createWorkflowClient, type ClientNotice, type InputTokeniser, type WorkflowClient } from '#shared/client/index.ts';
import { createConnection, type ServiceConnection } from '#shared/client/service-connection.ts';
import type { ResourceFetcher } from '#shared/ports/resource-fetcher.ts';
import { watchAnswers, type ServiceAnswer } from '../batch/watch-answers.ts';
import type { KafkaSettings } from '#shared/config/kafka-settings.ts';
import type { Project } from '#shared/config/load-project-config.ts';
import type { MessageLog } from '#shared/ports/message-log.ts';
import type { Connection } from './connection.ts';

/** What commands take from the machine they run on. */
export const machine = { clock: systemClock, digest: nodeDigest, incarnation: (file: string) => createFileIncarnation({ file }) };

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

/** The stores of a zone, as operators' commands use them. */
export type ZoneStores = PostgresPorts;

/** Opens the stores of a zone that is set up already: a command of an operator changes no schema. Errors: `UWF-5001`, `UWF-5005`. */
export async function composeStores(place: { readonly connectionString: string; readonly schema: string }): Promise<ZoneStores> {
  return openPostgres({ ...place, migrate: false, maxConnections: 2, applicationName: 'uwf-command' });
}

/** The broker of a project. Errors: `UWF-5002`, `UWF-5004`, `UWF-5005`. */
export async function composeKafka(project: Project, settings: KafkaSettings): Promise<MessageLog> {
  const [{ openKafka }, { kafkaOptionsOf }] = await Promise.all([import('#shared/adapters/kafka/index.ts'), import('./kafka/compose.ts')]);
  return openKafka(await kafkaOptionsOf(project, settings, 'uwf-command'));
}

/** Keys of the door in files: what commands do with them. */
export const keyFiles = { createKeyFile, formatPrivateJwk, toPublicKeySet, writeOwnerOnly, readKeyFile, createPrivateKeyIn, generatePrivateKey, storePrivateKey, readPrivateKeys, readReleaseKey, readRingFile, signRing, writeRingFile, readCardFile, may: { cloud: CLOUD_MAY, site: SITE_MAY } };

/** What a client may do besides: `onAnswer` hears with every answer how busy the service is; with a tokeniser tokens travel in place of sealed values. */
export interface ClientExtras {
  readonly onAnswer?: (answer: ServiceAnswer) => void;
  readonly tokeniser?: InputTokeniser;
}

/** A redirect would carry the token to another place. */
const plain: typeof fetch = (target, options) => fetch(target, { ...options, redirect: 'error' });

/** The service that a connection leads to, for what its client does not know. */
export function composeService({ api, token }: Connection): ServiceConnection {
  return createConnection({ baseUrl: api, token, fetch: plain });
}

/** The client of the system that a connection leads to. */
export function composeClient(connection: Connection, onNotice?: (notice: ClientNotice) => void, { onAnswer, tokeniser }: ClientExtras = {}): WorkflowClient {
  const send = onAnswer === undefined ? plain : watchAnswers(plain, onAnswer);
  return createWorkflowClient({ baseUrl: connection.api, token: connection.token, fetch: send, ...(onNotice === undefined ? {} : { onNotice }), ...(tokeniser === undefined ? {} : { tokeniser }) });
}
