import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { HEALTH_CONNECTIONS_MAX, HEALTH_REQUEST_MS, LOOP_DELAY_MS_MAX } from './limits.ts';
import type { Readiness } from './readiness.ts';
import { renderMetrics, type MetricFamily } from './render.ts';

export interface HealthServerOptions {
  /** A local address: what it shows is not for everybody. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly readiness: () => Promise<Readiness>;
  readonly metrics: () => Promise<readonly MetricFamily[]>;
}

export interface HealthServer {
  readonly url: string;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly type: 'application/json' | 'text/plain; version=0.0.4; charset=utf-8';
  readonly body: string;
}

/**
 * `/livez`: the event loop turns. `/readyz`: each part that work needs, by its status and nothing else. `/metrics`: numbers. GET and HEAD only, no bodies,
 * no values of any workflow. Errors: `UWF-5004` when the address cannot be had.
 */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const delay = monitorEventLoopDelay({ resolution: 100 });
  delay.enable();
  const server = createServer({ requestTimeout: HEALTH_REQUEST_MS, headersTimeout: HEALTH_REQUEST_MS }, (request, response) => void respond(options, delay, { request, response }));
  server.maxConnections = HEALTH_CONNECTIONS_MAX;
  await listen(server, options);
  const { address, port } = addressOf(server);
  return {
    url: `http://${address.includes(':') ? `[${address}]` : address}:${port}`,
    close: async () => {
      delay.disable();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function listen(server: Server, { host, port }: HealthServerOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', () => reject(new UwfError('UWF-5004', `the health address ${host}:${port} cannot be had`)));
    server.listen(port, host, resolve);
  });
}

function addressOf(server: Server): Pick<AddressInfo, 'address' | 'port'> {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address : { address: '', port: 0 };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function respond(options: HealthServerOptions, delay: IntervalHistogram, { request, response }: Exchange): Promise<void> {
  request.resume();
  const { status, type, body } = await answer(options, delay, request).catch(() => json(503, { status: 'failed' }));
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', 'content-length': Buffer.byteLength(body), ...(status === 405 ? { allow: 'GET, HEAD' } : {}) });
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function answer(options: HealthServerOptions, delay: IntervalHistogram, { method, url = '' }: IncomingMessage): Promise<Answer> {
  const [path] = url.split('?');
  if (!PATHS.includes(path ?? '')) return json(404, { status: 'unknown' });
  if (method !== 'GET' && method !== 'HEAD') return json(405, { status: 'method' });
  if (path === '/livez') return live(delay);
  if (path === '/metrics') return { status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body: renderMetrics([...(await options.metrics()), loopMetric(delay)]) };
  const { isReady, parts } = await options.readiness();
  return json(isReady ? 200 : 503, { status: isReady ? 'ok' : 'failed', parts });
}

const PATHS = ['/livez', '/readyz', '/metrics'];
const NANOSECONDS_PER_MILLISECOND = 1e6;

/** That it answers says the most; a loop that hardly turns is no life either. What was measured is forgotten with each question. */
function live(delay: IntervalHistogram): Answer {
  const isAlive = delay.percentile(50) / NANOSECONDS_PER_MILLISECOND < LOOP_DELAY_MS_MAX;
  delay.reset();
  return json(isAlive ? 200 : 503, { status: isAlive ? 'ok' : 'failed' });
}

function loopMetric(delay: IntervalHistogram): MetricFamily {
  return { name: 'uwf_runner_event_loop_delay_seconds', help: 'Delay of the event loop, 99th percentile since the last look at /livez.', type: 'gauge', samples: [{ labels: {}, value: delay.percentile(99) / 1e9 }] };
}

function json(status: number, value: object): Answer {
  return { status, type: 'application/json', body: `${JSON.stringify(value)}\n` };
}
