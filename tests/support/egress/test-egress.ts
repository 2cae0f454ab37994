import type { EgressPorts } from '#onprem-runner/egress/egress-ports.ts';
import { createEgressGuard, type EgressGuard } from '#onprem-runner/egress/guard.ts';
import { createQuarantineBox, type BoxPorts } from '#onprem-runner/egress/quarantine/box.ts';
import { createHandlerRegistry } from '#onprem-runner/handlers/registry.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { createMemoryQuarantine } from '#shared/adapters/memory/quarantine.ts';
import { nodeDigest, nodeValueCipher, randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { createDetectors, type DetectorSettings, type Detectors } from '#shared/core/egress/detectors.ts';
import type { AuditFact } from '#shared/core/vault/audit-chain.ts';

/** A guard with everything around it in memory. */
export interface TestEgress {
  readonly egress: EgressGuard;
  readonly ports: EgressPorts;
  /** What was audited. */
  readonly facts: AuditFact[];
}

/** Keys that protect nothing, with the behaviour of real ones: what they wrap or sign depends on the key's name. */
export function createTestKeys(): BoxPorts['keys'] {
  return {
    ensure: async ({ key, use }) => ({ key, use, current: 1, versions: [1] }),
    wrap: async ({ dataKey }) => ({ version: 1, wrapped: Buffer.from(dataKey).toString('base64url') }),
    unwrap: async ({ wrapped }) => new Uint8Array(Buffer.from(wrapped, 'base64url')),
    mac: async ({ key, version, text }) => nodeDigest.sha256Hex(`${key} ${version} ${text}`),
  };
}

/** The detectors of settings that are known to be good. */
export function testDetectors(settings: DetectorSettings = {}): Detectors {
  const created = createDetectors(settings);
  if (!created.ok) throw new Error(created.error.expected);
  return created.value;
}

export function openTestEgress(more: Partial<EgressPorts> & Pick<EgressPorts, 'sealer'>): TestEgress {
  const facts: AuditFact[] = [];
  const ports: EgressPorts = {
    validator: createSchemaValidator(),
    clock: systemClock,
    ids: randomIdSource,
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    handlers: createHandlerRegistry([]),
    detectors: testDetectors(),
    quarantine: createMemoryQuarantine(),
    box: createQuarantineBox({ keys: createTestKeys(), cipher: nodeValueCipher }),
    audit: async (fact) => facts.push(fact),
    ...more,
  };
  return { egress: createEgressGuard(ports), ports, facts };
}
