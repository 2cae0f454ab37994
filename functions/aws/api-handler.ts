import { refuseAtEdge } from './edge.ts';
import { toApiRequest, toHttpResult, type HttpEvent, type HttpResult } from './http-event.ts';
import type { Api } from '../middleware/chain.ts';

/** A function behind the HTTP API. `isExpected` says which requests it takes at all: see {@link import('./edge.ts').createEdgeCheck}. */
export function createApiHandler(api: () => Promise<Api>, isExpected: (event: HttpEvent) => boolean = () => true): (event: HttpEvent) => Promise<HttpResult> {
  return async (event) => (!isExpected(event) ? refuseAtEdge() : toHttpResult(await (await api())(toApiRequest(event))));
}
