import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { isPurpose, valueAad } from '#shared/core/vault/binding.ts';
import { VAULT_REVEAL_TOKENS_MAX } from '#shared/core/vault/limits.ts';
import { revealFault, type RevealFault } from '#shared/core/vault/reveal-rule.ts';
import { isToken } from '#shared/core/tier/token.ts';
import type { FoundValue, StoredDataKey } from '#shared/ports/vault-store.ts';
import type { RevealedValue, RevealRequest } from '#shared/ports/vault.ts';
import { checkActor } from './check-entries.ts';
import { tokenDigest, tokenPrint } from './fingerprints.ts';
import { openDataKey } from './open-data-key.ts';
import { record } from './record.ts';
import { refuseForRate, refuseForTokens, type Miss } from './refuse.ts';
import type { VaultContext } from './vault-context.ts';

/** Gives values out. See `Revealer`. */
export async function reveal(context: VaultContext, request: RevealRequest): Promise<readonly RevealedValue[]> {
  const { ports, settings, counters } = context;
  checkRequest(request);
  const { actor, purpose, wanted } = request;
  const mayAsk = await ports.store.spend({ budget: `reveal:${actor}`, rule: settings.reveals, cost: wanted.length, now: ports.clock.now() });
  if (!mayAsk) return refuseForRate(context, request);
  const found = await findWanted(context, request);
  const misses = found.filter((one): one is Miss => 'fault' in one);
  if (misses.length > 0) return refuseForTokens(context, request, misses);
  const hits = found.filter((one): one is Hit => 'dataKey' in one);
  const keys = await openKeys(context, hits);
  try {
    await record(ports, 'value-revealed', actor, { purpose, ...aboutPlaces(request), tokens: wanted.map(({ token }) => tokenPrint(ports, token)) });
    const values = hits.map((hit) => openOne(context, hit, keys));
    counters.revealed += values.length;
    return values;
  } finally {
    for (const key of keys.values()) key.fill(0);
  }
}

interface Hit {
  readonly value: FoundValue['value'];
  readonly dataKey: StoredDataKey;
}

function checkRequest({ actor, purpose, wanted }: RevealRequest): void {
  checkActor(actor);
  if (!isPurpose(purpose)) throw new UwfError('UWF-4000', 'purpose: expected a name such as customer-service');
  if (wanted.length === 0 || wanted.length > VAULT_REVEAL_TOKENS_MAX) throw new UwfError('UWF-4000', `one call reveals 1 to ${VAULT_REVEAL_TOKENS_MAX} values`);
}

/** What is wanted, in its order: a value that may be revealed there, or why not. */
async function findWanted({ ports }: VaultContext, { wanted, purpose }: RevealRequest): Promise<readonly (Hit | Miss)[]> {
  const digests = new Set(wanted.filter(({ token }) => isToken(token)).map(({ token }) => tokenDigest(ports, token)));
  const rows = digests.size === 0 ? [] : await ports.store.find({ tokenDigests: [...digests] });
  const byDigest = new Map(rows.map((row) => [row.value.tokenDigest, row]));
  return wanted.map(({ token, place }, position) => {
    const row = byDigest.get(tokenDigest(ports, token));
    const fault: RevealFault | undefined = revealFault(row === undefined ? undefined : { ...row.value, isErased: row.dataKey === undefined }, place, purpose);
    if (fault === undefined && row?.dataKey !== undefined) return { value: row.value, dataKey: row.dataKey };
    return { position, print: tokenPrint(ports, token), fault: fault ?? 'unknown' };
  });
}

/** Where the tasks stand that ask, if tasks do; names and ids only. */
function aboutPlaces({ wanted }: RevealRequest): JsonObject {
  const [first] = wanted;
  if (first?.place.task === undefined) return { tenant: first?.place.tenant ?? '' };
  const { definition, execution } = first.place.task;
  return { tenant: first.place.tenant, definition, execution };
}

async function openKeys(context: VaultContext, hits: readonly Hit[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const distinct = new Map(hits.map(({ dataKey }) => [dataKey.keyId, dataKey]));
  return new Map(await Promise.all([...distinct].map(async ([keyId, stored]) => [keyId, await openDataKey(context, stored)] as const)));
}

function openOne({ ports }: VaultContext, { value, dataKey }: Hit, keys: ReadonlyMap<string, Uint8Array>): RevealedValue {
  const key = keys.get(dataKey.keyId);
  const text = key === undefined ? undefined : ports.cipher.open({ key, sealed: value.sealed, aad: valueAad(value) });
  if (text === undefined) throw new UwfError('UWF-5009', 'a stored value does not open: it was changed or moved');
  return { value: parseText(text), binding: value.binding };
}

/** What was authenticated is what the vault wrote: JSON text. */
function parseText(text: string): JsonValue {
  return JSON.parse(text) as JsonValue;
}
