import type { ScopeStart } from '#shared/core/durable/model.ts';
import { parseCarried, parseEnvelope, parseScopeStart, parseSent } from '#shared/core/durable/parse.ts';
import type { ExecutionStatus } from '#shared/core/interpreter/snapshot.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { HostedExecution } from '#shared/ports/execution-engine.ts';
import { unload } from './payloads.ts';
import type { PayloadStore } from './ports.ts';
import { isOver, type ServiceStatus } from './service.ts';

const STATUSES: Readonly<Record<string, ExecutionStatus>> = { succeeded: 'succeeded', failed: 'failed', 'timed-out': 'timed-out' };

/** What the service says of the instance of an execution, as ours. Errors: `UWF-5001`. */
export async function hostedExecution(payloads: PayloadStore, status: ServiceStatus): Promise<HostedExecution> {
  const { snapshot } = await startOf(payloads, status.input);
  const { startedAt, input } = snapshot.execution;
  if (!isOver(status)) return { status: 'running', startedAt, input };
  return { startedAt, input, endedAt: status.lastUpdatedTime.getTime(), ...(await endOf(payloads, outcomeIn(status))) };
}

/** Of a later generation the start is another, and tells of the execution the same. */
async function startOf(payloads: PayloadStore, input: unknown): Promise<ScopeStart> {
  const { start } = parseEnvelope(input);
  return parseScopeStart(await unload(payloads, start));
}

/** One that was ended, or whose orchestrator broke, has no outcome of its own: it is stopped. */
function outcomeIn({ runtimeStatus, output }: ServiceStatus): JsonObject {
  const status: string = runtimeStatus;
  return (status === 'Completed' ? parseSent(output) : undefined) ?? {};
}

async function endOf(payloads: PayloadStore, { kind, error, cause, output }: JsonObject): Promise<Pick<HostedExecution, 'status' | 'output' | 'failure'>> {
  const status = STATUSES[String(kind)] ?? 'stopped';
  if (status === 'stopped') return { status };
  const carried = parseCarried(output);
  if (carried !== undefined) return { status, output: await unload(payloads, carried) };
  return { status, failure: { ...(typeof error === 'string' ? { error } : {}), ...(typeof cause === 'string' ? { cause } : {}) } };
}
