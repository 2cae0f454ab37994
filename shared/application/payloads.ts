import type { JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { BlobStore } from '#shared/ports/blob-store.ts';

/** Values under references that their writer chooses: what a service carries in its histories by reference. */
export interface Payloads {
  /** The first value that is put under a reference stays: work that is done twice answers once. Errors: `UWF-5001`, `UWF-4130`. */
  put(request: { readonly reference: string; readonly value: JsonValue }): Promise<void>;
  /** Undefined when there is none. Errors: `UWF-5001`, `UWF-5011` (it is not what was put there). */
  get(request: { readonly reference: string }): Promise<JsonValue | undefined>;
}

const FOLDER = 'payloads';

/** Values as blobs. How long they are kept is the bucket's to say: longer than any execution lasts. */
export function createPayloads(blobs: BlobStore): Payloads {
  return {
    put: async ({ reference, value }) => {
      await blobs.put({ name: nameOf(reference), content: new TextEncoder().encode(JSON.stringify(value)), mediaType: 'application/json' });
    },
    get: async ({ reference }) => {
      const found = await blobs.get({ name: nameOf(reference) });
      return found === undefined ? undefined : parsePayload(found.content);
    },
  };
}

function nameOf(reference: string): string {
  return `${FOLDER}/${reference}`;
}

/** The parser's own message would quote the value. */
function parsePayload(content: Uint8Array): JsonValue {
  try {
    const value: JsonValue = JSON.parse(new TextDecoder().decode(content));
    return value;
  } catch {
    throw new UwfError('UWF-5011', 'a payload is not what was put away');
  }
}
