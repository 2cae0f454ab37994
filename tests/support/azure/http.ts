import { assert } from '#shared/core/kernel/assert.ts';
import { respond, type FunctionApp } from '#tests/support/durable/functions-core.ts';

/** A request as a client sends it. */
export interface AzureCall {
  readonly method: string;
  /** Path and query as they go over the wire. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Route {
  readonly name: string;
  readonly route: string;
  readonly methods: readonly string[];
}

function routesOf(app: FunctionApp): readonly Route[] {
  return [...app.functions].flatMap(([name, { metadata }]) =>
    Object.values(metadata.bindings).flatMap((binding) => {
      const { type, route, methods } = binding as { readonly type: string; readonly route?: string; readonly methods?: readonly string[] };
      return type === 'httpTrigger' && route !== undefined && methods !== undefined ? [{ name, route, methods: methods.map((method) => method.toUpperCase()) }] : [];
    }),
  );
}

/** The more is said literally, the earlier a route is looked at; one for all paths is the last. */
function rankOf({ route }: Route): number {
  return route.startsWith('{*') ? 1_000 : (route.match(/\{/gu) ?? []).length;
}

function matches({ route }: Route, path: string): boolean {
  if (route.startsWith('{*')) return true;
  const pattern = route.split('/').map((part) => (part.startsWith('{') ? '[^/]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`)));
  return new RegExp(`^/${pattern.join('/')}$`, 'iu').test(path);
}

/** The function that the host routes a request to: modelled on the routing of ASP.NET, with no prefix, as `host.json` says. */
export function functionFor(app: FunctionApp, { method, target }: Pick<AzureCall, 'method' | 'target'>): string {
  const path = target.split('?')[0] ?? '';
  const found = routesOf(app).toSorted((left, right) => rankOf(left) - rankOf(right)).find((route) => route.methods.includes(method) && matches(route, path));
  assert(found !== undefined, 'every request has a function');
  return found.name;
}

/** Sends a request through the library's own conversions, as the worker does without streams of HTTP. */
export async function callAzure(app: FunctionApp, call: AzureCall, service?: object): Promise<{ readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }> {
  const { method, target, headers, body } = call;
  const http = { method, url: `https://uwf.example${target}`, headers, params: {}, query: {}, ...(body === undefined ? {} : { body: { bytes: Buffer.from(body) } }) };
  const answer = await respond(app, functionFor(app, call), { input: { http }, ...(service === undefined ? {} : { service }) });
  const bytes = answer.body?.bytes ?? new Uint8Array();
  return { status: Number(answer.statusCode), headers: answer.headers, body: answer.body?.string ?? Buffer.from(bytes).toString('utf8') };
}
