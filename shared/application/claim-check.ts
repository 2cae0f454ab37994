import { jsonBytes } from '#shared/core/interpreter/json-size.ts';
import { claimBlobName, claimFor, digestOfClaim, looksLikeClaim } from '#shared/core/kernel/claim.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { BlobStore } from '#shared/ports/blob-store.ts';
import type { Digest } from '#shared/ports/digest.ts';

/** What putting values away needs. */
export interface ClaimCheckPorts {
  readonly blobs: BlobStore;
  readonly digest: Digest;
}

/** A value that belongs to an execution. */
export interface ClaimedValue {
  readonly executionId: string;
  readonly value: JsonValue;
}

/**
 * Puts values away that are too large for where they are kept, and gives them back. Only for places that nobody reads but through `redeem`: an expression of
 * a workflow cannot see behind a claim. Errors of both: `UWF-5001`.
 */
export interface ClaimCheck {
  /** The value itself when it is small; else a claim, once the value is kept. Idempotent. Errors: `UWF-4130` (over what a blob may be). */
  claim(request: ClaimedValue): Promise<JsonValue>;
  /** What `claim` was given. Errors: `UWF-5011` when that is gone, or is not what was put away. */
  redeem(request: ClaimedValue): Promise<JsonValue>;
}

/** Values over `bytesMax` bytes of JSON are put away under their execution and their digest; the retention of the blobs is the bucket's. */
export function createClaimCheck(ports: ClaimCheckPorts, { bytesMax }: { readonly bytesMax: number }): ClaimCheck {
  return {
    claim: async (request) => (jsonBytes(request.value) <= bytesMax && !looksLikeClaim(request.value) ? request.value : putAway(ports, request)),
    redeem: async ({ executionId, value }) => {
      const digest = digestOfClaim(value);
      return digest === undefined ? value : fetchAgain(ports, executionId, digest);
    },
  };
}

/** With the execution in it, so that equal values of two executions do not show that they are equal. */
function digestOf({ digest }: ClaimCheckPorts, executionId: string, text: string): string {
  return digest.sha256Hex(`${executionId}\u001f${text}`);
}

async function putAway(ports: ClaimCheckPorts, { executionId, value }: ClaimedValue): Promise<JsonValue> {
  const text = JSON.stringify(value);
  const digest = digestOf(ports, executionId, text);
  // A blob of this name has this content.
  await ports.blobs.put({ name: claimBlobName(executionId, digest), content: new TextEncoder().encode(text), mediaType: 'application/json' });
  return claimFor(digest);
}

async function fetchAgain(ports: ClaimCheckPorts, executionId: string, digest: string): Promise<JsonValue> {
  const found = await ports.blobs.get({ name: claimBlobName(executionId, digest) });
  if (found === undefined) throw new UwfError('UWF-5011', undefined, { details: { executionId } });
  const text = new TextDecoder().decode(found.content);
  if (digestOf(ports, executionId, text) !== digest) throw new UwfError('UWF-5011', 'a value that was put away has been changed', { details: { executionId } });
  const value: JsonValue = JSON.parse(text);
  return value;
}
