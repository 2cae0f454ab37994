import { randomUUID } from 'node:crypto';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { IdentityVerifier, Principal } from '#shared/ports/identity-verifier.ts';
import { createApiHandler } from '../../aws/api-handler.ts';
import { httpDuties, type HttpDuty } from '../../aws/duties.ts';
import type { HttpEvent, HttpResult } from '../../aws/http-event.ts';
import { jsonResponse, type ApiResponse } from '../../http/api-request.ts';
import { createRouter } from '../../http/router.ts';
import { createApi } from '../../middleware/chain.ts';
import type { OperationAccess } from '../../operations/operation.ts';
import { runOperations } from '../../operations/run-table.ts';
import type { CloudForm, CloudFormOptions, CloudRefusal, WireRequest } from './cloud-form.ts';
import { toGatewayEvent, type GatewayClaims, type GatewayFacts } from './gateway-event.ts';
import { GATEWAY_ANSWER_MS_MAX, GATEWAY_BODY_BYTES_MAX, GATEWAY_HEAD_BYTES_MAX } from './limits.ts';

/**
 * API Gateway in front of the API's two functions, as the template has it: routes, the JWT authoriser, events and answers as JSON, the gateway's own
 * answers. Beside the real one it takes tokens of every signature that the API takes, and there is no distribution in front of it.
 */
export function createAwsForm({ operations, ports }: CloudFormOptions): CloudForm {
  const functions: { readonly [duty in HttpDuty]: (event: HttpEvent) => Promise<HttpResult> } = {
    workflows: createApiHandler(functionOf(operations.filter((operation) => runOperations.includes(operation)), ports)),
    registry: createApiHandler(functionOf(operations, ports)),
  };
  const routes = createRouter(operations);
  return {
    limits: { bodyBytes: GATEWAY_BODY_BYTES_MAX, headBytes: GATEWAY_HEAD_BYTES_MAX, answerMs: GATEWAY_ANSWER_MS_MAX },
    refuse: (refusal) => gatewayAnswer(...REFUSALS[refusal], randomUUID()),
    answer: async (request) => {
      const facts = { requestId: randomUUID(), now: ports.clock.now() };
      const route = routeOf(routes, request);
      const permit = await authorise(ports.identity, route.access, request);
      if (permit.kind === 'refused') return gatewayAnswer(permit.status, permit.message, facts.requestId, { 'www-authenticate': permit.challenge });
      return invoke(functions[route.duty], request, { ...facts, routeKey: route.key, params: route.params, ...(permit.claims === undefined ? {} : { claims: permit.claims }) });
    },
  };
}

function functionOf(operations: CloudFormOptions['operations'], ports: CloudFormOptions['ports']) {
  const api = createApi(operations, ports);
  return () => Promise.resolve(api);
}

interface GatewayRoute {
  readonly key: string;
  readonly duty: HttpDuty;
  readonly access: OperationAccess;
  readonly params: GatewayFacts['params'];
}

/** What no route names goes to the registry without a token. */
function routeOf(routes: ReturnType<typeof createRouter>, { method, target }: WireRequest): GatewayRoute {
  const found = routes(method, target.split('?')[0] ?? '');
  if (!found.ok) return { key: '$default', duty: 'registry', access: { kind: 'public' }, params: {} };
  const { operation, params } = found.value;
  return { key: `${method} ${operation.path}`, duty: httpDuties.get(operation.id) ?? 'registry', access: operation.access, params };
}

type Permit = { readonly kind: 'given'; readonly claims?: GatewayClaims } | { readonly kind: 'refused'; readonly status: 401 | 403; readonly message: string; readonly challenge: string };

/** The JWT authoriser: 401 without a good token, 403 without the scope of the route. */
async function authorise(identity: IdentityVerifier, access: OperationAccess, { fields }: WireRequest): Promise<Permit> {
  if (access.kind === 'public') return { kind: 'given' };
  const given = fields.filter(([name]) => name.toLowerCase() === 'authorization').map(([, value]) => value).join(',').trim();
  if (given === '') return { kind: 'refused', status: 401, message: 'Unauthorized', challenge: 'Bearer' };
  const principal = await verify(identity, given.replace(/^Bearer +/iu, ''));
  if (principal === undefined) return { kind: 'refused', status: 401, message: 'Unauthorized', challenge: 'Bearer scope="" error="invalid_token"' };
  if (!principal.scopes.has(access.scope)) return { kind: 'refused', status: 403, message: 'Forbidden', challenge: `Bearer scope="${access.scope}" error="insufficient_scope"` };
  return { kind: 'given', claims: { claims: { sub: principal.subject, scope: [...principal.scopes].join(' ') }, scopes: [access.scope] } };
}

/** Keys that cannot be had are a token that is not good: the gateway makes no difference. */
async function verify(identity: IdentityVerifier, token: string): Promise<Principal | undefined> {
  try {
    return await identity.verify({ token });
  } catch (error) {
    if (error instanceof UwfError) return undefined;
    throw error;
  }
}

/** Events and answers go through JSON, as they do between gateway and function. */
async function invoke(handler: (event: HttpEvent) => Promise<HttpResult>, request: WireRequest, facts: GatewayFacts): Promise<ApiResponse> {
  const event: HttpEvent = JSON.parse(JSON.stringify(toGatewayEvent(request, facts)));
  const { statusCode, headers, body }: HttpResult = JSON.parse(JSON.stringify(await handler(event)));
  return { status: statusCode, headers: { ...headers, 'apigw-requestid': facts.requestId }, body };
}

const REFUSALS: { readonly [refusal in CloudRefusal]: readonly [status: number, message: string] } = {
  'body-too-large': [413, 'Request Entity Too Large'],
  'head-too-large': [431, 'Request Header Fields Too Large'],
  'too-slow': [503, 'Service Unavailable'],
  failed: [500, 'Internal Server Error'],
};

/** What the gateway answers by itself is no problem document of ours. */
function gatewayAnswer(status: number, message: string, requestId: string, headers: ApiResponse['headers'] = {}): ApiResponse {
  return jsonResponse(status, { message }, { ...headers, 'apigw-requestid': requestId });
}
