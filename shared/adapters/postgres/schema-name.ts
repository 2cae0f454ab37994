import { SCHEMA_DEFAULT } from './config.ts';

/** A statement written for the default schema (`uwf.executions`), for another one. */
export function inSchema(text: string, schema: string): string {
  return schema === SCHEMA_DEFAULT ? text : text.replaceAll(`${SCHEMA_DEFAULT}.`, `${schema}.`);
}
