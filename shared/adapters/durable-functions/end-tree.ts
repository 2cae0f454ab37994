import { innerInstance } from '#shared/core/durable/names.ts';
import { parseSent } from '#shared/core/durable/parse.ts';
import type { DurableInstances } from './ports.ts';

interface Shown {
  readonly attempt?: string;
  readonly scopes: readonly string[];
}

function parseStatus(status: string): Shown {
  const { attempt, scopes } = parseSent(status) ?? {};
  return { ...(typeof attempt === 'string' ? { attempt } : {}), scopes: typeof scopes === 'string' ? scopes.split(' ') : [] };
}

/** What is to be ended, and why; `isExecution`: the instances are executions, not scopes of one. */
export interface EndTree {
  readonly roots: readonly string[];
  readonly reason: string;
  readonly isExecution: boolean;
}

/**
 * Ends orchestrations and all that they opened, which the service does not do by itself, and gives the ids of the attempts that they waited for. What an orchestration
 * shows when it is over names what was under way: each turn shows it together with asking for it. Idempotent; breadth first, so that nothing ended opens more.
 * Errors: those of {@link DurableInstances}.
 */
export async function endTree(instances: DurableInstances, { roots, reason, isExecution }: EndTree): Promise<readonly string[]> {
  const found: string[] = [];
  const left = roots.map((instanceId) => ({ instanceId, isExecution }));
  for (let next = left.shift(); next !== undefined; next = left.shift()) {
    const around = next;
    const ended = await instances.end({ instanceId: around.instanceId, reason });
    if (ended === undefined) continue;
    const { attempt, scopes } = parseStatus(ended.status);
    if (attempt !== undefined) found.push(attempt);
    left.push(...scopes.map((short) => ({ instanceId: innerInstance(around.instanceId, around.isExecution, short), isExecution: false })));
  }
  return found;
}
