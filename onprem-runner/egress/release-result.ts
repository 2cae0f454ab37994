import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import { plannedPointer } from '#shared/core/egress/planned-pointer.ts';
import { scanValue } from '#shared/core/egress/scan-value.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { ReleasePlan } from '#shared/core/tier/placement.ts';
import { applyRelease, type EgressBlock, type PendingSeal, type Release } from '#shared/core/tier/release.ts';
import { replaceAt } from '#shared/core/tier/seal-input.ts';
import { isClearIn } from '#shared/core/tier/tier.ts';
import type { HeldFinding, UsedBy } from '#shared/ports/quarantine.ts';
import type { SealContext, Sealer } from '#shared/ports/sealer.ts';
import { resultFinding, withoutTransient } from '../tasks/task-output.ts';
import { taskFailure, type TaskFailure } from '../tasks/task-result.ts';
import type { EgressPorts, ReleasedResult, ResultRequest, StoredRequest } from './egress-ports.ts';
import { fingerprintOf, holdOutput, openHeld } from './hold-output.ts';
import { RESULT_BYTES_MAX } from './limits.ts';

/** A result that stays, and why. */
interface Block {
  readonly why: string;
  /** Places by declared names only: what may be told, and be at rest in the clear. */
  readonly findings: readonly [HeldFinding, ...HeldFinding[]];
  /** The same places to the last name, which may be data. */
  readonly places: readonly HeldFinding[];
}

/**
 * Default deny: the result must satisfy its schema, what is transient is taken out, and the rest leaves by the plan of the runner's own program,
 * sealed where the plan says so; every plain text that leaves is scanned. What may not leave is held, and the attempt fails with
 * `Uwf.EgressBlocked` and a pointer.
 */
export async function releaseResult(ports: EgressPorts, request: ResultRequest): Promise<ReleasedResult> {
  const outcome = await tryRelease(ports, request, new Set());
  if (!('why' in outcome)) return outcome;
  const released = await releaseLike(ports, request);
  if (released !== undefined) return released;
  await holdOutput(ports, request, outcome);
  return blocked(outcome);
}

/** A workflow that tries again by a loop of its own comes back as another visit, and the task is done again: the same output is known by its fingerprint. */
async function releaseLike(ports: EgressPorts, request: ResultRequest): Promise<Exclude<ReleasedResult, TaskFailure> | undefined> {
  const fingerprint = await fingerprintOf(ports, request, withoutTransient(request.result));
  const outcome = await useReleased(ports, request, { kind: 'fingerprint', fingerprint });
  return outcome === undefined || 'why' in outcome ? undefined : outcome;
}

function blocked({ findings: [first], why }: Block): TaskFailure {
  return taskFailure(ERROR_NAMES.egressBlocked, `the result at '${first.pointer}' ${why}`);
}

/** The released output of an earlier attempt goes the same way, with what a person excused in it, and with nothing else. */
export async function releaseStored(ports: EgressPorts, request: StoredRequest): Promise<ReleasedResult | undefined> {
  const { item, visit = item.attemptId } = request;
  // The first attempt of a visit has none before it.
  if (item.retryCount === 0) return undefined;
  const outcome = await useReleased(ports, request, { kind: 'visit', visit });
  return outcome !== undefined && 'why' in outcome ? blocked(outcome) : outcome;
}

async function useReleased(ports: EgressPorts, request: StoredRequest, by: UsedBy): Promise<Exclude<ReleasedResult, TaskFailure> | Block | undefined> {
  const { attemptId, executionId } = request.item;
  const held = await ports.quarantine.use({ by, attemptId, now: ports.clock.now() });
  const opened = held === undefined ? undefined : await openHeld(ports, held, request);
  if (held === undefined || opened === undefined) return undefined;
  const outcome = await tryRelease(ports, { ...request, result: opened.result }, new Set(opened.places.map(keyOf)));
  ports.logger.info('egress-released', { attemptId, executionId, id: held.id, outcome: 'why' in outcome ? 'held' : 'released' });
  return outcome;
}

function keyOf({ reason, pointer }: HeldFinding): string {
  return `${reason} ${pointer}`;
}

