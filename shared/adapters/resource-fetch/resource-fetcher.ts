import { fail, type Result } from '#shared/core/kernel/result.ts';
import type { ResourceFetcher, ResourceProblem } from '#shared/ports/resource-fetcher.ts';
import { readFileResource } from './file-resource.ts';
import { RESOURCE_BYTES_MAX, RESOURCE_TIMEOUT_MS } from './limits.ts';
import type { ResourceFetcherOptions, ResourceLimits } from './options.ts';
import { fetchWebResource } from './web-resource.ts';

/** Fetches from hosts of an egress list and, for the command line, from files beneath one folder. */
export function createResourceFetcher(options: ResourceFetcherOptions): ResourceFetcher {
  const { isAllowed, folder } = options;
  const limits: ResourceLimits = { bytesMax: RESOURCE_BYTES_MAX, timeoutMs: RESOURCE_TIMEOUT_MS, ...options.limits };
  const send = options.fetch ?? fetch;
  return {
    fetch: async ({ uri }): Promise<Result<string, ResourceProblem>> => {
      const url = URL.canParse(uri) ? new URL(uri) : undefined;
      if (url !== undefined && url.protocol !== 'file:') return fetchWebResource({ isAllowed, send, limits }, url);
      return folder === undefined ? fail('refused') : readFileResource({ folder, limits }, url ?? uri);
    },
  };
}
