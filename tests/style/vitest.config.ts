import { defineConfig } from 'vitest/config';

/** For `npm run check`: the style suites alone, without the set-up that the integration suites need. */
export default defineConfig({
  test: { root: new URL('../..', import.meta.url).pathname, include: ['tests/style/**/*.test.ts'], testTimeout: 60_000 },
});
