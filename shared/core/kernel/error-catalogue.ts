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
  'UWF-4044': { title: 'No such record', status: 404, disposition: 'terminal', wayOut: 'List them again: a topic keeps its records for its retention only.' },
  'UWF-4045': { title: 'The vault does not know this', status: 404, disposition: 'terminal', wayOut: 'Check the token or the recipient; what was erased is gone for ever.' },
  'UWF-4046': { title: 'No such output in the quarantine', status: 404, disposition: 'terminal', wayOut: 'List what is there with `uwf quarantine list`; what was discarded or used is forgotten after a while.' },
  'UWF-4050': { title: 'The path does not take this method', status: 405, disposition: 'terminal', wayOut: 'Use a method of the Allow header.' },
  'UWF-4090': { title: 'This version is registered with other content', status: 409, disposition: 'terminal', wayOut: 'Published versions never change: raise document.version.' },
  'UWF-4091': { title: 'The run has already ended', status: 409, disposition: 'terminal', wayOut: 'Nothing to do.' },
  'UWF-4092': { title: 'The run cannot go on from where it ended', status: 409, disposition: 'terminal', wayOut: 'Start it anew with the same input; the detail says why this run cannot go on.' },
  'UWF-4095': { title: 'Data keys still rest on this key', status: 409, disposition: 'terminal', wayOut: 'Wrap them anew with `uwf vault rewrap`, then try again.' },
  'UWF-4097': { title: 'The set was imported before with another content', status: 409, disposition: 'terminal', wayOut: 'Two different sets have one id: tell the sender.' },
  'UWF-4096': { title: 'The output cannot be decided like this', status: 409, disposition: 'terminal', wayOut: 'Look at it again with `uwf quarantine show`: its status and who decided what.' },
  'UWF-4130': { title: 'The body is too large', status: 413, disposition: 'terminal', wayOut: 'Send at most the size that the detail names.' },
  'UWF-4150': { title: 'The media type is not supported', status: 415, disposition: 'terminal', wayOut: 'Send Content-Type: application/json.' },
  'UWF-4220': { title: 'The input does not fit the definition', status: 422, disposition: 'terminal', wayOut: 'Correct the fields that are listed by pointer.' },
  'UWF-4221': { title: 'Tier 1 data in the clear, or a sealed value that does not belong here', status: 422, disposition: 'terminal', wayOut: 'Let the client library seal the fields that are listed by pointer.' },
  'UWF-4222': { title: 'The definition has errors', status: 422, disposition: 'terminal', wayOut: 'Correct the diagnostics that are listed.' },
  'UWF-4223': { title: 'The idempotency key was used with another request', status: 422, disposition: 'terminal', wayOut: 'Use a new Idempotency-Key for a new request.' },
  'UWF-4224': { title: 'An inline definition may not use this', status: 422, disposition: 'terminal', wayOut: 'Register the definition and run it by its id.' },
  'UWF-4225': { title: 'The token may not be used for this', status: 422, disposition: 'terminal', wayOut: 'Ask for a purpose that the token allows, at the place that it was made for.' },
  'UWF-4227': { title: 'The rows may not leave like this', status: 422, disposition: 'terminal', wayOut: 'Leave out what the pointers name, or declare it as the detail says.' },
  'UWF-4228': { title: 'The transfer set is not accepted', status: 422, disposition: 'terminal', wayOut: 'Ask the sender for the set again; nothing of it was used.' },
  'UWF-4229': { title: 'The anonymity asked for is not reached', status: 422, disposition: 'terminal', wayOut: 'Make quasi-identifiers coarser, or leave some out; the threshold is there for a reason.' },
  'UWF-4290': { title: 'Too much work waits', status: 429, disposition: 'retryable', wayOut: 'Try again after the time that Retry-After tells; starts of a higher priority are let in longer.' },
  'UWF-4295': { title: 'Too many values were asked for', status: 429, disposition: 'retryable', wayOut: 'Ask for less at a time; the limit of an actor grows again by the minute.' },
  'UWF-5000': { title: 'Internal error', status: 500, disposition: 'terminal', wayOut: 'Report the request id.' },
  'UWF-5001': { title: 'The store is not available', status: 503, disposition: 'retryable', wayOut: 'Try again.' },
  'UWF-5002': { title: 'The queue is not available', status: 503, disposition: 'retryable', wayOut: 'Try again.' },
  'UWF-5003': { title: 'The keys of the token issuer cannot be had', status: 503, disposition: 'retryable', wayOut: 'Try again.' },
  'UWF-5004': { title: 'A required part cannot be started on this machine', status: 500, disposition: 'terminal', wayOut: 'See the detail.' },
  'UWF-5005': { title: 'The configuration is not valid', status: 500, disposition: 'terminal', wayOut: 'Correct the settings that are listed.' },
  'UWF-5006': { title: 'A secret cannot be used', status: 500, disposition: 'terminal', wayOut: 'See the detail: the secret store must be readable by this process, and by nobody else.' },
  'UWF-5007': { title: 'A key cannot be used', status: 503, disposition: 'retryable', wayOut: 'Try again; see that the key service (files, HSM, or a service of the cloud) can be reached.' },
  'UWF-5008': { title: 'The audit log cannot be written', status: 503, disposition: 'retryable', wayOut: 'Try again: nothing is shown or changed that cannot be recorded.' },
  'UWF-5009': { title: 'What the vault has stored does not open', status: 500, disposition: 'terminal', wayOut: 'It was changed, moved or cut: verify the audit log, and restore the store of the vault.' },
  'UWF-5010': { title: 'The service that carries out executions is not available', status: 503, disposition: 'retryable', wayOut: 'Try again; nothing is started twice.' },
  'UWF-5011': { title: 'A value that was put away is gone', status: 500, disposition: 'terminal', wayOut: 'It was removed or changed in the bucket of the blobs: keep them longer than any execution lasts, and let nobody else write there.' },
} as const satisfies Record<string, OperationErrorEntry>;

/** A code of the catalogue, for example `UWF-4041`. */
export type OperationErrorCode = keyof typeof operationErrorCatalogue;
