import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** Started once for all suites: what the integration suites share. */
const GLOBAL_SETUP = './tests/support/global-setup.ts';

/** `npm test` runs everything but `*.long.test.ts`; `npm run test:long` (mode `long`) runs those. */
export default defineConfig(({ mode }) => ({
  test: {
    include: mode === 'long' ? ['tests/**/*.long.test.ts'] : ['tests/**/*.test.ts'],
    exclude: mode === 'long' ? [] : ['tests/**/*.long.test.ts'],
    passWithNoTests: false,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    globalSetup: existsSync(GLOBAL_SETUP) ? [GLOBAL_SETUP] : [],
    coverage: {
      provider: 'v8',
      include: ['shared/**/*.ts', 'functions/**/*.ts', 'onprem-runner/**/*.ts'],
      exclude: ['**/generated/**', '**/vendor/**'],
    },
  },
}));
