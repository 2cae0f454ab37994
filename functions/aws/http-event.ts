import type { ApiRequest, ApiResponse, RequestBody } from '../http/api-request.ts';
import { BODY_BYTES_MAX } from '../limits.ts';

/** What API Gateway hands to a function for an HTTP API, payload format 2.0; the parts that we read. */
export interface HttpEvent {
  /** Path of the request with the stage in front unless it is `$default`. Whatever its name says, an HTTP API has decoded it. */
  readonly rawPath: string;
  /** Query, still percent-encoded, without its `?`. */
  readonly rawQueryString: string;
  /** Names in lower case; fields that came more than once are joined with commas. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** `Cookie` fields, which are not among the others. */
  readonly cookies?: readonly string[];
  readonly body?: string;
  readonly isBase64Encoded: boolean;
  readonly requestContext: { readonly http: { readonly method: string }; readonly stage: string };
}

/** What API Gateway takes from a function. */
export interface HttpResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: false;
}

const DEFAULT_STAGE = '$default';

/** The request as every host hands it in: nothing decoded, nothing trusted. A slash that was encoded is one of the path by now. */
export function toApiRequest({ rawPath, rawQueryString, headers, cookies, body, isBase64Encoded, requestContext }: HttpEvent): ApiRequest {
  const { http, stage } = requestContext;
  const fields = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name.toLowerCase(), value] as const]));
  return {
    method: http.method,
    path: encodePath(stage !== DEFAULT_STAGE && rawPath.startsWith(`/${stage}/`) ? rawPath.slice(stage.length + 1) : rawPath),
    query: rawQueryString,
    headers: new Map([...fields, ...(cookies === undefined || cookies.length === 0 ? [] : [['cookie', cookies.join('; ')] as const])]),
    body: toBody(Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8')),
  };
}

const HALF_CHARACTER = /\p{Cs}/u;

/** What the router decodes gives the path again. A surrogate without its other half is no text: it is left as it is, for the router to refuse. */
function encodePath(path: string): string {
  return path.split('/').map((segment) => (HALF_CHARACTER.test(segment) ? segment : encodeURIComponent(segment))).join('/');
}

function toBody(bytes: Uint8Array): RequestBody {
  return bytes.byteLength > BODY_BYTES_MAX ? { kind: 'too-large' } : { kind: 'bytes', bytes };
}

/** The answer as API Gateway takes it. Its length is the gateway's to say. */
export function toHttpResult({ status, headers, body }: ApiResponse): HttpResult {
  return { statusCode: status, headers, body, isBase64Encoded: false };
}
