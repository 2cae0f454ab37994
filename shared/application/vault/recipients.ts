import { isJsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { isBindingText } from '#shared/core/vault/binding.ts';
import type { PublicPoint } from '#shared/ports/key-service.ts';
import type { Recipient, RecipientRegistry } from '#shared/ports/recipient-registry.ts';
import type { Resealer } from '#shared/ports/resealer.ts';
import { checkActor } from './check-entries.ts';
import { record, type RecordPorts } from './record.ts';

/** What operators of the registry of recipients need. */
export interface RecipientPorts extends RecordPorts {
  readonly registry: RecipientRegistry;
  readonly resealer: Resealer;
}

/** Who registers which key for whom. */
export interface RegisterRecipient {
  readonly actor: string;
  readonly tenant: string;
  readonly principal: string;
  /** A JWK; from outside. */
  readonly jwk: unknown;
}

/**
 * Registers a public key to which results may be sealed for a principal. A private key is refused: the bank must never have had it.
 * Errors: `UWF-4000` (not a public key on P-256), `UWF-5001`, `UWF-5008`.
 */
export async function registerRecipient(ports: RecipientPorts, { actor, tenant, principal, jwk }: RegisterRecipient): Promise<Recipient> {
  checkNames({ actor, tenant, principal });
  const publicKey = parsePublicPoint(jwk);
  const thumbprint = await ports.resealer.thumbprint({ publicKey });
  const recipient: Recipient = { tenant, principal, thumbprint, publicKey, registeredBy: actor, registeredAt: ports.clock.now() };
  await record(ports, 'recipient-registered', actor, { tenant, principal, thumbprint });
  await ports.registry.register({ recipient });
  return recipient;
}

/** Ends the use of a key. Errors: `UWF-4045` when there is none such in use, `UWF-4000`, `UWF-5001`, `UWF-5008`. */
export async function revokeRecipient(ports: RecipientPorts, request: { readonly actor: string; readonly tenant: string; readonly principal: string; readonly thumbprint: string }): Promise<void> {
  const { actor, tenant, principal, thumbprint } = request;
  checkNames(request);
  const inUse = (await ports.registry.list({ tenant, principal })).some((one) => one.thumbprint === thumbprint && one.revokedAt === undefined);
  if (!inUse) throw new UwfError('UWF-4045', 'no such key of this principal is in use');
  await record(ports, 'recipient-revoked', actor, { tenant, principal, thumbprint });
  await ports.registry.revoke({ tenant, principal, thumbprint, now: ports.clock.now() });
}

function checkNames({ actor, tenant, principal }: { readonly actor: string; readonly tenant: string; readonly principal: string }): void {
  checkActor(actor);
  if (!isBindingText('tenant', tenant)) throw new UwfError('UWF-4000', 'tenant: expected a name');
  if (!isBindingText('principal', principal)) throw new UwfError('UWF-4000', 'principal: expected a name');
}

/** Members of a public key and nothing else is looked at (RFC 7518 §6.2.1). */
function parsePublicPoint(jwk: unknown): PublicPoint {
  if (!isJsonObject(jwk)) throw new UwfError('UWF-4000', 'the key is not a JWK');
  const { kty, crv, x, y } = jwk;
  if ('d' in jwk) throw new UwfError('UWF-4000', 'this is a private key: register its public part');
  if (kty !== 'EC' || crv !== 'P-256' || typeof x !== 'string' || typeof y !== 'string') throw new UwfError('UWF-4000', 'expected a public key on P-256 (kty EC)');
  return { kty, crv, x, y };
}
