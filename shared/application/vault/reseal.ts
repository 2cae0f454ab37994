import type { JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { Recipient } from '#shared/ports/recipient-registry.ts';
import type { SealContext } from '#shared/ports/sealer.ts';
import { checkActor } from './check-entries.ts';
import type { RecipientPorts } from './recipients.ts';
import { record } from './record.ts';

/** A value for a principal. */
export interface ResealRequest {
  /** Who lets it out: a runner, an operator. */
  readonly actor: string;
  /** Whose registered key it is sealed to; the tenant is that of the context. */
  readonly principal: string;
  readonly value: JsonValue;
  readonly context: SealContext;
}

/**
 * Seals a value to the key that is registered for a principal, the newest in use: only it can open the value, the cloud zone between cannot.
 * Recorded like a reveal, before. Errors: `UWF-4045` (no key is registered), `UWF-4220` (too large), `UWF-5001`, `UWF-5008`.
 */
export async function resealFor(ports: RecipientPorts, { actor, principal, value, context }: ResealRequest): Promise<string> {
  checkActor(actor);
  const recipient = await currentRecipient(ports, { tenant: context.tid, principal });
  const { thumbprint, publicKey } = recipient;
  await record(ports, 'value-resealed', actor, { tenant: context.tid, principal, thumbprint, definition: context.def, pointer: context.ptr, ...(context.exe === undefined ? {} : { execution: context.exe }) });
  return ports.resealer.reseal({ recipient: publicKey, value, context });
}

/** The key that values for a principal are sealed to. Errors: `UWF-4045`. */
async function currentRecipient({ registry }: RecipientPorts, of: { readonly tenant: string; readonly principal: string }): Promise<Recipient> {
  const inUse = (await registry.list(of)).find(({ revokedAt }) => revokedAt === undefined);
  if (inUse === undefined) throw new UwfError('UWF-4045', 'no key is registered for this principal');
  return inUse;
}
