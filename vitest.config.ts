import { defineConfig } from 'vitest/config';

/** Suites whose random part grows in the long run; their short form is part of `npm test`. */
const LONGER_IN_LONG_RUN = ['tests/**/*.property.test.ts', 'tests/conformance/jq/*.test.ts'];

/** What the suites know the long run by (`tests/support/run-length.ts`). */
const LONG_RUN = { UWF_LONG: '1' };

/** `npm test` runs everything but `*.long.test.ts`; `npm run test:long` (mode `long`) runs those, and random suites in their full length. */
export default defineConfig(({ mode }) => ({
  test: {
    include: mode === 'long' ? ['tests/**/*.long.test.ts', ...LONGER_IN_LONG_RUN] : ['tests/**/*.test.ts'],
    exclude: mode === 'long' ? [] : ['tests/**/*.long.test.ts'],
    env: mode === 'long' ? LONG_RUN : {},
    passWithNoTests: false,
    testTimeout: mode === 'long' ? 3_600_000 : 20_000,
    hookTimeout: 60_000,
    globalSetup: ['./tests/support/global-setup.ts'],
    coverage: {
      provider: 'v8',
      include: ['shared/**/*.ts', 'functions/**/*.ts', 'onprem-runner/**/*.ts'],
      exclude: ['**/generated/**', '**/vendor/**'],
    },
  },
}));
