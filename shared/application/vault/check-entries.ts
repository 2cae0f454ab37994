import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { bindingFault, isBindingText, normalPurposes } from '#shared/core/vault/binding.ts';
import { VAULT_PUT_VALUES_MAX, VAULT_VALUE_BYTES_MAX } from '#shared/core/vault/limits.ts';
import { paddedText } from '#shared/core/vault/padding.ts';
import type { VaultEntry } from '#shared/ports/vault.ts';

/** An entry that may be stored: its value as padded text, its purposes in their normal form. */
export interface CheckedEntry {
  readonly entry: VaultEntry;
  readonly text: string;
  readonly purposes: readonly string[];
}

/** Checks entries; the first fault is told by the entry's position and its member, never by what it holds. Errors: `UWF-4000`, `UWF-4220`. */
export function checkEntries(entries: readonly VaultEntry[]): readonly CheckedEntry[] {
  if (entries.length === 0 || entries.length > VAULT_PUT_VALUES_MAX) throw new UwfError('UWF-4000', `one call tokenises 1 to ${VAULT_PUT_VALUES_MAX} values`);
  return entries.map(checkEntry);
}

/** Errors: `UWF-4000`. */
export function checkActor(actor: string): void {
  if (!isBindingText('actor', actor)) throw new UwfError('UWF-4000', 'actor: expected a name');
}

function checkEntry(entry: VaultEntry, index: number): CheckedEntry {
  const fault = bindingFault(entry.binding);
  if (fault !== undefined) throw new UwfError('UWF-4000', `entry ${index}: ${fault}: not of the form that it needs`);
  if (!isBindingText('subject', entry.subject)) throw new UwfError('UWF-4000', `entry ${index}: subject: expected an id`);
  if (entry.source !== undefined && !isBindingText('source', entry.source)) throw new UwfError('UWF-4000', `entry ${index}: source: expected a name`);
  if (entry.source !== undefined && entry.deterministic === true) throw new UwfError('UWF-4000', `entry ${index}: source: not beside deterministic`);
  const purposes = normalPurposes(entry.purposes);
  if (purposes === undefined) throw new UwfError('UWF-4000', `entry ${index}: purposes: expected names such as customer-service`);
  if (entry.deterministic === true && typeof entry.value === 'object') throw new UwfError('UWF-4000', `entry ${index}: only texts, numbers and truth values have deterministic tokens`);
  const { text, bytes } = paddedText(entry.value);
  if (bytes > VAULT_VALUE_BYTES_MAX) throw new UwfError('UWF-4220', `entry ${index}: the value is over ${VAULT_VALUE_BYTES_MAX} bytes`);
  return { entry, text, purposes };
}
