import { nodeValueCipher } from '#shared/adapters/node/index.ts';
import { createDetectors, type DetectorSettings, type Detectors } from '#shared/core/egress/detectors.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { KeyService } from '#shared/ports/key-service.ts';
import { composeKeyService, type KeyPlace } from '../vault/compose.ts';
import type { EgressPorts } from './egress-ports.ts';
import { createEgressGuard, type EgressGuard } from './guard.ts';
import { createQuarantineBox, type QuarantineBox } from './quarantine/box.ts';

/** What looking into the quarantine takes. */
export interface OpenedQuarantine {
  readonly box: QuarantineBox;
  readonly detectors: Detectors;
  /** Lets go of the keys. */
  close(): Promise<void>;
}

/** Opens the keys of the quarantine: those of the zone's key service. Errors: `UWF-5005`, `UWF-5007`. */
export async function composeQuarantine(place: KeyPlace, settings: DetectorSettings = {}): Promise<OpenedQuarantine> {
  const keys = composeKeyService(place);
  return { box: composeBox(keys), detectors: composeDetectors(settings), close: () => keys.close() };
}

/** The guard of a process that has a key service of its own. */
export function composeEgress(ports: Omit<EgressPorts, 'box'>, keys: KeyService): EgressGuard {
  return createEgressGuard({ ...ports, box: composeBox(keys) });
}

function composeBox(keys: KeyService): QuarantineBox {
  return createQuarantineBox({ keys, cipher: nodeValueCipher });
}

/** What is looked for in all that leaves. Errors: `UWF-5005` for settings of detectors. */
export function composeDetectors(settings: DetectorSettings = {}): Detectors {
  const created = createDetectors(settings);
  if (created.ok) return created.value;
  throw new UwfError('UWF-5005', `${created.error.setting}: expected ${created.error.expected}`, { details: { ...created.error } });
}
