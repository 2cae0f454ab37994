import { defineConfig } from 'vitest/config';

/** `npm test` runs everything but `*.long.test.ts`; `npm run test:long` (mode `long`) runs those. */
export default defineConfig(({ mode }) => ({
  test: {
    include: mode === 'long' ? ['tests/**/*.long.test.ts'] : ['tests/**/*.test.ts'],
    exclude: mode === 'long' ? [] : ['tests/**/*.long.test.ts'],
    passWithNoTests: false,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    globalSetup: ['./tests/support/global-setup.ts'],
    coverage: {
      provider: 'v8',
      include: ['shared/**/*.ts', 'functions/**/*.ts', 'onprem-runner/**/*.ts'],
      exclude: ['**/generated/**', '**/vendor/**'],
    },
  },
}));
