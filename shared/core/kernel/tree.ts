import type { JsonObject, JsonValue } from './json.ts';

/** An object that is being put together from its leaves; a Map, so that no name is special. */
export type Tree<Leaf> = Map<string, Tree<Leaf> | { readonly leaf: Leaf }>;

/** Puts a leaf at the end of a path; branches are made on the way. A leaf that stands on the way is replaced. */
export function placeLeaf<Leaf>(root: Tree<Leaf>, path: readonly string[], leaf: Leaf): void {
  let branch = root;
  for (const name of path.slice(0, -1)) {
    const next = branch.get(name);
    const inner: Tree<Leaf> = next instanceof Map ? next : new Map();
    branch.set(name, inner);
    branch = inner;
  }
  branch.set(path.at(-1) ?? '', { leaf });
}

/** The tree as JSON: `write` makes a branch of what its members were written as. Without it a branch is the object of its members. */
export function writeTree<Leaf extends JsonValue>(tree: Tree<Leaf>, write: (members: JsonObject) => JsonObject = (members) => members): JsonObject {
  return write(Object.fromEntries([...tree].map(([name, inner]) => [name, inner instanceof Map ? writeTree(inner, write) : inner.leaf])));
}
