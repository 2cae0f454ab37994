import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { DefinitionIdentity } from '#shared/core/definition/model.ts';
import type { PinnedParts, StoredDefinition } from '#shared/ports/definition-store.ts';
import { parseBytes, parseJson, parseNumber, parseOptionalText, parseText, type Item } from './attributes.ts';
import { keyOf } from './keys.ts';
import { CHUNK_BYTES_MAX, DEFINITION_BYTES_MAX } from './limits.ts';

/** What is large of a definition, and never changes. */
interface Content extends Pick<StoredDefinition, 'program'> {
  readonly pinned?: Omit<PinnedParts, 'manifest'>;
}

/** A version that is taken. */
export interface TakenVersion {
  readonly identity: DefinitionIdentity;
  readonly target: string;
  readonly revision: string;
}

export function revisionKey(revision: string): Item {
  return { pk: `r#${keyOf(revision)}`, sk: 'r' };
}

/** The list in which a version is found by its name. */
export function nameKey(name: string): string {
  return `n#${keyOf(name)}`;
}

/** The list of all versions. */
export const ALL_KEY = 'all';

/** A definition as it is written: one item, and beside it the parts of its content where that is large. */
export function revisionItems(stored: StoredDefinition): { readonly item: Item; readonly parts: readonly Item[] } {
  const { identity, revision, program, pinned, inline } = stored;
  const { manifest, ...rest } = pinned ?? {};
  const content: Content = { program, ...(pinned === undefined ? {} : { pinned: rest }) };
  const bytes = gzipSync(JSON.stringify(content));
  const item = {
    ...revisionKey(revision),
    definition: JSON.stringify({ identity, revision, registeredBy: stored.registeredBy }),
    registeredAt: wholeMilliseconds(stored.registeredAt),
    isInline: inline,
    ...(manifest === undefined ? {} : { manifest }),
  };
  if (bytes.length <= CHUNK_BYTES_MAX) return { item: { ...item, content: bytes }, parts: [] };
  const digest = createHash('sha256').update(bytes).digest('hex');
  const parts = Array.from({ length: Math.ceil(bytes.length / CHUNK_BYTES_MAX) }, (_, number): Item => ({
    ...partKey(revision, digest, number),
    content: bytes.subarray(number * CHUNK_BYTES_MAX, (number + 1) * CHUNK_BYTES_MAX),
  }));
  return { item: { ...item, contentDigest: digest, partCount: parts.length }, parts };
}

/** Parts are called by what they are, so that writing them again is no change, and nobody reads half of each of two contents. */
function partKey(revision: string, digest: string, number: number): Item {
  return { ...revisionKey(revision), sk: `p#${digest}#${String(number)}` };
}

/** Keys of the parts of an item, in their order; none where the item has its content itself. */
export function partKeys(item: Item): readonly Item[] {
  const digest = parseOptionalText(item, 'contentDigest');
  if (digest === undefined) return [];
  const { revision } = parseHead(item);
  return Array.from({ length: parseNumber(item, 'partCount') }, (_, number) => partKey(revision, digest, number));
}

/** A definition as {@link revisionItems} wrote it. `parts` in any order. */
export function parseDefinition(item: Item, parts: readonly Item[]): StoredDefinition {
  const { identity, revision, registeredBy } = parseHead(item);
  const { program, pinned } = parseContent(bytesOf(item, parts));
  const manifest = parseOptionalText(item, 'manifest');
  const all = pinned === undefined && manifest === undefined ? undefined : { ...pinned, ...(manifest === undefined ? {} : { manifest }) };
  return { identity, revision, program, ...(all === undefined ? {} : { pinned: all }), registeredAt: parseNumber(item, 'registeredAt'), registeredBy, inline: item['isInline'] === true };
}

function parseHead(item: Item): Pick<StoredDefinition, 'identity' | 'revision' | 'registeredBy'> {
  return parseJson(parseText(item, 'definition'));
}

function parseContent(bytes: Uint8Array): Content {
  return parseJson(gunzipSync(bytes, { maxOutputLength: DEFINITION_BYTES_MAX }).toString('utf8'));
}

function bytesOf(item: Item, parts: readonly Item[]): Uint8Array {
  const keys = partKeys(item);
  if (keys.length === 0) return parseBytes(item, 'content');
  const bySk = new Map(parts.map((part) => [part['sk'], part]));
  return Buffer.concat(keys.map(({ sk }) => {
    const part = bySk.get(sk);
    assert(part !== undefined, 'all parts of a definition are there');
    return parseBytes(part, 'content');
  }));
}

/** Items that take a version: in the list of its name, and in that of all. */
export function versionItems({ identity, revision, program }: StoredDefinition): readonly [Item, Item] {
  const { namespace, name, version } = identity;
  const target = program.target.name;
  const taken = JSON.stringify({ identity, target, revision } satisfies TakenVersion);
  const rest = [version, target].map(keyOf);
  return [
    { pk: nameKey(name), sk: [keyOf(namespace), ...rest].join('#'), taken, revision: JSON.stringify(revision) },
    { pk: ALL_KEY, sk: [keyOf(namespace), keyOf(name), ...rest].join('#'), taken },
  ];
}

/** A version as {@link versionItems} wrote it. */
export function parseTaken(item: Item): TakenVersion {
  return parseJson(parseText(item, 'taken'));
}
