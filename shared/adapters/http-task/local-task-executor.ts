import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import type { HttpTaskExecutor } from './http-task-executor.ts';

/** Carries out the work items of a cloud zone: HTTP calls. Functions run inside the bank. */
export interface LocalTaskExecutor {
  execute(item: WorkItem, signal: AbortSignal): Promise<{ readonly ok: true; readonly output: JsonValue } | { readonly ok: false; readonly error: string; readonly cause: string }>;
}

export function createLocalTaskExecutor(http: HttpTaskExecutor): LocalTaskExecutor {
  return {
    async execute(item, signal) {
      if (item.resource !== 'uwf:http') return { ok: false, error: ERROR_NAMES.unknownFunction, cause: 'this zone carries out HTTP calls only' };
      const result = await http.execute({ arguments: item.arguments, signal });
      return result.outcome === 'succeeded' ? { ok: true, output: result.output } : { ok: false, error: result.error, cause: result.cause };
    },
  };
}
