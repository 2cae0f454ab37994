import { canonicalJson } from '../kernel/canonical-json.ts';
import { VAULT_PURPOSES_MAX } from './limits.ts';

/** Where a value belongs. It is part of what is authenticated with the ciphertext, so a token cannot be moved elsewhere, in the store neither. */
export interface ValueBinding {
  readonly tenant: string;
  /** `namespace/name` of the definition. */
  readonly definition: string;
  /** Origin, as the placement names it: pointer of the schema node of an input field, or of the task whose result it is. */
  readonly pointer: string;
  /** Who may start a run with the token; absent: every principal of the tenant. */
  readonly principal?: string;
  /** Execution of a result; absent on input. */
  readonly execution?: string;
}

/** A member of a request that has not the form that it needs. */
export type BindingFault = keyof typeof TEXT_CHARACTERS_MAX | 'purposes';

/** The purpose that a token must allow for the tasks of a workflow to get its value. */
export const WORKFLOW_PURPOSE = 'workflow';

const TEXT_CHARACTERS_MAX = { tenant: 128, definition: 512, pointer: 1_024, principal: 256, execution: 128, subject: 512, actor: 256, source: 4_096 } as const;
const DEFINITION = /^[^/]+\/[^/]+$/u;
const PURPOSE = /^[a-z][a-z0-9-]{0,63}$/u;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** True for a text that may stand in the member: not empty, not too long, well-formed Unicode. */
export function isBindingText(member: keyof typeof TEXT_CHARACTERS_MAX, text: unknown): text is string {
  return typeof text === 'string' && text.length > 0 && text.length <= TEXT_CHARACTERS_MAX[member] && !LONE_SURROGATE.test(text);
}

/** True for a name of a purpose: lower-case letters, digits and `-`. */
export function isPurpose(text: string): boolean {
  return PURPOSE.test(text);
}

/** Purposes sorted, each once; undefined when there is none, too many, or one has not the form of a purpose. */
export function normalPurposes(purposes: readonly string[]): readonly string[] | undefined {
  const distinct = [...new Set(purposes)].sort();
  return distinct.length > 0 && distinct.length <= VAULT_PURPOSES_MAX && distinct.every(isPurpose) ? distinct : undefined;
}

/** What is wrong with a binding, by member; undefined when nothing is. */
export function bindingFault(binding: ValueBinding): BindingFault | undefined {
  const { tenant, definition, pointer, principal, execution } = binding;
  if (!isBindingText('tenant', tenant)) return 'tenant';
  if (!isBindingText('definition', definition) || !DEFINITION.test(definition)) return 'definition';
  if (!isBindingText('pointer', pointer) || !pointer.startsWith('/')) return 'pointer';
  if (principal !== undefined && !isBindingText('principal', principal)) return 'principal';
  return execution === undefined || isBindingText('execution', execution) ? undefined : 'execution';
}

/** Everything that a stored value is bound to. */
export interface SealedPlace {
  /** Digest of the token. */
  readonly tokenDigest: string;
  readonly keyId: string;
  /** Keyed fingerprint of the data subject. */
  readonly subject: string;
  readonly binding: ValueBinding;
  readonly purposes: readonly string[];
  readonly deterministic: boolean;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** Additional authenticated data of a stored value (NIST SP 800-38D): one text for one place, whatever its members hold. */
export function valueAad({ tokenDigest, keyId, subject, binding, purposes, deterministic, createdAt }: SealedPlace): string {
  const { tenant, definition, pointer, principal, execution } = binding;
  return canonicalJson(['uwf-vault-1', tokenDigest, keyId, subject, tenant, definition, pointer, principal ?? null, execution ?? null, purposes, deterministic, createdAt]);
}

/** What the keyed fingerprint of a data subject is made of. */
export function subjectText(tenant: string, subject: string): string {
  return canonicalJson(['uwf-vault-subject-1', tenant, subject]);
}

/**
 * What the handle of a token is made of that is the same each time: for a value wherever it comes from, or from one source only. The data key is part of it:
 * after an erasure the same value gets another token.
 */
export function deterministicText(place: Pick<SealedPlace, 'keyId' | 'binding' | 'purposes'>, plaintext: string, source?: string): string {
  const { tenant, definition, pointer, principal, execution } = place.binding;
  const parts = [place.keyId, tenant, definition, pointer, principal ?? null, execution ?? null, place.purposes, plaintext];
  return canonicalJson(source === undefined ? ['uwf-vault-token-1', ...parts] : ['uwf-vault-token-source-1', source, ...parts]);
}
