import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { applyRelease, type DeclassifiedRelease, type EgressBlock, type PendingSeal, type Release } from '#shared/core/tier/release.ts';
import { replaceAt } from '#shared/core/tier/seal-input.ts';
import { isClearIn } from '#shared/core/tier/tier.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { SchemaValidator } from '#shared/ports/schema-validator.ts';
import type { SealContext, Sealer } from '#shared/ports/sealer.ts';
import { resultFinding, withoutTransient } from '../tasks/task-output.ts';
import { taskFailure, type TaskFailure, type TaskSuccess } from '../tasks/task-result.ts';
import { RESULT_BYTES_MAX } from './limits.ts';
import type { PlacedTask, RunnerProgram } from './programs.ts';

export interface ReleaseResultPorts {
  readonly sealer: Sealer;
  readonly validator: SchemaValidator;
  readonly clock: Clock;
}

export interface ReleaseResultRequest {
  readonly item: WorkItem;
  readonly program: RunnerProgram;
  readonly task: PlacedTask;
  readonly tenant: string;
  readonly runnerId: string;
  readonly result: TaskSuccess;
}

export type ReleasedResult = { readonly outcome: 'succeeded'; readonly output: JsonValue; readonly releases: readonly DeclassifiedRelease[] } | TaskFailure;

/**
 * The only door out of the on-prem zone (design §6, egress guard). Default deny: the result must satisfy its schema, what is transient is taken out,
 * and the rest leaves by the plan of the runner's own program, sealed where the plan says so. Otherwise `Uwf.EgressBlocked` with a pointer.
 */
export async function releaseResult(ports: ReleaseResultPorts, request: ReleaseResultRequest): Promise<ReleasedResult> {
  const finding = resultFinding(ports.validator, request.result);
  if (finding !== undefined) return blocked(finding.pointer, `breaks its schema (${finding.keyword})`);
  const release = planRelease(ports, request, withoutTransient(request.result));
  if ('reason' in release) return blocked(release.pointer, BLOCK_REASONS[release.reason]);
  return sealRelease(ports, request, release);
}

type Block = { readonly pointer: string; readonly reason: EgressBlock['reason'] | 'unplanned' };

const BLOCK_REASONS: { readonly [reason in Block['reason']]: string } = {
  undeclared: 'has a member that no plan releases',
  object: 'is not the object that its plan releases',
  bound: 'breaks the bound of its declassification',
  expired: 'has a declassification that is over',
  sealed: 'holds a text that looks sealed',
  unplanned: 'has no release plan',
};

function blocked(pointer: string, why: string): TaskFailure {
  return taskFailure(ERROR_NAMES.egressBlocked, `the result at '${pointer}' ${why}`);
}

/** Without a plan a result leaves as it is only where the target's own zone may hold anything. */
function planRelease(ports: ReleaseResultPorts, request: ReleaseResultRequest, result: JsonValue): Release | Block {
  const plan = request.task.placement.release;
  if (plan === undefined) {
    return isClearIn(1, request.program.program.placement.zone) ? { output: result, seals: [], releases: [] } : { pointer: '', reason: 'unplanned' };
  }
  const conforms = (schema: JsonObject, value: JsonValue): boolean => ports.validator.validate({ schema, value }).length === 0;
  const release = applyRelease({ plan, result, now: ports.clock.now(), conforms });
  return release.ok ? release.value : release.error;
}

async function sealRelease(ports: ReleaseResultPorts, request: ReleaseResultRequest, release: Release): Promise<ReleasedResult> {
  const sealed = new Map<string, JsonValue>();
  for (const pending of release.seals) {
    const text = await sealOne(ports.sealer, request, pending);
    if (text === undefined) return blocked(pending.pointer, 'is too large to be sealed');
    sealed.set(pending.pointer, text);
  }
  const output = replaceAt(release.output, sealed);
  if (Buffer.byteLength(JSON.stringify(output)) > RESULT_BYTES_MAX) return blocked('', `is over ${RESULT_BYTES_MAX} bytes`);
  return { outcome: 'succeeded', output, releases: release.releases };
}

async function sealOne(sealer: Sealer, request: ReleaseResultRequest, { value, origin }: PendingSeal): Promise<string | undefined> {
  try {
    return await sealer.seal({ value, context: contextOf(request, origin) });
  } catch (error) {
    if (error instanceof UwfError && error.code === 'UWF-4220') return undefined;
    throw error;
  }
}

function contextOf({ item, tenant, runnerId }: ReleaseResultRequest, origin: string): SealContext {
  return { tid: tenant, def: `${item.definition.namespace}/${item.definition.name}`, ptr: origin, sub: runnerId, exe: item.executionId };
}
