import { canonicalJson } from '#shared/core/kernel/canonical-json.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import type { Priority } from '#shared/core/kernel/priority.ts';
import { replaceAt, sealedPlaces } from '#shared/core/tier/seal-input.ts';
import { SEALED_PREFIX } from '#shared/core/tier/sealed.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import type { ApiPorts } from '../../ports.ts';
import type { OperationAnswer, OperationCall } from '../operation.ts';
import { versionIdOf, workflowIdOf } from './definition-id.ts';
import { checkInput, type RunInput } from './run-input.ts';

/** A start as it is asked for. `asked`: what the caller named, by which a repeated request is recognised. */
export interface Start {
  readonly stored: StoredDefinition;
  readonly asked: JsonObject;
  readonly input: RunInput;
  readonly priority?: Priority;
}

/** Checks the input and starts the run; 202, or 200 when the idempotency key has started it before. */
export async function start(ports: ApiPorts, call: OperationCall, { stored, asked, input, priority }: Start): Promise<OperationAnswer> {
  checkInput(ports, stored, call, input);
  await ports.admission?.admit({ program: stored.program, ...(priority === undefined ? {} : { priority }) });
  const key = call.idempotencyKey;
  const idempotency = key === undefined ? {} : { idempotency: { key, fingerprint: fingerprintOf(ports, asked, input.value) } };
  const { executionId, created } = await ports.runtime.start({ stored, input: input.value, principal: call.principal.subject, ...(priority === undefined ? {} : { priority }), ...idempotency });
  const statusUrl = `/api/workflows/status/${executionId}`;
  return {
    status: created ? 202 : 200,
    headers: { location: statusUrl, ...(created ? {} : { 'idempotent-replayed': 'true' }) },
    value: {
      runId: executionId,
      message: created ? 'Workflow submitted for execution' : 'Workflow was submitted before with this idempotency key',
      workflowId: workflowIdOf(stored.identity),
      versionId: versionIdOf(stored.identity),
      revision: stored.revision,
      statusUrl,
      dataUrl: `/api/workflows/data/${executionId}`,
    },
  };
}

/** Tells requests apart. A value sealed again has other bytes, so only that something sealed stands there counts (design §6). */
function fingerprintOf(ports: ApiPorts, asked: JsonObject, input: JsonValue): string {
  const sealed = new Map(sealedPlaces(input).map(({ pointer }) => [pointer, SEALED_PREFIX]));
  return ports.digest.sha256Hex(canonicalJson({ asked, input: replaceAt(input, sealed) }));
}
