import { readFileSync } from 'node:fs';
import { isJsonObject, type JsonValue } from '#shared/core/kernel/json.ts';

/** The figure of a suite below which it may not fall. */
export function baselineOf(suite: string): number {
  const baseline: JsonValue = JSON.parse(readFileSync(new URL('../baseline.json', import.meta.url), 'utf8'));
  const figure = isJsonObject(baseline) ? baseline[suite] : undefined;
  return typeof figure === 'number' ? figure : 0;
}
