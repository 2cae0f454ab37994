import type { TaskPriority } from '#shared/core/definition/model.ts';
import { advance, startSnapshot } from '#shared/core/interpreter/advance.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import type { EnginePorts } from './engine-ports.ts';
import { transitionOf } from './transition.ts';

/** A run as it is asked for. The input has been validated, and holds nothing that the target's zone may not hold. */
export interface StartRequest {
  readonly stored: StoredDefinition;
  readonly input: JsonValue;
  /** Who starts it: `sub` of the token. */
  readonly principal: string;
  /** The most urgent that its tasks may be; absent: as they say. */
  readonly priority?: TaskPriority;
  /** `fingerprint` tells two requests with the same key apart. */
  readonly idempotency?: { readonly key: string; readonly fingerprint: string };
  /** Decided by who must not start it twice; a random one unless given. */
  readonly executionId?: string;
  /** How many executions stand above it, each of which started the next (`run: workflow`). */
  readonly depth?: number;
}

/** `created` false: this idempotency key or id started `executionId` before. */
export interface Started {
  readonly executionId: string;
  readonly created: boolean;
}

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
