import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { AuditFact, AuditKind } from '#shared/core/vault/audit-chain.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { DecidedStatus, HeldOutput, Quarantine, QuarantineDecision } from '#shared/ports/quarantine.ts';

export interface DecidePorts {
  readonly quarantine: Quarantine;
  readonly clock: Clock;
  /** Records a decision before it is made. Errors stop the decision. */
  readonly audit: (fact: AuditFact) => Promise<unknown>;
}

/** One person's decision about one output. */
export interface DecideRequest {
  readonly id: string;
  readonly by: string;
  /** For the audit log: why. Holds no data. */
  readonly reason: string;
}

/** What guards decide by structure: no person can say that an undeclared member may leave, for nothing says how. */
const STRUCTURAL: ReadonlySet<string> = new Set(['schema', 'undeclared', 'object', 'bound', 'expired', 'sealed', 'unplanned', 'seal-size', 'size']);

/**
 * Says that an output may leave as it is: with the next attempt of the same visit, once, through the same guard, its findings excused. With
 * `fourEyes` the first person approves and another one releases.
 * Errors: `UWF-4046`, `UWF-4096` (decided already, the same person twice, or nothing that can be excused), `UWF-5001`, `UWF-5008`.
 */
export async function releaseHeld(ports: DecidePorts, request: DecideRequest & { readonly fourEyes: boolean }): Promise<'approved' | 'released'> {
  const held = await findHeld(ports.quarantine, request.id);
  if (held.status !== 'held' && held.status !== 'approved') throw conflict(`its status is '${held.status}'`);
  if (held.sealed === undefined) throw conflict('only its finding was kept: correct the schema or the handler, and let the workflow try again');
  if (held.findings.some(({ reason }) => STRUCTURAL.has(reason))) throw conflict('its plan does not say how it leaves: correct the schema or the declassification, and publish a new version');
  const isFirst = request.fourEyes && held.status === 'held';
  if (!isFirst && request.fourEyes && held.decisions.some(({ by }) => by === request.by)) throw conflict('the same person has approved it: another one must release it');
  const status = isFirst ? 'approved' : 'released';
  await decide(ports, held, { request, status });
  return status;
}

/**
 * Says that an output must not leave: it is removed for ever, the record of it stays.
 * Errors: `UWF-4046`, `UWF-4096` (it was discarded or has left), `UWF-5001`, `UWF-5008`.
 */
export async function discardHeld(ports: DecidePorts, request: DecideRequest): Promise<void> {
  const held = await findHeld(ports.quarantine, request.id);
  if (held.status === 'used' || held.status === 'discarded') throw conflict(`its status is '${held.status}'`);
  await decide(ports, held, { request, status: 'discarded' });
}

/** Errors: `UWF-4046`. */
export async function findHeld(quarantine: Quarantine, id: string): Promise<HeldOutput> {
  const held = await quarantine.find({ id });
  if (held === undefined) throw new UwfError('UWF-4046');
  return held;
}

const DECISIONS: { readonly [status in DecidedStatus]: QuarantineDecision['decision'] } = { approved: 'approve', released: 'release', discarded: 'discard' };
const KINDS: { readonly [status in DecidedStatus]: AuditKind } = { approved: 'quarantine-approved', released: 'quarantine-released', discarded: 'quarantine-discarded' };

/** Recorded first: a decision that nobody can find out about is not made. */
async function decide({ quarantine, clock, audit }: DecidePorts, held: HeldOutput, { request, status }: { readonly request: DecideRequest; readonly status: DecidedStatus }): Promise<void> {
  const { id, by, reason } = request;
  const at = clock.now();
  const reasons = [...new Set(held.findings.map((finding) => finding.reason))];
  await audit({ kind: KINDS[status], actor: by, at, details: { id, executionId: held.executionId, definition: held.task.definition, state: held.task.state, reasons, reason } });
  const isDone = await quarantine.decide({ id, version: held.version, status, decision: { decision: DECISIONS[status], by, reason, at } });
  if (!isDone) throw conflict('somebody else decided at the same time');
}

function conflict(detail: string): UwfError {
  return new UwfError('UWF-4096', detail);
}
