import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readCommandEnvironment } from '#onprem-runner/commands/config.ts';
import type { CommandContext } from '#onprem-runner/commands/context.ts';
import { findOnPremPlace, withOnPremStores } from '#onprem-runner/commands/on-prem-store.ts';
import { startEmbeddedPostgres } from '#onprem-runner/embedded/postgres.ts';
import { openPostgres } from '#shared/adapters/postgres/index.ts';
import { createMemoryTerminal } from '#tests/support/memory-terminal.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uwf-store-'));
  // Made for its owner alone: the server has another user.
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function contextOf(environment: Readonly<Record<string, string>> = {}): CommandContext {
  return { terminal: createMemoryTerminal(), environment: readCommandEnvironment(environment), folder, end: () => undefined };
}

describe('findOnPremPlace()', () => {
  test('takes the option before the environment, and the environment before the development system', async () => {
    const environment = { UWF_ON_PREM_DATABASE_URL: 'postgresql://two/uwf', DATABASE_URL: 'postgresql://three/uwf' };
    expect(await findOnPremPlace(contextOf(environment), { database: 'postgresql://one/uwf', schema: 'bank' })).toEqual({ connectionString: 'postgresql://one/uwf', schema: 'bank' });
    expect(await findOnPremPlace(contextOf(environment), {})).toEqual({ connectionString: 'postgresql://two/uwf', schema: 'uwf' });
  });

  test('knows the schema of the zone where the development system puts both into one server', async () => {
    writeFileSync(join(folder, 'uwf.config.yaml'), 'dataDirectory: state\n');
    expect(await findOnPremPlace(contextOf({ DATABASE_URL: 'postgresql://three/uwf' }), {})).toEqual({
      connectionString: 'postgresql://three/uwf', schema: 'uwf_on_prem', folder: join(folder, 'state', 'on-prem'),
    });
  });

  test('refuses a password on the command line, without repeating it', async () => {
    const refused = findOnPremPlace(contextOf(), { database: 'postgresql://me:s3cret@host/uwf' });
    await expect(refused).rejects.toMatchObject({ code: 'UWF-6002', message: expect.not.stringContaining('s3cret') });
  });

  test('says what to do when no store is known, and makes nothing', async () => {
    await expect(findOnPremPlace(contextOf(), {})).rejects.toMatchObject({ code: 'UWF-6008' });
    await expect(findOnPremPlace(contextOf(), {})).rejects.toMatchObject({ code: 'UWF-6008' });
  });
});

describe('withOnPremStores()', () => {
  test('opens the stores of the development system that runs here, and knows when it has gone', { timeout: 60_000 }, async () => {
    const server = await startEmbeddedPostgres({ dataDirectory: join(folder, '.uwf', 'on-prem', 'postgres'), name: 'on-prem', durable: false });
    try {
      await (await openPostgres({ connectionString: server.connectionString })).close();
      const found = await withOnPremStores(contextOf(), {}, async (stores, place) => [await stores.definitionStore.findByRevision({ revision: 'none' }), place.folder]);
      expect(found).toEqual([undefined, join(folder, '.uwf', 'on-prem')]);
    } finally {
      await server.stop();
    }
    await expect(findOnPremPlace(contextOf(), {})).rejects.toMatchObject({ code: 'UWF-6008' });
  });
});
