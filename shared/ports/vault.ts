import type { AuditHead } from '#shared/core/vault/audit-chain.ts';
import type { ValueBinding } from '#shared/core/vault/binding.ts';
import type { RevealPlace } from '#shared/core/vault/reveal-rule.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';

/** Puts values into the vault. Exists only in the on-prem zone. */
export interface Tokeniser {
  /**
   * Tokens for values, in their order; one transaction, at most `VAULT_PUT_VALUES_MAX`. The same value twice gives two tokens, unless it is
   * asked for deterministically or comes from the same source. What is stored is recorded before its tokens are given out.
   * Errors: `UWF-4000` (a member of an entry, by its name), `UWF-4220` (too large), `UWF-5001`, `UWF-5007`, `UWF-5008`.
   */
  tokenise(request: { readonly actor: string; readonly entries: readonly VaultEntry[] }): Promise<readonly string[]>;
}

/** One value on its way into the vault. */
export interface VaultEntry {
  readonly value: JsonValue;
  readonly binding: ValueBinding;
  /** Id of the data subject whose data it is: stored only as a keyed fingerprint. */
  readonly subject: string;
  /** What it may be revealed for. */
  readonly purposes: readonly string[];
  /** The same text, number or truth value of the same subject at the same place gets the same token. Tells equality: ask for it where it is needed only. */
  readonly deterministic?: boolean;
  /**
   * Names where the value comes from, for example a field of a line of a batch: the same value of the same subject at the same place gets the same token when
   * it comes from there again, so that a repetition stores nothing twice. Values from two sources have two tokens: nothing tells that they are equal.
   */
  readonly source?: string;
}

/** Gets values out of the vault. Exists only in the on-prem zone. */
export interface Revealer {
  /**
   * The values of tokens, all or none, at most `VAULT_REVEAL_TOKENS_MAX`. Recorded before any value is opened; what cannot be recorded is
   * not revealed. A refusal is recorded too and costs more than an answer.
   * Errors: `UWF-4045` (no such token, or erased), `UWF-4225` (another place or purpose), both with the `positions` of what was refused, `UWF-4295` (rate), `UWF-4000`, `UWF-5001`,
   * `UWF-5007`, `UWF-5008` (cannot be recorded), `UWF-5009` (changed in the store).
   */
  reveal(request: RevealRequest): Promise<readonly RevealedValue[]>;
}

/** Who asks for which values, for what, and from where. */
export interface RevealRequest {
  readonly actor: string;
  readonly purpose: string;
  readonly wanted: readonly { readonly token: string; readonly place: RevealPlace }[];
}

/** A value in the clear. */
export interface RevealedValue {
  readonly value: JsonValue;
  readonly binding: ValueBinding;
}

/** The whole vault, as its operators use it. */
export interface Vault extends Tokeniser, Revealer {
  /** What is known of tokens without their values; undefined where the tenant has none such. */
  describe(request: { readonly tenant: string; readonly tokens: readonly string[] }): Promise<readonly (TokenDescription | undefined)[]>;
  /** Destroys the data keys of a data subject: no value of it opens any more, from no copy of the values either. Repeating it is harmless. */
  erase(request: { readonly actor: string; readonly tenant: string; readonly subject: string; readonly reason: string }): Promise<Erasure>;
  /** What there is of a data subject. */
  subject(request: { readonly tenant: string; readonly subject: string }): Promise<SubjectDescription>;
  /** What this process has done since it started. */
  counters(): VaultCounters;
}

/** Numbers for metrics. */
export interface VaultCounters {
  readonly tokenised: number;
  readonly revealed: number;
  /** Reveals that were refused: token, place or purpose. */
  readonly refused: number;
  /** Reveals that were refused because the actor asked too often. */
  readonly limited: number;
  /** Times that an actor's refused reveals looked like a scan: wake somebody. */
  readonly scanAlarms: number;
  /** Data keys destroyed. */
  readonly erased: number;
}

/** What is told of a token without revealing anything. */
export interface TokenDescription {
  readonly binding: ValueBinding;
  readonly purposes: readonly string[];
  readonly deterministic: boolean;
  readonly createdAt: number;
  readonly erasedAt?: number;
}

/** What an erasure did. */
export interface Erasure {
  /** Ids of the data keys that were destroyed now; none when there was nothing left to destroy. */
  readonly keyIds: readonly string[];
  /** Values that cannot be opened any more because of it. */
  readonly values: number;
  /** Head of the audit log behind its record. */
  readonly recorded: AuditHead;
}

/** Data keys of a data subject. */
export interface SubjectDescription {
  readonly keys: readonly { readonly keyId: string; readonly values: number; readonly createdAt: number; readonly erasedAt?: number }[];
}
