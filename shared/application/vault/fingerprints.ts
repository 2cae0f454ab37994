import { subjectText } from '#shared/core/vault/binding.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { KeyDescription } from '#shared/ports/key-service.ts';
import type { VaultPorts, VaultSettings } from './vault-ports.ts';

/** Characters of a token's digest that stand for it in the audit log: 128 bits. */
const PRINT_CHARACTERS = 32;

/** A data subject as the store knows it: by its fingerprints, one for each version of the key, the current one first. */
export interface SubjectFingerprints {
  readonly tenant: string;
  readonly current: string;
  readonly all: readonly string[];
}

/** The key for fingerprints. Errors: `UWF-5005` when there is none: the vault was never opened. */
export async function fingerprintKey({ keys }: Pick<VaultPorts, 'keys'>, settings: VaultSettings): Promise<KeyDescription> {
  const description = await keys.describe({ key: settings.fingerprintKey });
  if (description === undefined) throw new UwfError('UWF-5005', `there is no key ${settings.fingerprintKey}`);
  return description;
}

/** Fingerprints of a data subject (PCI DSS 3.5.1.1: keyed, so that nobody can try ids out). */
export async function subjectFingerprints({ keys }: Pick<VaultPorts, 'keys'>, key: KeyDescription, subject: { readonly tenant: string; readonly subject: string }): Promise<SubjectFingerprints> {
  const text = subjectText(subject.tenant, subject.subject);
  const newestFirst = [...key.versions].sort((left, right) => right - left);
  const all = await Promise.all(newestFirst.map(async (version) => `${version}.${await keys.mac({ key: key.key, version, text })}`));
  return { tenant: subject.tenant, current: all[0] ?? '', all };
}

/** What the store knows a token by: whoever reads the store has no token. 128 random bits need no key to be unguessable. */
export function tokenDigest({ digest }: Pick<VaultPorts, 'digest'>, token: string): string {
  return digest.sha256Hex(token);
}

/** What stands for a token in the audit log. */
export function tokenPrint(ports: Pick<VaultPorts, 'digest'>, token: string): string {
  return tokenDigest(ports, token).slice(0, PRINT_CHARACTERS);
}
