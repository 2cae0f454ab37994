import { encodeBase64url } from '#shared/core/kernel/base64url.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { deterministicText, valueAad, type SealedPlace } from '#shared/core/vault/binding.ts';
import { VAULT_PUT_ATTEMPTS_MAX } from '#shared/core/vault/limits.ts';
import { seedBytes, tokenOfHandle } from '#shared/core/vault/token.ts';
import type { KeyDescription } from '#shared/ports/key-service.ts';
import type { StoredDataKey, StoredValue } from '#shared/ports/vault-store.ts';
import type { VaultEntry } from '#shared/ports/vault.ts';
import { checkActor, checkEntries, type CheckedEntry } from './check-entries.ts';
import { fingerprintKey, subjectFingerprints, tokenDigest, tokenPrint, type SubjectFingerprints } from './fingerprints.ts';
import { openDataKey } from './open-data-key.ts';
import { record } from './record.ts';
import type { VaultContext } from './vault-context.ts';
import type { VaultPorts } from './vault-ports.ts';

/** Stores values and gives their tokens. See `Tokeniser`. */
export async function tokenise(context: VaultContext, { actor, entries }: { readonly actor: string; readonly entries: readonly VaultEntry[] }): Promise<readonly string[]> {
  const { ports, settings } = context;
  checkActor(actor);
  const checked = checkEntries(entries);
  const key = await fingerprintKey(ports, settings);
  const subjects = await fingerprintsOf(ports, key, checked);
  for (let attempt = 1; attempt <= VAULT_PUT_ATTEMPTS_MAX; attempt += 1) {
    const tokens = await putOnce(context, { key, checked, subjects });
    if (tokens === undefined) continue;
    await record(ports, 'value-tokenised', actor, { tokens: tokens.map((token) => tokenPrint(ports, token)), places: placesOf(checked) });
    context.counters.tokenised += tokens.length;
    return tokens;
  }
  throw new UwfError('UWF-5001', 'data keys of these subjects change all the time');
}

interface PutRequest {
  /** Key for fingerprints, and for handles of deterministic tokens. */
  readonly key: KeyDescription;
  readonly checked: readonly CheckedEntry[];
  readonly subjects: ReadonlyMap<string, SubjectFingerprints>;
}

/** One try; undefined when a data key appeared or was destroyed meanwhile. */
async function putOnce(context: VaultContext, request: PutRequest): Promise<readonly string[] | undefined> {
  const { store } = context.ports;
  const opened = await openDataKeys(context, [...request.subjects.values()]);
  try {
    const sealed = await Promise.all(request.checked.map((one) => sealOne(context, request, { one, opened })));
    const added = [...opened.values()].filter(({ isNew }) => isNew).map(({ stored }) => stored);
    const outcome = await store.put({ dataKeys: added, values: sealed.map(({ value }) => value) });
    if (outcome === 'changed') {
      // Perhaps because the version that the new ones are wrapped under is retired.
      await context.ports.keys.describe({ key: context.settings.kek });
      context.dataKeys.forget([...opened.values()].map(({ stored }) => stored.keyId));
      return undefined;
    }
    for (const { stored, key, isNew } of opened.values()) if (isNew) context.dataKeys.keep(stored.keyId, key);
    return sealed.map(({ token }) => token);
  } finally {
    for (const { key } of opened.values()) key.fill(0);
  }
}

/** A data key in the clear. */
interface OpenDataKey {
  readonly stored: StoredDataKey;
  readonly key: Uint8Array;
  readonly isNew: boolean;
}

/** The data key of each subject, by its current fingerprint; a new one where there is none. */
async function openDataKeys(context: VaultContext, subjects: readonly SubjectFingerprints[]): Promise<ReadonlyMap<string, OpenDataKey>> {
  const found = new Map<string, StoredDataKey>();
  for (const tenant of new Set(subjects.map((subject) => subject.tenant))) {
    const asked = subjects.filter((subject) => subject.tenant === tenant).flatMap(({ all }) => all);
    for (const stored of await context.ports.store.findDataKeys({ tenant, subjects: asked })) found.set(stored.subject, stored);
  }
  const opened = await Promise.all(
    subjects.map(async (subject) => {
      const stored = subject.all.map((fingerprint) => found.get(fingerprint)).find((one) => one !== undefined);
      return [subject.current, stored === undefined ? await newDataKey(context, subject) : { stored, key: await openDataKey(context, stored), isNew: false }] as const;
    }),
  );
  return new Map(opened);
}

