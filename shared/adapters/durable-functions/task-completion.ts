import { listenerOf } from '#shared/core/durable/names.ts';
import { parseSent } from '#shared/core/durable/parse.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { AttemptReference, CompletionOutcome, TaskCompletion } from '#shared/ports/task-completion.ts';
import { load } from './payloads.ts';
import type { DurableInstances, PayloadStore } from './ports.ts';
import { isOver, statusOf, type ServiceSource } from './service.ts';

/** What answering attempts needs. */
export interface DurableCompletionPorts {
  readonly service: ServiceSource;
  readonly instances: DurableInstances;
  readonly payloads: PayloadStore;
}

/**
 * Answers attempts by events of the orchestrations that wait for them. The service takes an event for whoever runs; that an attempt was answered before is
 * seen by its orchestration, which listens no more. Errors: `UWF-5001`, `UWF-5010`.
 */
export function createDurableCompletion(ports: DurableCompletionPorts): TaskCompletion {
  return {
    complete: async ({ attemptId, output }) => tell(ports, attemptId, async () => ({ kind: 'succeeded', output: { ...(await load(ports.payloads, `${attemptId}/answer`, output)) } })),
    fail: ({ attemptId, error, cause }) => tell(ports, attemptId, async () => ({ kind: 'failed', error, cause })),
    heartbeat: (attempt) => heartbeat(ports, attempt),
  };
}

async function tell({ instances }: DurableCompletionPorts, attemptId: string, answer: () => Promise<JsonObject>): Promise<CompletionOutcome> {
  const listener = listenerOf(attemptId);
  return listener === undefined ? 'closed' : instances.raise({ ...listener, body: JSON.stringify(await answer()) });
}

/** An orchestration shows which attempt it waits for: a beat of another one is for nobody. */
async function heartbeat(ports: DurableCompletionPorts, { attemptId }: AttemptReference): Promise<CompletionOutcome> {
  const listener = listenerOf(attemptId);
  const status = listener === undefined ? undefined : await statusOf(ports.service, listener.instanceId, { showInput: false });
  if (status === undefined || isOver(status) || parseSent(status.customStatus)?.['attempt'] !== attemptId) return 'closed';
  return tell(ports, attemptId, async () => ({ kind: 'heartbeat' }));
}
