import { jsonBytes } from '#shared/core/interpreter/json-size.ts';
import { PAYLOAD_BYTES_MAX } from '#shared/core/interpreter/limits.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { ExecutionEngine, HostedExecution } from '#shared/ports/execution-engine.ts';
import type { ExecutionIndex, IndexedExecution } from '#shared/ports/execution-index.ts';
import type { ExecutionRecord } from '#shared/ports/execution-store.ts';
import type { IdSource } from '#shared/ports/id-source.ts';
import type { Runtime, RuntimeExecution, Started, StartRequest } from '#shared/ports/runtime.ts';
import { isOpenAgain, redriveHosted } from './redrive-hosted.ts';

/** What a runtime of a cloud is made of. */
export interface HostedRuntimePorts {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly index: ExecutionIndex;
  readonly engine: ExecutionEngine;
}

/**
 * A cloud's service as a runtime: the index says who started what, the service how far it has come. An id is claimed before the service is asked, so that a
 * start that breaks off in between is finished by whoever repeats it, and none is started twice.
 */
export function createHostedRuntime(ports: HostedRuntimePorts): Runtime {
  const { index, engine } = ports;
  return {
    check: (request) => engine.check?.(request),
    publish: (request) => engine.publish(request),
    start: (request) => start(ports, request),
    load: ({ executionId }) => load(ports, executionId),
    list: (request) => index.list(request),
    history: async ({ executionId, ...page }) => {
      const found = await index.load({ executionId });
      return found?.place === undefined ? [] : engine.history({ executionId, place: found.place, ...page });
    },
    stop: async ({ executionId, reason }) => {
      const found = await index.load({ executionId });
      if (found === undefined) return 'unknown';
      if (found.record.status !== 'running') return 'ended';
      if (found.place === undefined) return 'unknown';
      const outcome = await engine.stop({ executionId, place: found.place, ...(reason === undefined ? {} : { reason }) });
      await load(ports, executionId);
      return outcome;
    },
    redrive: (request) => redriveHosted(ports, request),
  };
}

async function start({ clock, ids, index, engine }: HostedRuntimePorts, request: StartRequest): Promise<Started> {
  const { stored, input, principal, priority, depth, idempotency } = request;
  // The services take no more, and say so in words that can quote it. An expression reads the input, so that it cannot be put away.
  if (jsonBytes(input) > PAYLOAD_BYTES_MAX) throw new UwfError('UWF-4130', `an input has at most ${String(PAYLOAD_BYTES_MAX)} bytes`);
  const id = request.executionId ?? ids.uuid();
  const entry = { id, definition: stored.identity, revision: stored.revision, principal, createdAt: clock.now(), ...(priority === undefined ? {} : { priority }) };
  const outcome = await index.create({ entry, ...(idempotency === undefined ? {} : { idempotency }), ...(depth === undefined ? {} : { depth }) });
  if (!outcome.created && !outcome.sameRequest) throw new UwfError('UWF-4223');
  const executionId = outcome.created ? id : outcome.executionId;
  const isPlaced = !outcome.created && (await index.load({ executionId }))?.place !== undefined;
  if (!isPlaced) {
    const { place } = await engine.start({ executionId, stored, input, principal, ...(priority === undefined ? {} : { priority }), ...(depth === undefined ? {} : { depth }) });
    await index.place({ executionId, place });
  }
  return { executionId, created: outcome.created };
}

async function load({ index, engine }: HostedRuntimePorts, executionId: string): Promise<RuntimeExecution | undefined> {
  const found = await index.load({ executionId });
  if (found === undefined) return undefined;
  const told = found.place === undefined ? undefined : await engine.describe({ executionId, place: found.place });
  if (told === undefined) return { record: found.record, input: null };
  const isOpen = await isOpenAgain(index, found, told);
  const record = recordOf(isOpen ? { ...found, record: { ...found.record, status: 'running' } } : found, told);
  if (isOpen && told.status !== 'running') {
    const { output, failure } = told;
    await index.end({ executionId, status: told.status, at: told.endedAt ?? record.updatedAt, ...(output === undefined ? {} : { output }), ...(failure === undefined ? {} : { failure }) });
  }
  return { record, input: told.input };
}

function recordOf({ record }: IndexedExecution, { status, endedAt, output, failure }: HostedExecution): ExecutionRecord {
  // An end is noted once and for all; the service may need a moment more until it shows it.
  if (status === 'running' && record.status !== 'running') return record;
  return {
    ...record,
    status,
    updatedAt: endedAt ?? record.updatedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(output === undefined ? {} : { output }),
    ...(failure === undefined ? {} : { failure }),
  };
}
