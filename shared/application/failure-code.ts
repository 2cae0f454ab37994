import { InvariantError } from '#shared/core/kernel/assert.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';

/** What may be logged of something that was thrown: our own codes and rules. Messages of foreign errors may quote data. */
export function failureFields(thrown: unknown): JsonObject {
  if (thrown instanceof UwfError) return { code: thrown.code };
  return { code: 'UWF-5000', ...(thrown instanceof InvariantError ? { rule: thrown.message } : {}) };
}

/** True when the same operation may succeed later. */
export function isRetryable(thrown: unknown): boolean {
  return thrown instanceof UwfError && thrown.entry.disposition === 'retryable';
}
