import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureDoorKeys } from '#onprem-runner/dev/door/compose.ts';
import { doorKeyFolders } from '#onprem-runner/dev/door-parties.ts';
import { openPrivateCloud, type PrivateCloudOptions, type PrivateCloudZone } from '#onprem-runner/dev/private-cloud/compose.ts';
import { DEVELOPMENT_SCOPES } from '#onprem-runner/dev/settings.ts';
import { createWorkflowClient, type WorkflowClient } from '#shared/client/index.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { uwf } from '#tests/support/cli.ts';
import { describeWithPostgres, openTestPostgres, type TestPostgres } from '#tests/support/postgres.ts';

const LISTENER = `
document: { dsl: 1.0.0, namespace: tests, name: listener, version: 1.0.0 }
evaluate: { language: jsonata }
do:
  - paid: { listen: { to: { one: { with: { type: paid, data: '\${ orderId = $input.orderId }' } } } } }
  - tell: { emit: { event: { with: { type: told, data: { orderId: '\${ $input.orderId }' } } } } }
`;

const COLLECTOR = `
document: { dsl: 1.0.0, namespace: tests, name: collector, version: 1.0.0 }
evaluate: { language: jsonata }
do:
  - each:
      listen: { to: { any: [{ with: { type: told } }], until: '\${ $count($) = 10 }' } }
      foreach: { item: one, do: [{ note: { set: '\${ $one.orderId }' } }] }
`;

const TICKING = `
document: { dsl: 1.0.0, namespace: tests, name: ticking, version: 1.0.0 }
evaluate: { language: jsonata }
schedule: { every: { milliseconds: 400 } }
do:
  - tick: { run: { workflow: { namespace: tests, name: ticked, version: latest, input: { n: 1 } } } }
`;

const TICKED = `
document: { dsl: 1.0.0, namespace: tests, name: ticked, version: 1.0.0 }
evaluate: { language: jsonata }
do:
  - done: { set: { done: true } }
`;

