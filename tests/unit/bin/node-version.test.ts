import { expect, test } from 'vitest';
import { loadBinModule } from '#tests/support/bin-module.ts';

const { isSupported } = await loadBinModule<{ isSupported(version: string): boolean }>('node-version.mjs');

test.each(['20.19.0', '20.20.2', '22.0.0', '24.11.1'])('Node %s is new enough', (version) => {
  expect(isSupported(version)).toBe(true);
});

test.each(['20.18.3', '18.20.4', '19.9.0', '8.0.0'])('Node %s is too old', (version) => {
  expect(isSupported(version)).toBe(false);
});
