import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { registerDurableFunctions } from '#shared/adapters/durable-functions/index.ts';
import { bundleModule } from '../../../infra/build/bundle-azure.mjs';
import { loadBuilt, openBuildFolder, ROOT } from '#tests/support/azure/built.ts';
import type { WorldOptions } from '#tests/support/durable/world.ts';
import { checkScenario, pairedWays, scenarios } from '../durable/scenarios.ts';

interface Built {
  readonly registerDurableFunctions: typeof registerDurableFunctions;
}

/** The matrix of the reference, with orchestrator, activities and library as they are bundled for the app: what minifying or splitting would break shows here. */
describe('the built orchestrator', () => {
  let build: Awaited<ReturnType<typeof openBuildFolder>>;
  let built: NonNullable<WorldOptions['built']>;
  beforeAll(async () => {
    build = await openBuildFolder();
    await bundleModule({ root: ROOT, entry: 'shared/adapters/durable-functions/index.ts', outDir: build.folder });
    // The library tells the worker of itself with the first function.
    const register = (module: Built): void => module.registerDurableFunctions(() => Promise.reject(new TypeError('nothing is opened')));
    const { module, library } = await loadBuilt<Built>(build.folder, register);
    built = { register: module.registerDurableFunctions, library };
  });
  afterAll(() => build.remove());

  describe.each(Object.entries(scenarios))('%s', (_title, scenario) => {
    test.each(pairedWays.slice(0, 2))('%s', { timeout: 120_000 }, async (_way, way) => {
      await checkScenario(scenario, { ...way, built });
      expect(built.library).toBeDefined();
    });
  });
});
