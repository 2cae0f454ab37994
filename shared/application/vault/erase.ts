import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { isBindingText, isPurpose } from '#shared/core/vault/binding.ts';
import type { Erasure, SubjectDescription } from '#shared/ports/vault.ts';
import { checkActor } from './check-entries.ts';
import { fingerprintKey, subjectFingerprints, type SubjectFingerprints } from './fingerprints.ts';
import { record } from './record.ts';
import type { VaultContext } from './vault-context.ts';

/** A data subject of a tenant. */
export interface SubjectName {
  readonly tenant: string;
  readonly subject: string;
}

/**
 * Crypto-erasure of a data subject: its data keys are destroyed. Recorded before and after, so a crash between leaves the intention, and
 * repeating it completes it. Errors: `UWF-4000`, `UWF-5001`, `UWF-5007`, `UWF-5008`.
 */
export async function eraseSubject(context: VaultContext, request: SubjectName & { readonly actor: string; readonly reason: string }): Promise<Erasure> {
  const { ports, dataKeys, counters } = context;
  const { actor, reason } = request;
  checkActor(actor);
  if (!isPurpose(reason)) throw new UwfError('UWF-4000', 'reason: expected a code such as customer-request, without data');
  const { tenant, all: subjects, current } = await fingerprintsOf(context, request);
  await record(ports, 'subject-erasing', actor, { tenant, subject: current, reason });
  const erased = await ports.store.erase({ tenant, subjects, now: ports.clock.now() });
  const keyIds = erased.map(({ keyId }) => keyId);
  dataKeys.forget(keyIds);
  counters.erased += keyIds.length;
  const values = erased.reduce((sum, key) => sum + key.values, 0);
  return { keyIds, values, recorded: await record(ports, 'subject-erased', actor, { tenant, subject: current, keyIds, values }) };
}

/** What there is of a data subject. Errors: `UWF-4000`, `UWF-5001`, `UWF-5007`. */
export async function describeSubject(context: VaultContext, request: SubjectName): Promise<SubjectDescription> {
  const { tenant, all: subjects } = await fingerprintsOf(context, request);
  return { keys: await context.ports.store.subjectKeys({ tenant, subjects }) };
}

async function fingerprintsOf({ ports, settings }: VaultContext, { tenant, subject }: SubjectName): Promise<SubjectFingerprints> {
  if (!isBindingText('tenant', tenant)) throw new UwfError('UWF-4000', 'tenant: expected a name');
  if (!isBindingText('subject', subject)) throw new UwfError('UWF-4000', 'subject: expected an id');
  return subjectFingerprints(ports, await fingerprintKey(ports, settings), { tenant, subject });
}
