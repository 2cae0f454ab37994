import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import { executeValidation } from '#shared/core/asl/validate-task.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import type { SchemaValidator } from '#shared/ports/schema-validator.ts';
import type { HttpTaskExecutor } from './http-task-executor.ts';

/** Carries out the work items of a cloud zone: HTTP calls and validations. Functions, scripts and commands run inside the bank. */
export interface LocalTaskExecutor {
  execute(item: WorkItem, signal: AbortSignal): Promise<LocalTaskOutcome>;
}

/** How an attempt ended; `error` is an ASL error name. */
export type LocalTaskOutcome = { readonly ok: true; readonly output: JsonValue } | { readonly ok: false; readonly error: string; readonly cause: string };

/** What the work of a cloud zone is done with. */
export interface LocalTaskPorts {
  readonly http: HttpTaskExecutor;
  readonly validator: SchemaValidator;
}

export function createLocalTaskExecutor({ http, validator }: LocalTaskPorts): LocalTaskExecutor {
  const validate = (given: JsonValue): LocalTaskOutcome => {
    const result = executeValidation(given, (schema, value) => validator.validate({ schema, value })[0]);
    return result.ok ? { ok: true, output: result.value } : { ok: false, ...result.error };
  };
  const call = async (given: JsonValue, signal: AbortSignal): Promise<LocalTaskOutcome> => {
    const result = await http.execute({ arguments: given, signal });
    return result.outcome === 'succeeded' ? { ok: true, output: result.output } : { ok: false, error: result.error, cause: result.cause };
  };
  return {
    async execute({ resource, arguments: given }, signal) {
      if (resource === 'uwf:http') return call(given, signal);
      if (resource === 'uwf:validate') return validate(given);
      return { ok: false, error: ERROR_NAMES.unknownFunction, cause: 'this zone carries out HTTP calls and validations only' };
    },
  };
}
