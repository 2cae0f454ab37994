import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import type { ResourceProblem } from '#shared/ports/resource-fetcher.ts';

/** Bytes as text without a byte order mark. */
export function decodeResource(bytes: Uint8Array): Result<string, ResourceProblem> {
  try {
    return succeed(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return fail('not-text');
  }
}
