import type { JsonObject } from '#shared/core/kernel/json.ts';

/** Structured log of one process. Fields are ids, codes, names and numbers; never data of a workflow. */
export interface Logger {
  info(event: string, fields?: JsonObject): void;
  warn(event: string, fields?: JsonObject): void;
  error(event: string, fields?: JsonObject): void;
}
