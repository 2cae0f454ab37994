import { isUtf8 } from 'node:buffer';
import type { HttpEvent } from '../../aws/http-event.ts';
import { decodePercent } from '../../http/percent-encoding.ts';
import type { WireRequest } from './cloud-form.ts';

/** Who calls, as the authoriser of the gateway tells the function. */
export interface GatewayClaims {
  readonly claims: { readonly [name: string]: string };
  readonly scopes: readonly string[];
}

/** An event of an HTTP API with payload format 2.0, whole. */
export interface GatewayEvent extends HttpEvent {
  readonly version: '2.0';
  readonly routeKey: string;
  readonly queryStringParameters?: { readonly [name: string]: string };
  readonly pathParameters?: { readonly [name: string]: string };
  readonly requestContext: {
    readonly accountId: string;
    readonly apiId: string;
    readonly authorizer?: { readonly jwt: GatewayClaims };
    readonly domainName: string;
    readonly http: { readonly method: string; readonly path: string; readonly protocol: string; readonly sourceIp: string; readonly userAgent: string };
    readonly requestId: string;
    readonly routeKey: string;
    readonly stage: string;
    readonly timeEpoch: number;
  };
}

/** What the gateway knows beside the request itself. */
export interface GatewayFacts {
  /** `GET /api/workflows/list`, or `$default`. */
  readonly routeKey: string;
  readonly params: { readonly [name: string]: string };
  readonly claims?: GatewayClaims;
  readonly requestId: string;
  readonly now: number;
}

const STAGE = '$default';
/** Stand for an account and an API that are nowhere. */
const ACCOUNT_ID = '000000000000';
const API_ID = 'local';

/** The event that API Gateway makes of a request (AWS: payload format 2.0). */
export function toGatewayEvent({ method, target, fields, body, sourceIp }: WireRequest, facts: GatewayFacts): GatewayEvent {
  const { routeKey, params, claims, requestId, now } = facts;
  const { headers, cookies } = headersOf(fields);
  const split = target.indexOf('?');
  const [encoded, query] = split < 0 ? [target, ''] : [target.slice(0, split), target.slice(split + 1)];
  // An HTTP API decodes the path, whatever its member is called; the query stays as it was sent. What cannot be decoded is told as it is.
  const path = decodePercent(encoded) ?? encoded;
  const sent = headers['host'] ?? 'localhost';
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: query,
    ...(cookies.length === 0 ? {} : { cookies }),
    headers: { ...headers, 'x-forwarded-for': sourceIp, 'x-forwarded-port': '443', 'x-forwarded-proto': 'https' },
    ...(query === '' ? {} : { queryStringParameters: parametersOf(query) }),
    ...(Object.keys(params).length === 0 ? {} : { pathParameters: params }),
    requestContext: {
      accountId: ACCOUNT_ID, apiId: API_ID,
      ...(claims === undefined ? {} : { authorizer: { jwt: claims } }),
      domainName: sent,
      http: { method, path, protocol: 'HTTP/1.1', sourceIp, userAgent: headers['user-agent'] ?? '' },
      requestId, routeKey, stage: STAGE, timeEpoch: now,
    },
    ...bodyOf(body, headers['content-type']),
  };
}

/** Names in lower case, repeated fields joined with commas; cookies are apart, one by one. What is for one connection only ends at the gateway. */
function headersOf(fields: WireRequest['fields']): { readonly headers: Readonly<Record<string, string>>; readonly cookies: readonly string[] } {
  const headers = new Map<string, string>();
  const cookies: string[] = [];
  for (const [given, value] of fields) {
    const name = given.toLowerCase();
    if (name === 'cookie') cookies.push(...value.split(';').map((cookie) => cookie.trim()).filter((cookie) => cookie !== ''));
    else if (!OF_CONNECTIONS.has(name)) headers.set(name, headers.has(name) ? `${headers.get(name) ?? ''},${value}` : value);
  }
  return { headers: Object.fromEntries(headers), cookies };
}

/** RFC 9110 §7.6.1. */
const OF_CONNECTIONS = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'expect']);

function parametersOf(query: string): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) found.set(name, found.has(name) ? `${found.get(name) ?? ''},${value}` : value);
  return Object.fromEntries(found);
}

/** Media types whose bodies travel as text; all others travel in base64. */
const TEXT_TYPE = /^\s*(?:text\/|application\/(?:json|javascript|xml)\s*(?:;|$))/iu;

/** What is no text whatever it says travels in base64 too: nothing of a body is lost here. */
function bodyOf(body: Buffer, type: string | undefined): Pick<HttpEvent, 'body' | 'isBase64Encoded'> {
  if (body.byteLength === 0) return { isBase64Encoded: false };
  const isText = TEXT_TYPE.test(type ?? '') && isUtf8(body);
  return { body: body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}
