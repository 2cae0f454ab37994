import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonObject, type JsonValue } from '../../kernel/json.ts';
import { memberOf, valueAlong } from '../check/places.ts';
import type { AsyncApiSubscription, CallAsyncApiTask, CallFunctionTask, CallHttpTask, CallOpenApiTask, CallProtocolTask, HttpCall } from '../model.ts';
import { readAuthentication } from './authentication.ts';
import { readExpression, readTemplate } from './data-fields.ts';
import { readDuration } from './duration.ts';
import { readEventLoop } from './events.ts';
import { readExternalResource } from './external-resource.ts';
import { parsePresent } from './parse-present.ts';
import type { RawTask } from './raw-task.ts';

/** `call` of a function, by name, by `name:version@catalog` or by URL; `with` is empty when absent. */
export function readCallFunction({ value, base }: RawTask): CallFunctionTask | undefined {
  const call = memberOf(value, 'call');
  const template = { pointer: appendPointer(base.pointer, 'with'), value: memberOf(value, 'with') ?? {} };
  return typeof call === 'string' ? { ...base, kind: 'call-function', call, with: template } : undefined;
}

/** `call: http`. */
export function readCallHttp({ value, base }: RawTask): CallHttpTask | undefined {
  const http = readHttp(memberOf(value, 'with'), appendPointer(base.pointer, 'with'));
  return http === undefined ? undefined : { ...base, kind: 'call-http', http };
}

const HTTP_OUTPUTS = ['content', 'response', 'raw'] as const satisfies readonly HttpCall['output'][];

function readHttp(value: JsonValue | undefined, pointer: string): HttpCall | undefined {
  const endpoint = readEndpoint(memberOf(value, 'endpoint'), appendPointer(pointer, 'endpoint'));
  const method = memberOf(value, 'method');
  if (endpoint === undefined || typeof method !== 'string') return undefined;
  const part = (name: string) => readTemplate(memberOf(value, name), appendPointer(pointer, name));
  return {
    pointer,
    method: method.toUpperCase(),
    endpoint,
    ...readResponse(value),
    ...parsePresent<Partial<Pick<HttpCall, 'headers' | 'query' | 'body' | 'authentication'>>>({
      headers: part('headers'),
      query: part('query'),
      body: part('body'),
      authentication: readAuthentication(valueAlong(value, ['endpoint', 'authentication']), appendPointer(pointer, 'endpoint', 'authentication')),
    }),
  };
}

/** What of the response is the output, and whether 3xx is a success. */
function readResponse(value: JsonValue | undefined): Pick<HttpCall, 'output' | 'redirect'> {
  return { output: HTTP_OUTPUTS.find((output) => output === memberOf(value, 'output')) ?? 'content', redirect: memberOf(value, 'redirect') === true };
}

/** The URI itself, or an object with the URI and how to authenticate. */
function readEndpoint(value: JsonValue | undefined, pointer: string): HttpCall['endpoint'] | undefined {
  return typeof value === 'string' ? { pointer, value } : readTemplate(memberOf(value, 'uri'), appendPointer(pointer, 'uri'));
}

/** `call: openapi`. */
export function readCallOpenApi({ reading, value, base }: RawTask): CallOpenApiTask | undefined {
  const [call, pointer] = [memberOf(value, 'with'), appendPointer(base.pointer, 'with')];
  const document = readExternalResource(reading, memberOf(call, 'document'), appendPointer(pointer, 'document'));
  const operationId = memberOf(call, 'operationId');
  if (document === undefined || typeof operationId !== 'string') return undefined;
  const optional = parsePresent<Partial<Pick<CallOpenApiTask['openapi'], 'parameters' | 'authentication'>>>({
    parameters: readTemplate(memberOf(call, 'parameters'), appendPointer(pointer, 'parameters')),
    authentication: readAuthentication(memberOf(call, 'authentication'), appendPointer(pointer, 'authentication')),
  });
  return { ...base, kind: 'call-openapi', openapi: { pointer, document, operationId, ...readResponse(call), ...optional } };
}

/** Where the server of a protocol says who calls it. */
const PROTOCOL_AUTHENTICATION = {
  'call-grpc': ['service', 'authentication'],
  'call-a2a': ['server', 'authentication'],
  'call-mcp': ['transport', 'http', 'endpoint', 'authentication'],
} as const satisfies { readonly [kind in CallProtocolTask['kind']]: readonly string[] };

/** `call: grpc`, `a2a` or `mcp`: `with` stays a template as a whole. */
export function readCallProtocol(kind: CallProtocolTask['kind']): (task: RawTask) => CallProtocolTask | undefined {
  return ({ value, base }) => {
    const [call, pointer] = [memberOf(value, 'with'), appendPointer(base.pointer, 'with')];
    if (!isJsonObject(call)) return undefined;
    const path = PROTOCOL_AUTHENTICATION[kind];
    const authentication = readAuthentication(valueAlong(call, path), appendPointer(pointer, ...path));
    return { ...base, kind, with: { pointer, value: call }, ...parsePresent<Pick<CallProtocolTask, 'authentication'>>({ authentication }) };
  };
}

/** `call: asyncapi`: the subscription apart, because tasks may stand in it. */
export function readCallAsyncApi(task: RawTask): CallAsyncApiTask | undefined {
  const { value, base } = task;
  const [call, pointer] = [memberOf(value, 'with'), appendPointer(base.pointer, 'with')];
  if (!isJsonObject(call)) return undefined;
  const rest = Object.fromEntries(Object.entries(call).filter(([name]) => name !== 'subscription'));
  return {
    ...base,
    kind: 'call-asyncapi',
    with: { pointer, value: rest },
    ...parsePresent<Pick<CallAsyncApiTask, 'authentication' | 'subscription'>>({
      authentication: readAuthentication(memberOf(call, 'authentication'), appendPointer(pointer, 'authentication')),
      subscription: readSubscription(task, memberOf(call, 'subscription'), appendPointer(pointer, 'subscription')),
    }),
  };
}

function readSubscription(task: RawTask, value: JsonValue | undefined, pointer: string): AsyncApiSubscription | undefined {
  const consume = memberOf(value, 'consume');
  if (!isJsonObject(consume)) return undefined;
  const amount = memberOf(consume, 'amount');
  const at = (field: string) => appendPointer(pointer, 'consume', field);
  return {
    pointer,
    ...parsePresent<Omit<AsyncApiSubscription, 'pointer'>>({
      filter: readExpression(memberOf(value, 'filter'), appendPointer(pointer, 'filter')),
      amount: typeof amount === 'number' ? amount : undefined,
      while: readExpression(memberOf(consume, 'while'), at('while')),
      until: readExpression(memberOf(consume, 'until'), at('until')),
      for: readDuration(task.reading, memberOf(consume, 'for'), at('for')),
      foreach: readEventLoop(task, memberOf(value, 'foreach'), appendPointer(pointer, 'foreach')),
    }),
  };
}
