import type { WorkItem } from '#shared/core/work/message.ts';
import { isJsonObject } from '#shared/core/kernel/json.ts';
import type { HandlerRegistry } from '../handlers/registry.ts';
import type { PoolWork } from './worker-pool.ts';

const FUNCTION = /^uwf:function:([^:]+:[^:]+)$/u;
const HOST_CHARACTERS_MAX = 253;

/**
 * What a work item counts as in the pool: its handler, the target that the handler declares, and its catalogue. A `call: http` goes to the host of its
 * endpoint as far as that can be read before anything is opened; everything else counts by the kind of its resource.
 */
export function poolPlaceOf(handlers: HandlerRegistry, item: Pick<WorkItem, 'resource' | 'arguments'>): Pick<PoolWork, 'handler' | 'target' | 'errors'> {
  const identity = FUNCTION.exec(item.resource)?.[1];
  if (identity === undefined) return { handler: item.resource, ...hostOf(item) };
  const [name = '', version = ''] = identity.split(':');
  const handler = handlers.find(name, version);
  if (handler === undefined) return { handler: identity };
  return { handler: identity, errors: handler.errors, ...(handler.target === undefined ? {} : { target: handler.target }) };
}

function hostOf({ resource, arguments: given }: Pick<WorkItem, 'resource' | 'arguments'>): { readonly target?: string } {
  const endpoint = resource === 'uwf:http' && isJsonObject(given) ? given['endpoint'] : undefined;
  if (typeof endpoint !== 'string' || !URL.canParse(endpoint)) return {};
  const { hostname } = new URL(endpoint);
  return hostname === '' || hostname.length > HOST_CHARACTERS_MAX ? {} : { target: hostname };
}
