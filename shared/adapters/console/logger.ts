import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { isJsonObject } from '#shared/core/kernel/json.ts';
import type { Logger } from '#shared/ports/logger.ts';

/** Fields that must never be written, whoever passes them: a second line of defence behind callers that log ids and codes only. */
const REDACTED: ReadonlySet<string> = new Set(['input', 'output', 'arguments', 'token', 'authorization', 'cause']);
const CENSOR = '[redacted]';

/** Where lines go: `console`, unless a test looks at them. */
export type Console = Pick<typeof console, 'info' | 'warn' | 'error'>;

/**
 * Structured lines on the console, for hosts that make them whole themselves: Lambda and Azure Functions add time, level and the id of the invocation. What
 * a line takes there is one object; a library that does the same would be a sixth of the program.
 */
export function createConsoleLogger(name: string, target: Console = console): Logger {
  const write = (level: keyof Console) => (event: string, fields: JsonObject = {}): void => target[level](JSON.stringify({ level, name, event, ...redacted(fields, 2) }));
  return { info: write('info'), warn: write('warn'), error: write('error') };
}

/** `depth`: levels that are looked into. */
function redacted(fields: JsonObject, depth: number): JsonObject {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, REDACTED.has(name) ? CENSOR : inner(value, depth - 1)]));
}

function inner(value: JsonValue, depth: number): JsonValue {
  return depth > 0 && isJsonObject(value) ? redacted(value, depth) : value;
}