async function newDataKey({ ports, settings }: VaultContext, { tenant, current }: SubjectFingerprints): Promise<OpenDataKey> {
  const key = ports.cipher.newKey();
  const { version, wrapped } = await ports.keys.wrap({ key: settings.kek, dataKey: key });
  const stored = { keyId: ports.ids.uuid(), tenant, subject: current, kek: settings.kek, version, wrapped, createdAt: ports.clock.now() };
  return { stored, key, isNew: true };
}

async function sealOne(context: VaultContext, request: PutRequest, { one, opened }: { readonly one: CheckedEntry; readonly opened: ReadonlyMap<string, OpenDataKey> }): Promise<{ readonly token: string; readonly value: StoredValue }> {
  const { ports } = context;
  const { entry, text, purposes } = one;
  const dataKey = opened.get(request.subjects.get(subjectName(entry))?.current ?? '');
  if (dataKey === undefined) throw new UwfError('UWF-5009', 'a data subject has no data key');
  const { keyId, subject } = dataKey.stored;
  const { binding, deterministic = false, source } = entry;
  const isRepeatable = deterministic || source !== undefined;
  const handle = isRepeatable ? await deterministicHandle(context, request.key, deterministicText({ keyId, binding, purposes }, text, source)) : encodeBase64url(seedBytes(ports.ids.seed()));
  const token = tokenOfHandle(handle);
  const place: SealedPlace = { tokenDigest: tokenDigest(ports, token), keyId, subject, binding, purposes, deterministic, createdAt: ports.clock.now() };
  return { token, value: { ...place, sealed: ports.cipher.seal({ key: dataKey.key, text, aad: valueAad(place) }) } };
}

/** By the first version of the key for ever, so that a rotation does not give the values that are there other tokens. 22 characters hold 132 bits: the last 4 are cleared. */
async function deterministicHandle({ ports }: VaultContext, key: KeyDescription, text: string): Promise<string> {
  const mac = await ports.keys.mac({ key: key.key, version: key.versions[0] ?? key.current, text });
  return `${mac.slice(0, HANDLE_CHARACTERS - 1)}${LAST_CHARACTERS.get(mac.charAt(HANDLE_CHARACTERS - 1)) ?? 'A'}`;
}

const HANDLE_CHARACTERS = 22;
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const SPARE_VALUES = 16;
const LAST_CHARACTERS: ReadonlyMap<string, string> = new Map([...BASE64URL].map((character, index) => [character, BASE64URL.charAt(index - (index % SPARE_VALUES))]));

function subjectName({ binding, subject }: VaultEntry): string {
  return JSON.stringify([binding.tenant, subject]);
}

async function fingerprintsOf(ports: VaultPorts, key: KeyDescription, checked: readonly CheckedEntry[]): Promise<ReadonlyMap<string, SubjectFingerprints>> {
  const subjects = new Map(checked.map(({ entry }) => [subjectName(entry), { tenant: entry.binding.tenant, subject: entry.subject }]));
  const pairs = await Promise.all([...subjects].map(async ([name, subject]) => [name, await subjectFingerprints(ports, key, subject)] as const));
  return new Map(pairs);
}

/** Fields that one record names; the others are counted. */
const PLACES_NAMED_MAX = 10;

/** How many values of which fields: declared names only. */
function placesOf(checked: readonly CheckedEntry[]): JsonObject {
  const counts = new Map<string, number>();
  for (const { entry } of checked) {
    const place = `${entry.binding.definition}${entry.binding.pointer}`;
    const name = counts.has(place) || counts.size < PLACES_NAMED_MAX ? place : 'others';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}
