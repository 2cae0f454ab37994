import middy from '@middy/core';
import { assert } from '#shared/core/kernel/assert.ts';
import { htmlResponse, jsonResponse, type ApiRequest, type ApiResponse } from '../http/api-request.ts';
import { createRouter } from '../http/router.ts';
import type { Operation } from '../operations/operation.ts';
import { showDocs } from '../operations/show-docs.ts';
import type { ApiPorts } from '../ports.ts';
import { operationOf, toCall, type ApiContext, type ApiMiddleware } from './api-context.ts';
import { authenticate } from './authenticate.ts';
import { authorise } from './authorise.ts';
import { correlate } from './correlate.ts';
import { idempotency } from './idempotency.ts';
import { measure } from './measure.ts';
import { protect } from './protect.ts';
import { route } from './route.ts';
import { toProblem } from './to-problem.ts';
import { validate } from './validate.ts';

/** Answers one request; every host calls this. Never throws for what a caller can send. */
export type Api = (request: ApiRequest) => Promise<ApiResponse>;

/**
 * The one order in which every request of every host is treated. Going in: from top to bottom. Coming out, with an answer or a failure:
 * from bottom to top, so that the id and the log see the answer as it leaves.
 */
function order(operations: readonly Operation[], ports: ApiPorts): readonly ApiMiddleware[] {
  return [
    correlate(ports.ids),
    measure(ports.logger, ports.clock),
    protect(),
    toProblem(ports.logger),
    route(createRouter([...operations, showDocs(operations)])),
    authenticate(ports.identity),
    authorise(),
    idempotency(),
    validate(ports.validator),
  ];
}

/** Puts the chain around the operations. */
export function createApi(operations: readonly Operation[], ports: ApiPorts): Api {
  const handle = async (_request: ApiRequest, context: ApiContext): Promise<ApiResponse> => {
    const { status, value, html, headers } = await operationOf(context).handle(ports, toCall(context));
    return html === undefined ? jsonResponse(status, value, headers) : htmlResponse(status, html, headers);
  };
  const chain = middy<ApiRequest, ApiResponse, Error, ApiContext>(handle).use([...order(operations, ports)]);
  return async (request) => {
    const response: ApiResponse | undefined = await chain(request, {});
    assert(response !== undefined, 'the chain always answers');
    return response;
  };
}
