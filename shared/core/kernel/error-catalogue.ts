/** One kind of failing operation: how it is told to the caller. */
export interface OperationErrorEntry {
  readonly title: string;
  /** HTTP status of the problem details (RFC 9457). */
  readonly status: number;
  /** `retryable`: the same request may succeed later. */
  readonly disposition: 'terminal' | 'retryable';
  readonly wayOut: string;
}

/** Every failure of an operation that exists: 4xxx the request, 5xxx this system. */
export const operationErrorCatalogue = {
  'UWF-4000': { title: 'The request is malformed', status: 400, disposition: 'terminal', wayOut: 'Correct the request as the detail says.' },
  'UWF-4001': { title: 'The body is not valid JSON', status: 400, disposition: 'terminal', wayOut: 'Send one JSON value in UTF-8, at most 256 KiB and 32 levels deep.' },
  'UWF-4010': { title: 'No valid access token', status: 401, disposition: 'terminal', wayOut: 'Send Authorization: Bearer with a token of the configured issuer and audience.' },
  'UWF-4030': { title: 'The token lacks the scope of this operation', status: 403, disposition: 'terminal', wayOut: 'Ask for a token with the scope that the detail names.' },
  'UWF-4040': { title: 'No such operation', status: 404, disposition: 'terminal', wayOut: 'See /openapi.json for the operations there are.' },
  'UWF-4041': { title: 'No such run', status: 404, disposition: 'terminal', wayOut: 'Check the run id; runs of other principals are not shown.' },
  'UWF-4042': { title: 'No such definition', status: 404, disposition: 'terminal', wayOut: 'Register the definition first, or check name, namespace and version.' },
  'UWF-4043': { title: 'No such secret', status: 404, disposition: 'terminal', wayOut: 'Put the secret into the secret store of the zone where the task runs, under the name that use.secrets lists.' },
  'UWF-4050': { title: 'The path does not take this method', status: 405, disposition: 'terminal', wayOut: 'Use a method of the Allow header.' },
  'UWF-4090': { title: 'This version is registered with other content', status: 409, disposition: 'terminal', wayOut: 'Published versions never change: raise document.version.' },
  'UWF-4091': { title: 'The run has already ended', status: 409, disposition: 'terminal', wayOut: 'Nothing to do.' },
  'UWF-4130': { title: 'The body is too large', status: 413, disposition: 'terminal', wayOut: 'Send at most the size that the detail names.' },
  'UWF-4150': { title: 'The media type is not supported', status: 415, disposition: 'terminal', wayOut: 'Send Content-Type: application/json.' },
  'UWF-4220': { title: 'The input does not fit the definition', status: 422, disposition: 'terminal', wayOut: 'Correct the fields that are listed by pointer.' },
  'UWF-4221': { title: 'Tier 1 data in the clear, or a sealed value that does not belong here', status: 422, disposition: 'terminal', wayOut: 'Let the client library seal the fields that are listed by pointer.' },
  'UWF-4222': { title: 'The definition has errors', status: 422, disposition: 'terminal', wayOut: 'Correct the diagnostics that are listed.' },
  'UWF-4223': { title: 'The idempotency key was used with another request', status: 422, disposition: 'terminal', wayOut: 'Use a new Idempotency-Key for a new request.' },
  'UWF-4224': { title: 'An inline definition may not use this', status: 422, disposition: 'terminal', wayOut: 'Register the definition and run it by its id.' },
  'UWF-5000': { title: 'Internal error', status: 500, disposition: 'terminal', wayOut: 'Report the request id.' },
  'UWF-5001': { title: 'The store is not available', status: 503, disposition: 'retryable', wayOut: 'Try again.' },
  'UWF-5002': { title: 'The queue is not available', status: 503, disposition: 'retryable', wayOut: 'Try again.' },
  'UWF-5003': { title: 'The keys of the token issuer cannot be had', status: 503, disposition: 'retryable', wayOut: 'Try again.' },
  'UWF-5004': { title: 'A required part cannot be started on this machine', status: 500, disposition: 'terminal', wayOut: 'See the detail.' },
  'UWF-5005': { title: 'The configuration is not valid', status: 500, disposition: 'terminal', wayOut: 'Correct the settings that are listed.' },
  'UWF-5006': { title: 'A secret cannot be used', status: 500, disposition: 'terminal', wayOut: 'See the detail: the secret store must be readable by this process, and by nobody else.' },
} as const satisfies Record<string, OperationErrorEntry>;

/** A code of the catalogue, for example `UWF-4041`. */
export type OperationErrorCode = keyof typeof operationErrorCatalogue;
