import type { Reading } from '#shared/core/definition/normalise/reading.ts';

/** A reading that has found nothing yet. */
export function newReading(): Reading {
  return { findings: [], priority: undefined };
}

/** Code and pointer of what a reading has found. */
export function codesOf(reading: Reading): readonly (readonly [string, string])[] {
  return reading.findings.map(({ code, pointer }) => [code, pointer]);
}
