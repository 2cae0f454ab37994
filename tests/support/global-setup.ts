import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#onprem-runner/embedded/postgres.ts';
import { startDynamoLocal } from './dynamodb/server.ts';
import { startKafka } from './kafka/server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address that answers with the connection string of the run's PostgreSQL, which starts when it is first asked for. */
    postgresBroker: string;
    /** Address that answers where the run's Kafka is, which starts when it is first asked for. */
    kafkaBroker: string;
    /** Address that answers where the run's DynamoDB Local is, which starts when it is first asked for. */
    dynamoBroker: string;
  }
}

/** A server that suites share: what it tells of itself, and how it ends. */
interface SharedServer {
  readonly told: string;
  stop(): Promise<void>;
}

/** One PostgreSQL, one Kafka and one DynamoDB Local for a whole run of suites, each started when the first suite wants it and stopped with the run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await share(startPostgres);
  const kafka = await share(startBroker);
  const dynamo = await share(startDynamo);
  project.provide('dynamoBroker', dynamo.address);
  project.provide('postgresBroker', postgres.address);
  project.provide('kafkaBroker', kafka.address);
  return async () => {
    await Promise.all([postgres.stop(), kafka.stop(), dynamo.stop()]);
  };
}

async function startPostgres(): Promise<SharedServer> {
  const dataDirectory = join(tmpdir(), `uwf-test-postgres-${randomUUID()}`);
  const server: EmbeddedPostgres = await startEmbeddedPostgres({ dataDirectory, name: 'tests', durable: false });
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(server.dataDirectory, { recursive: true, force: true });
  };
  return { told: server.connectionString, stop };
}

async function startBroker(): Promise<SharedServer> {
  const found = await startKafka();
  if (!found.ok) throw new Error(found.reason);
  return { told: JSON.stringify(found.value), stop: () => found.value.close() };
}

async function startDynamo(): Promise<SharedServer> {
  const found = await startDynamoLocal();
  if (!found.ok) throw new Error(found.reason);
  return { told: found.value.endpoint, stop: () => found.value.close() };
}

/** Starts a server with the first question for it; who asks meanwhile waits for the same one. */
async function share(start: () => Promise<SharedServer>): Promise<{ readonly address: string; stop(): Promise<void> }> {
  let starting: Promise<SharedServer> | undefined;
  const broker = createServer((_request, response) => {
    (starting ??= start()).then(
      ({ told }) => response.end(told),
      (error: unknown) => response.writeHead(503).end(error instanceof Error ? error.message : 'unknown'),
    );
  });
  const stop = async (): Promise<void> => {
    broker.closeAllConnections();
    broker.close();
    await (await starting?.catch(() => undefined))?.stop();
  };
  return { address: await listen(broker), stop };
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? `http://127.0.0.1:${String(address.port)}/` : '');
    });
  });
}