await describeWithPostgres('events and schedules of an engine on PostgreSQL', () => {
  let database: TestPostgres;
  let folder: string;
  let door: PrivateCloudOptions['door'];
  beforeAll(async () => {
    database = await openTestPostgres();
    folder = await mkdtemp(join(tmpdir(), 'uwf-events-'));
    const keys = doorKeyFolders(folder, { cloud: join(folder, 'cloud'), onPrem: join(folder, 'bank') });
    door = { keys, ...(await ensureDoorKeys(keys, 'bank')) };
  });
  afterAll(async () => {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });

  const openZone = (name: string): Promise<PrivateCloudZone> =>
    openPrivateCloud({
      settings: {
        dataDirectory: folder, host: '127.0.0.1', port: 0, environment: 'test', tenant: 'bank', target: { name: 'private-cloud', runtime: 'engine', zone: 'private-cloud' },
        handlers: [], egressHosts: [], version: '0.0.0', note: () => undefined,
      },
      database: { connectionString: database.connectionString, dataDirectory: folder },
      schema: database.schema,
      folder: join(folder, name),
      sealingKeys: [],
      door,
    });
  const tokenOf = (zone: PrivateCloudZone) => zone.issuer.issueToken({ subject: 'partner', scopes: DEVELOPMENT_SCOPES });
  const clientOf = async (zone: PrivateCloudZone): Promise<WorkflowClient> => createWorkflowClient({ baseUrl: zone.url, token: await tokenOf(zone) });
  const publish = async (zone: PrivateCloudZone, ...events: readonly JsonObject[]): Promise<number> => {
    const answer = await (await clientOf(zone)).events.publish(events);
    return Number(answer['count']);
  };

  test('events reach the workflows that wait for them, over a restart and with two processes, each once', { timeout: 60_000 }, async () => {
    let zones = [await openZone('a'), await openZone('b')] as const;
    let client = await clientOf(zones[0]);
    for (const text of [LISTENER, COLLECTOR]) await client.definitions.register(text, 'application/yaml');
    const collector = await client.workflows.start('tests.collector', {});
    const listeners = await Promise.all(Array.from({ length: 10 }, (_, index) => client.workflows.start('tests.listener', { orderId: `o-${index}` })));
    const waiting = async (): Promise<unknown> => (await database.sql('SELECT count(*)::int AS n FROM event_subscribers'))[0]?.['n'];
    await expect.poll(waiting, { timeout: 10_000 }).toBe(11);
    expect(await publish(zones[0], ...Array.from({ length: 5 }, (_, index) => ({ type: 'paid', source: 'shop', id: `p-${index}`, data: { orderId: `o-${index}` } })))).toBe(5);
    await Promise.all(zones.map((zone) => zone.stop()));
    zones = [await openZone('a'), await openZone('b')];
    client = await clientOf(zones[1]);
    for (let index = 0; index < 10; index += 1) expect(await publish(zones[index % 2 === 0 ? 0 : 1], { type: 'paid', source: 'shop', id: `p-${index}`, data: { orderId: `o-${index}` } })).toBe(1);
    const outputs = await Promise.all(listeners.map(({ runId }) => client.workflows.get(runId).result({ timeoutMs: 20_000, pollMs: 50 })));
    expect(outputs).toMatchObject(listeners.map((_run, index) => ({ type: 'told', source: '/tests/listener/1.0.0', data: { orderId: `o-${index}` } })));
    const collected = await client.workflows.get(collector.runId).result({ timeoutMs: 20_000, pollMs: 50 });
    expect([...(collected as readonly string[])].sort()).toEqual(listeners.map((_run, index) => `o-${index}`));
    await expect.poll(waiting, { timeout: 10_000 }).toBe(0);
    await Promise.all(zones.map((zone) => zone.stop()));
  });

  test('the command line publishes, too, and says what is no event', { timeout: 30_000 }, async () => {
    const zone = await openZone('a');
    const connection = ['--api', zone.url, '--token', await tokenOf(zone), '-o', 'json'];
    const event = { type: 'paid', source: 'shop', id: 'from-cli' };
    const published = await uwf(['event', 'publish', '-', ...connection], { input: JSON.stringify(event) });
    expect([published.exitCode, JSON.parse(published.stdout)]).toEqual([0, { events: [{ id: 'from-cli', source: 'shop', isNew: true }], count: 1 }]);
    const again = await uwf(['event', 'publish', '-', ...connection], { input: JSON.stringify([event, { type: 'paid' }]) });
    expect(JSON.parse(again.stdout)).toMatchObject({ events: [{ isNew: false }, { isNew: true, source: 'urn:uwf:principal:partner' }], count: 2 });
    expect(await uwf(['event', 'publish', '-', ...connection], { input: '[1]' })).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('UWF-6007') });
    expect(await uwf(['event', 'publish', '-', ...connection], { input: '{}' })).toMatchObject({ exitCode: expect.any(Number), stderr: expect.stringContaining('UWF-4000') });
    await zone.stop();
  });

  test('a schedule starts its workflow, which runs another, once for each time, with two processes', { timeout: 60_000 }, async () => {
    const zones = [await openZone('a'), await openZone('b')];
    const [zone] = zones;
    if (zone === undefined) throw new TypeError('a zone was expected');
    const client = await clientOf(zone);
    for (const text of [TICKED, TICKING]) await client.definitions.register(text, 'application/yaml');
    const ended = async (name: string): Promise<number> => (await database.sql("SELECT count(*)::int AS n FROM executions WHERE name = $1 AND status = 'succeeded'", [name])).map(({ n }) => Number(n))[0] ?? 0;
    const from = Date.now();
    await expect.poll(() => ended('ticking'), { timeout: 20_000, interval: 50 }).toBeGreaterThanOrEqual(4);
    await client.definitions.register(TICKING.replace('version: 1.0.0', 'version: 1.0.1').replace(/^schedule:.*$/mu, ''), 'application/yaml');
    const most = Math.ceil((Date.now() - from) / 400) + 1;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const ticks = await ended('ticking');
    expect(ticks).toBeLessThanOrEqual(most);
    expect(await ended('ticked')).toBe(ticks);
    expect(await database.sql('SELECT id FROM schedules')).toEqual([]);
    expect(await database.sql('SELECT id FROM execution_watches')).toEqual([]);
    await Promise.all(zones.map((one) => one.stop()));
  });
});
