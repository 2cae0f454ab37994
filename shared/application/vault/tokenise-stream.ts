import { VAULT_PUT_VALUES_MAX } from '#shared/core/vault/limits.ts';
import type { Tokeniser, VaultEntry } from '#shared/ports/vault.ts';

/** One entry and the token of its value. */
export interface TokenisedEntry<E> {
  readonly entry: E;
  readonly token: string;
}

/**
 * Tokenises any number of values as a stream: batches of `batch`, one transaction each, in order, one after the other, so that memory stays
 * flat however long the stream is. Yields a batch once it is stored and recorded: what was yielded stays, whatever happens afterwards.
 * Errors: those of `Tokeniser.tokenise`.
 */
export async function* tokeniseStream<E extends VaultEntry>(
  vault: Tokeniser,
  entries: AsyncIterable<E> | Iterable<E>,
  options: { readonly actor: string; readonly batch?: number },
): AsyncGenerator<readonly TokenisedEntry<E>[]> {
  const size = Math.min(Math.max(options.batch ?? VAULT_PUT_VALUES_MAX, 1), VAULT_PUT_VALUES_MAX);
  let waiting: E[] = [];
  for await (const entry of entries) {
    waiting.push(entry);
    if (waiting.length < size) continue;
    yield await tokeniseBatch(vault, options.actor, waiting);
    waiting = [];
  }
  if (waiting.length > 0) yield await tokeniseBatch(vault, options.actor, waiting);
}

async function tokeniseBatch<E extends VaultEntry>(vault: Tokeniser, actor: string, entries: readonly E[]): Promise<readonly TokenisedEntry<E>[]> {
  const tokens = await vault.tokenise({ actor, entries });
  return entries.map((entry, index) => ({ entry, token: tokens[index] ?? '' }));
}
