import { maskValue } from '#shared/core/egress/mask.ts';
import type { Detectors } from '#shared/core/egress/detectors.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { AuditFact } from '#shared/core/vault/audit-chain.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { HeldFinding, HeldOutput, Quarantine } from '#shared/ports/quarantine.ts';
import { parseBody, placeOf } from '../hold-output.ts';
import type { QuarantineBox } from './box.ts';
import { findHeld } from './decide.ts';

export interface ShowPorts {
  readonly quarantine: Quarantine;
  readonly box: QuarantineBox;
  readonly clock: Clock;
  readonly detectors: Detectors;
  /** Records who looks, before anything is opened. Errors stop it. */
  readonly audit: (fact: AuditFact) => Promise<unknown>;
}

/** Who looks at what. `purpose`: for which the values themselves are needed; masked without it. */
export interface ShowRequest {
  readonly id: string;
  readonly by: string;
  readonly purpose?: string;
}

/** An output with its record; `output` is absent when it is gone or was never kept. */
export interface ShownOutput {
  readonly held: HeldOutput;
  readonly output?: JsonValue;
  /** Where the findings are to the last name of the data; for a purpose only. */
  readonly places?: readonly HeldFinding[];
}

/**
 * An output from the quarantine, its texts and numbers masked unless a purpose is given. Both are recorded before it is opened.
 * Errors: `UWF-4046`, `UWF-5001`, `UWF-5007`, `UWF-5008`, `UWF-5009`.
 */
export async function showHeld(ports: ShowPorts, { id, by, purpose }: ShowRequest): Promise<ShownOutput> {
  const held = await findHeld(ports.quarantine, id);
  const seen = purpose === undefined ? { revealed: false } : { revealed: true, purpose };
  await ports.audit({ kind: 'quarantine-shown', actor: by, at: ports.clock.now(), details: { id, executionId: held.executionId, ...seen } });
  if (held.sealed === undefined) return { held };
  const { output, places } = parseBody(await ports.box.open({ sealed: held.sealed, place: placeOf(held.visit, held.task) }));
  if (purpose === undefined) return { held, output: maskValue(output, (name) => ports.detectors.scan(name).length === 0) };
  return { held, output, places };
}
