import { fail, type Result } from '#shared/core/kernel/result.ts';
import type { ResourceProblem } from '#shared/ports/resource-fetcher.ts';
import { decodeResource } from './decode-resource.ts';
import { RESOURCE_REDIRECTS_MAX } from './limits.ts';
import type { ResourceFetcherOptions, ResourceLimits } from './options.ts';

interface WebContext {
  readonly isAllowed: ResourceFetcherOptions['isAllowed'];
  readonly send: typeof fetch;
  readonly limits: ResourceLimits;
}

const HEADERS = { accept: 'application/json, application/yaml;q=0.9, */*;q=0.5', 'user-agent': 'unified-workflow-system' };

/** Fetches a document by GET. Redirects are followed by hand, so that each address is held to the list. */
export async function fetchWebResource(context: WebContext, url: URL): Promise<Result<string, ResourceProblem>> {
  const signal = AbortSignal.timeout(context.limits.timeoutMs);
  try {
    let next: URL | undefined = url;
    for (let redirects = 0; next !== undefined && redirects <= RESOURCE_REDIRECTS_MAX; redirects += 1) {
      if (!context.isAllowed(next)) return fail('refused');
      const response = await context.send(next, { headers: HEADERS, redirect: 'manual', signal });
      const location = isRedirect(response) ? response.headers.get('location') : null;
      if (location === null) return await textOf(response, context.limits);
      await response.body?.cancel();
      next = URL.canParse(location, next.href) ? new URL(location, next) : undefined;
    }
    return fail('unreachable');
  } catch {
    return fail('unreachable');
  }
}

function isRedirect({ status }: Response): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

async function textOf(response: Response, { bytesMax }: ResourceLimits): Promise<Result<string, ResourceProblem>> {
  if (!response.ok) {
    await response.body?.cancel();
    return fail(response.status >= 500 || response.status === 429 ? 'unreachable' : 'missing');
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > bytesMax) return fail('too-large');
    chunks.push(chunk);
  }
  return decodeResource(Buffer.concat(chunks));
}
