import { describe, expect, test } from 'vitest';

/** A suite that cannot run on this machine: reported by name as not run, and in CI as failed. */
export function describeNotRun(name: string, reason: string): void {
  describe(name, () => testNotRun(reason));
}

/** The same for a part of a suite. */
export function testNotRun(reason: string): void {
  test.skipIf(process.env['CI'] !== 'true')(`not run: ${reason}`, () => expect.fail(reason));
}
