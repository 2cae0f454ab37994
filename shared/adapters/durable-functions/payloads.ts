import { CARRIED_BYTES_MAX } from '#shared/core/durable/limits.ts';
import type { Carried } from '#shared/core/durable/model.ts';
import { jsonBytes } from '#shared/core/interpreter/json-size.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { PayloadStore } from './ports.ts';

/** Makes a value ready for its way: a large one is put away under a name that a repetition has too. */
export async function load(payloads: PayloadStore, reference: string, value: JsonValue): Promise<Carried> {
  if (jsonBytes(value) <= CARRIED_BYTES_MAX) return { value };
  await payloads.put({ reference, value });
  return { reference };
}

/** A value at the end of its way. Errors: `UWF-5001`. */
export async function unload(payloads: PayloadStore, carried: Carried): Promise<JsonValue> {
  if ('value' in carried) return carried.value;
  const value = await payloads.get({ reference: carried.reference });
  if (value === undefined) throw new UwfError('UWF-5001', 'a payload that was put away is not there');
  return value;
}
