import { compareVersions } from '#shared/core/definition/identity.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { DefinitionReference, DefinitionStore, StoredDefinition } from '#shared/ports/definition-store.ts';
import { parseText, type Item } from './attributes.ts';
import { ALL_KEY, nameKey, parseDefinition, parseTaken, partKeys, revisionItems, revisionKey, versionItems, type TakenVersion } from './definition-items.ts';
import { assignment } from './expression.ts';
import { CONFLICT_ATTEMPTS_MAX } from './limits.ts';
import { inParallel } from './parallel.ts';
import type { Table } from './table.ts';
import type { Write } from './transact.ts';

/** The registry in DynamoDB. Every read sees every write that was answered. Contents are compressed, and those that one item cannot hold are in several. */
export function createDynamoDefinitionStore(table: Table): DefinitionStore {
  return {
    put: ({ stored }) => put(table, stored),
    find: (reference) => find(table, reference),
    findByRevision: ({ revision }) => load(table, revision),
    list: async () => {
      const versions = (await versionsIn(table, ALL_KEY)).toSorted(inOrder);
      return (await inParallel(versions, ({ revision }) => load(table, revision))).flatMap((stored) => stored ?? []);
    },
  };
}

/** Others may write the same meanwhile: then it is looked at anew. */
async function put(table: Table, stored: StoredDefinition): Promise<'stored' | 'unchanged' | 'conflict'> {
  for (let attempts = 0; attempts < CONFLICT_ATTEMPTS_MAX; attempts += 1) {
    const outcome = await putOnce(table, stored);
    if (outcome !== undefined) return outcome;
  }
  throw new UwfError('UWF-5001', undefined, { details: { reason: 'TransactionConflict' } });
}

async function putOnce(table: Table, stored: StoredDefinition): Promise<'stored' | 'unchanged' | 'conflict' | undefined> {
  const existing = await table.get(revisionKey(stored.revision));
  if (existing !== undefined && (stored.inline || existing['isInline'] !== true)) {
    await renewManifest(table, stored);
    return 'unchanged';
  }
  const { item, parts } = revisionItems(stored);
  // Before the item that names them; without it nobody sees them.
  await inParallel(parts, (part) => table.put(part));
  if (stored.inline) return (await table.put(item, { text: 'attribute_not_exists(#pk)' })) ? 'stored' : undefined;
  const [named, listed] = versionItems(stored);
  const writes: readonly Write[] = [
    { kind: 'put', item: named, condition: { text: 'attribute_not_exists(#pk)' } },
    { kind: 'put', item, condition: { text: 'attribute_not_exists(#pk) OR #isInline = :inline', values: { inline: true } } },
    { kind: 'put', item: listed },
  ];
  const outcome = await table.transact(writes);
  if (outcome.done) return 'stored';
  const [taken] = outcome.refused;
  return taken !== undefined && parseText(taken.item, 'revision') !== JSON.stringify(stored.revision) ? 'conflict' : undefined;
}

async function renewManifest(table: Table, { revision, pinned }: StoredDefinition): Promise<void> {
  const manifest = pinned?.manifest;
  if (manifest !== undefined) await table.update({ key: revisionKey(revision), change: assignment({ manifest }), condition: { text: 'attribute_exists(#pk)' } });
}

async function load(table: Table, revision: string): Promise<StoredDefinition | undefined> {
  const item = await table.get(revisionKey(revision));
  return item === undefined ? undefined : parseDefinition(item, await table.getAll(partKeys(item)));
}

async function find(table: Table, { namespace, name, version }: DefinitionReference): Promise<StoredDefinition | undefined> {
  const named = (await versionsIn(table, nameKey(name))).filter(({ identity }) => (namespace ?? identity.namespace) === identity.namespace);
  if (new Set(named.map(({ identity }) => identity.namespace)).size > 1) return undefined;
  const best = named.toSorted(inOrder).find(({ identity }) => (version ?? identity.version) === identity.version);
  return best === undefined ? undefined : load(table, best.revision);
}

async function versionsIn(table: Table, list: string): Promise<readonly TakenVersion[]> {
  const found: TakenVersion[] = [];
  let next: Item | undefined;
  do {
    const page = await table.query({ keys: { text: '#pk = :list', values: { list } }, ...(next === undefined ? {} : { from: next }) });
    found.push(...page.items.map(parseTaken));
    next = page.next;
  } while (next !== undefined);
  return found;
}

/** By namespace and name, the highest version first. */
function inOrder({ identity: left, ...one }: TakenVersion, { identity: right, ...other }: TakenVersion): number {
  return (
    compareText(left.namespace, right.namespace) ||
    compareText(left.name, right.name) ||
    compareVersions(right.version, left.version) ||
    compareText(left.version, right.version) ||
    compareText(one.target, other.target)
  );
}

function compareText(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1;
}
