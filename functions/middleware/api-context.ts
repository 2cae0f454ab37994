import { assert } from '#shared/core/kernel/assert.ts';
import type { Principal } from '#shared/ports/identity-verifier.ts';
import { ANONYMOUS, type Operation, type OperationCall, type ParsedBody } from '../operations/operation.ts';
import type { ApiRequest, ApiResponse } from '../http/api-request.ts';

/** What the links of the chain learn of one request and hand on. One per request, made by the host, filled by the chain. */
export interface ApiContext {
  requestId?: string;
  startedAt?: number;
  operation?: Operation;
  /** Decoded variables of the path. */
  params?: OperationCall['params'];
  principal?: Principal;
  query?: OperationCall['query'];
  body?: ParsedBody;
  idempotencyKey?: string;
}

/** One passage through the chain, as middy keeps it. */
export interface Passage {
  readonly event: ApiRequest;
  readonly context: ApiContext;
  response: ApiResponse | null | undefined;
  readonly error: unknown;
}

/** A link of the chain: `before` in the order of the list, `after` and `onError` in reverse. */
export interface ApiMiddleware {
  readonly before?: (passage: Passage) => Promise<void> | void;
  readonly after?: (passage: Passage) => Promise<void> | void;
  readonly onError?: (passage: Passage) => Promise<void> | void;
}

/** The operation that a link before found; every link after `route` may rely on it. */
export function operationOf(context: ApiContext): Operation {
  assert(context.operation !== undefined, 'route() stands before whoever asks for the operation');
  return context.operation;
}

/** What the operation gets, once every link has done its part. */
export function toCall(context: ApiContext): OperationCall {
  const { requestId, params, query, body, principal, idempotencyKey } = context;
  assert(requestId !== undefined && params !== undefined && query !== undefined && body !== undefined, 'the chain has checked the request');
  const call = { requestId, params, query, body, principal: principal ?? ANONYMOUS };
  return idempotencyKey === undefined ? call : { ...call, idempotencyKey };
}
