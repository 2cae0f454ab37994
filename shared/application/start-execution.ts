import { advance, startSnapshot } from '#shared/core/interpreter/advance.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { Started, StartRequest } from '#shared/ports/runtime.ts';
import type { EnginePorts } from './engine-ports.ts';
import { transitionOf } from './transition.ts';

/**
 * Starts an execution and takes its first turn, in one transaction. Idempotent by principal and idempotency key, and by a given id.
 * Errors: `UWF-4223` (the key was used with another request), `UWF-4222` (this engine cannot execute the program), `UWF-5001`.
 */
export async function startExecution(ports: Pick<EnginePorts, 'clock' | 'ids' | 'executionStore' | 'programs' | 'commits'>, request: StartRequest): Promise<Started> {
  const { stored, input, principal, priority, idempotency, depth } = request;
  const { program } = ports.programs.keep(stored);
  const id = request.executionId ?? ports.ids.uuid();
  const at = ports.clock.now();
  const { namespace, name, version } = stored.identity;
  const facts = { id, name: id, machineId: `${namespace}.${name}@${version}`, machineName: name, startedAt: at, input, ...(depth === undefined ? {} : { depth }) };
  const event = { kind: 'execution-started', at, seed: ports.ids.seed() } as const;
  const record = { id, definition: stored.identity, revision: stored.revision, principal, createdAt: at, ...(priority === undefined ? {} : { priority }) };
  const transition = transitionOf(record, advance(program, startSnapshot(facts), event), event);
  const outcome = await ports.executionStore.create({ record, transition, ...(idempotency === undefined ? {} : { idempotency }) });
  if (outcome.created) {
    ports.commits?.notify();
    return { executionId: id, created: true };
  }
  if (!outcome.sameRequest) throw new UwfError('UWF-4223');
  return { executionId: outcome.executionId, created: false };
}
