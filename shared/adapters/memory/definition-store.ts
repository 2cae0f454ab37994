import { compareVersions } from '#shared/core/definition/identity.ts';
import type { DefinitionReference, DefinitionStore, StoredDefinition } from '#shared/ports/definition-store.ts';
import { parseText, toText, type JsonText } from './json-copy.ts';

/** A registry that lives as long as the process. */
export function createMemoryDefinitionStore(): DefinitionStore {
  const rows = new Map<string, JsonText<StoredDefinition>>();
  const registered = () => [...rows.values()].map(parseText).filter((stored) => !stored.inline).sort(inOrder);
  return {
    put: async ({ stored }) => put(rows, registered(), stored),
    find: async (reference) => find(registered(), reference),
    findByRevision: async ({ revision }) => {
      const row = rows.get(revision);
      return row === undefined ? undefined : parseText(row);
    },
    list: async () => registered(),
  };
}

function put(rows: Map<string, JsonText<StoredDefinition>>, registered: readonly StoredDefinition[], stored: StoredDefinition): 'stored' | 'unchanged' | 'conflict' {
  const existing = rows.get(stored.revision);
  const known = existing === undefined ? undefined : parseText(existing);
  if (known !== undefined && (stored.inline || !known.inline)) {
    const manifest = stored.pinned?.manifest;
    if (manifest !== undefined) rows.set(stored.revision, toText({ ...known, pinned: { ...known.pinned, manifest } }));
    return 'unchanged';
  }
  if (!stored.inline && registered.some((other) => isSameVersion(other, stored))) return 'conflict';
  rows.set(stored.revision, toText(stored));
  return 'stored';
}

function isSameVersion(left: StoredDefinition, right: StoredDefinition): boolean {
  return versionKey(left) === versionKey(right);
}

function versionKey({ identity, program }: StoredDefinition): string {
  return JSON.stringify([identity.namespace, identity.name, identity.version, program.target.name]);
}

function find(registered: readonly StoredDefinition[], { namespace, name, version }: DefinitionReference): StoredDefinition | undefined {
  const named = registered.filter(({ identity }) => identity.name === name && (namespace ?? identity.namespace) === identity.namespace);
  if (new Set(named.map((stored) => stored.identity.namespace)).size > 1) return undefined;
  return named.find((stored) => (version ?? stored.identity.version) === stored.identity.version);
}

function inOrder(left: StoredDefinition, right: StoredDefinition): number {
  return (
    compareText(left.identity.namespace, right.identity.namespace) ||
    compareText(left.identity.name, right.identity.name) ||
    compareVersions(right.identity.version, left.identity.version) ||
    compareText(left.identity.version, right.identity.version) ||
    compareText(left.program.target.name, right.program.target.name)
  );
}

function compareText(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1;
}
