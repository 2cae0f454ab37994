import { defineConfig } from 'vitest/config';

/** Suites whose random part grows in the long run; their short form is part of `npm test`. */
const LONGER_IN_LONG_RUN = ['tests/**/*.property.test.ts', 'tests/conformance/jq/*.test.ts'];

/** What the suites know the long run by (`tests/support/run-length.ts`). */
const LONG_RUN = { UWF_LONG: '1' };

const UNIT = 'tests/unit/**/*.test.ts';
const LONG = 'tests/**/*.long.test.ts';

/** `npm test` runs everything but `*.long.test.ts`; `npm run test:long` (mode `long`) runs those, and random suites in their full length. */
export default defineConfig(({ mode }) => ({
  test: {
    passWithNoTests: false,
    projects: mode === 'long' ? [project('long', { include: [LONG, ...LONGER_IN_LONG_RUN], env: LONG_RUN, testTimeout: 3_600_000 })] : [
      // They share the modules of a worker: loading the compiler anew for each of 600 files took longer than all tests together.
      project('unit', { include: [UNIT], exclude: [LONG], isolate: false }),
      project('whole', { include: ['tests/**/*.test.ts'], exclude: [UNIT, LONG] }),
    ],
    coverage: {
      provider: 'v8',
      include: ['shared/**/*.ts', 'functions/**/*.ts', 'onprem-runner/**/*.ts'],
      exclude: ['**/generated/**', '**/vendor/**'],
    },
  },
}));

interface Part {
  readonly include: string[];
  readonly exclude?: string[];
  readonly isolate?: boolean;
  readonly env?: Record<string, string>;
  readonly testTimeout?: number;
}

/** Each says all that it needs: a project reads no mode of the command line. */
function project(name: string, part: Part) {
  return { test: { name, exclude: [], testTimeout: 20_000, hookTimeout: 60_000, globalSetup: ['./tests/support/global-setup.ts'], ...part } };
}
