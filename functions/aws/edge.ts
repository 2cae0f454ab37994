import { createHash, randomUUID } from 'node:crypto';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { toProblemResponse } from '../http/problem-details.ts';
import { toHttpResult, type HttpEvent, type HttpResult } from './http-event.ts';

/** How the distribution in front of the gateway proves itself (ADR 0014). */
const PROOF_HEADER = 'x-uwf-edge';

const DIGEST = /^[0-9a-f]{64}$/u;

/**
 * Whether a request came through the distribution: it alone knows a text with one of these digests (SHA-256, hex, with commas between them while it is
 * renewed). A digest is no secret, so that it may stand in the environment. Without any, every request has come through. Errors: `UWF-5005`.
 */
export function createEdgeCheck(proofs: string | undefined): (event: Pick<HttpEvent, 'headers'>) => boolean {
  if (proofs === undefined || proofs === '') return () => true;
  const digests = new Set(proofs.split(','));
  if (![...digests].every((digest) => DIGEST.test(digest))) throw new UwfError('UWF-5005', 'UWF_EDGE_PROOFS: expected SHA-256 digests in hex, with commas between them');
  return ({ headers }) => digests.has(createHash('sha256').update(headers[PROOF_HEADER] ?? '').digest('hex'));
}

/** What whoever goes around the distribution is told: that there is nothing. */
export function refuseAtEdge(): HttpResult {
  return toHttpResult(toProblemResponse(new UwfError('UWF-4040'), randomUUID()));
}
