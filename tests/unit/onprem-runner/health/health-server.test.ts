import { request as httpRequest } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { startHealthServer, type HealthServer } from '#onprem-runner/health/health-server.ts';
import { createReadiness, type PartChecks } from '#onprem-runner/health/readiness.ts';
import type { MetricFamily } from '#onprem-runner/health/render.ts';

let server: HealthServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function start(checks: PartChecks = {}, more: { readonly isDraining?: () => boolean; readonly metrics?: () => Promise<readonly MetricFamily[]>; readonly now?: () => number } = {}): Promise<string> {
  const readiness = createReadiness({ checks, isDraining: more.isDraining ?? (() => false), now: more.now ?? Date.now });
  server = await startHealthServer({ host: '127.0.0.1', port: 0, readiness, metrics: more.metrics ?? (async () => []) });
  return server.url;
}

const yes = async (): Promise<boolean> => true;

describe('the health server', () => {
  test('/livez: the event loop turns', async () => {
    const response = await fetch(`${await start()}/livez`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ok' });
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('/readyz: every part is asked, and shown by its status alone', async () => {
    const url = await start({ store: yes, log: yes, keys: yes, vault: yes });
    const response = await fetch(`${url}/readyz`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ok', parts: { store: 'ok', log: 'ok', keys: 'ok', vault: 'ok', draining: 'ok' } });
  });

  test('/readyz: one part that is away is enough, and nothing of why is told', async () => {
    const url = await start({ store: yes, log: async () => false, vault: () => Promise.reject(new Error('password 4111111111111111')) });
    const response = await fetch(`${url}/readyz`);
    const text = await response.text();
    expect(response.status).toBe(503);
    expect(JSON.parse(text)).toEqual({ status: 'failed', parts: { store: 'ok', log: 'failed', vault: 'failed', draining: 'ok' } });
    expect(text).not.toContain('4111');
  });

  test('/readyz: a runner that drains takes no more work', async () => {
    const url = await start({ store: yes }, { isDraining: () => true });
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'failed', parts: { store: 'ok', draining: 'failed' } });
    expect((await fetch(`${url}/livez`)).status).toBe(200);
  });

  test('/readyz: a part that does not answer in time is away', { timeout: 10_000 }, async () => {
    const url = await start({ log: () => new Promise(() => undefined) });
    expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ parts: { log: 'failed' } });
  });

  test('/readyz: many who ask cost one check', async () => {
    let asked = 0;
    let now = 0;
    const store = async (): Promise<boolean> => (asked += 1) > 0;
    const url = await start({ store }, { now: () => now });
    await Promise.all(Array.from({ length: 20 }, () => fetch(`${url}/readyz`)));
    expect(asked).toBe(1);
    now = 1_000;
    await fetch(`${url}/readyz`);
    expect(asked).toBe(2);
  });

  test('/metrics: the text that Prometheus reads', async () => {
    const url = await start({}, { metrics: async () => [{ name: 'uwf_x_total', help: 'An example.', type: 'counter', samples: [{ labels: { target: 'a"b\\c\nd' }, value: 3 }] }] });
    const response = await fetch(`${url}/metrics`);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await response.text();
    expect(text).toContain('# HELP uwf_x_total An example.\n# TYPE uwf_x_total counter\nuwf_x_total{target="a\\"b\\\\c\\nd"} 3\n');
    expect(text).toMatch(/uwf_runner_event_loop_delay_seconds \d/u);
  });

  test('a reading that fails is 503, without its message', async () => {
    const url = await start({}, { metrics: () => Promise.reject(new Error('secret')) });
    const response = await fetch(`${url}/metrics`);
    expect(response.status).toBe(503);
    expect(await response.text()).toBe('{"status":"failed"}\n');
  });

  test.each(['/', '/readyz/x', '/metrics%00', '/../livez2'])('there is no %s', async (path) => {
    const url = new URL(await start());
    const status = await new Promise<number | undefined>((resolve) => httpRequest({ host: url.hostname, port: url.port, path }, (response) => resolve(response.resume().statusCode)).end());
    expect(status).toBe(404);
  });

  test('only reading is possible', async () => {
    const url = await start();
    const response = await fetch(`${url}/livez`, { method: 'POST', body: 'x' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
    expect(await (await fetch(`${url}/livez`, { method: 'HEAD' })).text()).toBe('');
  });

  test('an address that is taken is an error of its own', async () => {
    const { port } = new URL(await start());
    await expect(startHealthServer({ host: '127.0.0.1', port: Number(port), readiness: createReadiness({ checks: {}, isDraining: () => false, now: Date.now }), metrics: async () => [] })).rejects.toMatchObject({ code: 'UWF-5004' });
  });
});
