import type { EmitTaskArguments } from '../asl/model.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';
import { fail, succeed, type Result } from '../kernel/result.ts';
import { ATTRIBUTE_CHARACTERS_MAX, EVENT_CHARACTERS_MAX } from './limits.ts';

/** CloudEvents version that this system writes. */
const SPECIFICATION_VERSION = '1.0';

/** The event that is published for `uwf:emit`: attributes that its author left out are filled in (mapping §5.8; CloudEvents 1.0 §3.1). */
export function toCloudEvent(given: EmitTaskArguments, facts: { readonly id: string; readonly time: string }): JsonObject {
  return { id: facts.id, specversion: SPECIFICATION_VERSION, time: facts.time, source: given.source, ...given.event };
}

/** The arguments of `uwf:emit`; undefined when they are none. */
export function parseEmitArguments(value: JsonValue): EmitTaskArguments | undefined {
  if (!isJsonObject(value)) return undefined;
  const { event, source } = value;
  return isJsonObject(event) && typeof source === 'string' ? { event, source } : undefined;
}

/** What a listener reads of an event: its data, all of it, or its data as it came (DSL "Listen", `read`). */
export function readEvent(event: JsonObject, read: 'data' | 'envelope' | 'raw'): JsonValue {
  if (read === 'envelope') return event;
  return (read === 'raw' ? event['data_base64'] : undefined) ?? event['data'] ?? null;
}

/** What a bus has to know of an event; `event` is the whole of it. */
export interface CheckedEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly event: JsonObject;
}

const ATTRIBUTE_NAME = /^[a-z0-9]{1,64}$/;

/**
 * A whole event as CloudEvents 1.0 wants it: §3.1 required attributes, §3.1 "Attribute Naming Convention", §3.1.2 `time`; attributes other
 * than `data` are no objects (§3.2 "Type System"). The error names the attribute, never its value.
 */
export function checkCloudEvent(event: JsonObject): Result<CheckedEvent, string> {
  const { id, source, type, specversion, time } = event;
  if (specversion !== SPECIFICATION_VERSION) return fail("specversion must be '1.0'");
  if (!isName(id)) return fail('id must be a text of 1 to 1,024 characters');
  if (!isName(source)) return fail('source must be a text of 1 to 1,024 characters');
  if (!isName(type)) return fail('type must be a text of 1 to 1,024 characters');
  if (time !== undefined && !isTimestamp(time)) return fail('time must be a timestamp as RFC 3339 has it');
  if (event['data'] !== undefined && event['data_base64'] !== undefined) return fail('data and data_base64 exclude each other');
  const isFit = Object.entries(event).every(([name, value]) => name === 'data' || name === 'data_base64' || (ATTRIBUTE_NAME.test(name) && !isStructured(value)));
  if (!isFit) return fail('attributes have names of lower-case letters and digits, and are no objects');
  if (JSON.stringify(event).length > EVENT_CHARACTERS_MAX) return fail(`the event is larger than ${EVENT_CHARACTERS_MAX} characters`);
  return succeed({ id, source, type, event });
}

function isName(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= ATTRIBUTE_CHARACTERS_MAX;
}

/** RFC 3339 §5.6. */
function isTimestamp(value: JsonValue): boolean {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/.test(value);
}

function isStructured(value: JsonValue): boolean {
  return typeof value === 'object';
}