async function tryRelease(ports: EgressPorts, request: ResultRequest, excused: ReadonlySet<string>): Promise<Exclude<ReleasedResult, TaskFailure> | Block> {
  const finding = resultFinding(ports.validator, request.result);
  if (finding !== undefined) return block('schema', finding.pointer, `breaks its schema (${finding.keyword})`);
  const release = planRelease(ports, request, withoutTransient(request.result));
  if ('why' in release) return release;
  return scanRelease(ports, request, { release, excused }) ?? sealRelease(ports, request, release);
}

function block(reason: string, pointer: string, why: string): Block {
  return { why, findings: [{ reason, pointer }], places: [{ reason, pointer }] };
}

const BLOCK_REASONS: { readonly [reason in EgressBlock['reason'] | 'unplanned']: string } = {
  undeclared: 'has a member that no plan releases',
  object: 'is not the object that its plan releases',
  bound: 'breaks the bound of its declassification',
  expired: 'has a declassification that is over',
  sealed: 'holds a text that looks sealed',
  unplanned: 'has no release plan',
};

/** Without a plan a result leaves as it is only where the target's own zone may hold anything. */
function planRelease(ports: EgressPorts, request: ResultRequest, result: JsonValue): Release | Block {
  const plan = request.task.placement.release;
  if (plan === undefined) return isInsideBank(request) ? { output: result, seals: [], releases: [] } : block('unplanned', '', BLOCK_REASONS.unplanned);
  const conforms = (schema: JsonObject, value: JsonValue): boolean => ports.validator.validate({ schema, value }).length === 0;
  const release = applyRelease({ plan, result, now: ports.clock.now(), conforms });
  return release.ok ? release.value : block(release.error.reason, release.error.pointer, BLOCK_REASONS[release.error.reason]);
}

function isInsideBank({ program }: ResultRequest): boolean {
  return isClearIn(1, program.program.placement.zone);
}

/**
 * Scans what leaves in the clear. Exempt is only what the plan itself lists value by value: an `enum` was read by whoever approved it.
 * No content makes itself exempt.
 */
function scanRelease(ports: EgressPorts, request: ResultRequest, { release, excused }: { readonly release: Release; readonly excused: ReadonlySet<string> }): Block | undefined {
  if (isInsideBank(request)) return undefined;
  const listed = new Set(release.releases.filter(({ method }) => method === 'enum').map(({ pointer }) => pointer));
  const all = scanValue(ports.detectors, { value: release.output, pointer: '' });
  const places = all.map(({ detector, pointer }) => ({ reason: detector, pointer })).filter((one) => !listed.has(one.pointer) && !excused.has(keyOf(one)));
  const [first, ...others] = toldPlaces(request.task.placement.release, places);
  return first === undefined ? undefined : { why: 'is held: it may be personal data', findings: [first, ...others], places };
}

/** The places as far as the plan has names for them, each once. */
function toldPlaces(plan: ReleasePlan | undefined, places: readonly HeldFinding[]): readonly HeldFinding[] {
  const told = places.map(({ reason, pointer }) => ({ reason, pointer: plan === undefined ? '' : plannedPointer(plan, pointer) }));
  return [...new Map(told.map((one) => [keyOf(one), one])).values()];
}

async function sealRelease(ports: EgressPorts, request: ResultRequest, release: Release): Promise<Exclude<ReleasedResult, TaskFailure> | Block> {
  const sealed = new Map<string, JsonValue>();
  for (const pending of release.seals) {
    const text = await sealOne(ports.sealer, request, pending);
    if (text === undefined) return block('seal-size', pending.pointer, 'is too large to be sealed');
    sealed.set(pending.pointer, text);
  }
  const output = replaceAt(release.output, sealed);
  if (Buffer.byteLength(JSON.stringify(output)) > RESULT_BYTES_MAX) return block('size', '', `is over ${RESULT_BYTES_MAX} bytes`);
  return { outcome: 'succeeded', output, releases: release.releases };
}

async function sealOne(sealer: Sealer, request: ResultRequest, { value, origin }: PendingSeal): Promise<string | undefined> {
  try {
    return await sealer.seal({ value, context: contextOf(request, origin) });
  } catch (error) {
    if (error instanceof UwfError && error.code === 'UWF-4220') return undefined;
    throw error;
  }
}

function contextOf({ item, tenant, runnerId }: ResultRequest, origin: string): SealContext {
  return { tid: tenant, def: `${item.definition.namespace}/${item.definition.name}`, ptr: origin, sub: runnerId, exe: item.executionId };
}
