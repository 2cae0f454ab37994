import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { assert } from '#shared/core/kernel/assert.ts';
import type { DurableHost, InstanceView } from './host.ts';

/**
 * The local HTTP interface of the Durable Functions extension, by which the library's own client (which is real) starts, asks, tells and ends orchestrations.
 * Modelled on the extension's source (`HttpApiHandler`): paths, statuses and texts; only what the client is used for.
 */
export interface ServiceApi {
  /** What a function is told by its durable client input. */
  readonly binding: object;
  /** Answers that are to be refused next, by path: as when the service is away. */
  readonly failing: Set<string>;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body?: object;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function statusOf(view: InstanceView, showsInput: boolean): object {
  const { instanceId, name, status, customStatus, createdAt, updatedAt, input, output } = view;
  return {
    name, instanceId, runtimeStatus: status,
    input: showsInput ? input : null,
    customStatus: customStatus === '' ? null : customStatus,
    output: output ?? null,
    createdTime: new Date(createdAt).toISOString(),
    lastUpdatedTime: new Date(updatedAt).toISOString(),
    historyEvents: null,
  };
}

async function answer(host: DurableHost, request: IncomingMessage): Promise<Answer> {
  const url = new URL(request.url ?? '/', 'http://service');
  const [, , kind, first = '', action, event = ''] = url.pathname.split('/').map(decodeURIComponent);
  const body = await textOf(request);
  if (kind === 'orchestrators') return start(host, { name: first, instanceId: action ?? '', input: body });
  const found = host.instance(first);
  if (kind !== 'instances' || found === undefined) return { status: 404 };
  if (action === undefined) return { status: found.status === 'Running' ? 202 : 200, body: statusOf(found, url.searchParams.get('showInput') === 'true') };
  if (found.status !== 'Running') return { status: 410 };
  if (action === 'terminate') host.terminate(first);
  else host.raise(first, event, JSON.parse(body));
  return { status: 202 };
}

function start(host: DurableHost, { name, instanceId, input }: { readonly name: string; readonly instanceId: string; readonly input: string }): Answer {
  if (host.instance(instanceId)?.status === 'Running') return { status: 409 };
  host.start(name, instanceId, JSON.parse(input));
  return { status: 202, body: { id: instanceId } };
}

/** Serves it for a host; `changed` is told after each request. */
export async function startServiceApi(host: () => DurableHost, changed: () => void): Promise<ServiceApi> {
  const failing = new Set<string>();
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const isFailing = [...failing].some((part) => (request.url ?? '').includes(part));
    const { status, body } = isFailing ? { status: 503, body: {} } : await answer(host(), request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(body === undefined ? '' : JSON.stringify(body));
    changed();
  };
  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert(typeof address === 'object' && address !== null, 'a server has an address');
  const rpcBaseUrl = `http://127.0.0.1:${address.port}/durabletask/`;
  return {
    binding: { taskHubName: 'test', creationUrls: {}, managementUrls: { id: 'INSTANCEID' }, rpcBaseUrl },
    failing,
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}
