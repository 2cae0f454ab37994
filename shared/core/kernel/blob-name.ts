/** Characters of the name of a blob: what every object store takes, with room for a prefix of the store's own. */
const BLOB_NAME_CHARACTERS_MAX = 512;

/** Parts that no folder of a file system behind an object store could take for something else. */
const PART = /^(?!\.{1,2}$)[A-Za-z0-9_.:=-]+$/u;

/** True for the name of a blob: parts of letters, digits, `_`, `.`, `:`, `=` and `-`, joined by `/`. It is no path out of anywhere. */
export function isBlobName(text: string): boolean {
  return text.length <= BLOB_NAME_CHARACTERS_MAX && text.split('/').every((part) => PART.test(part));
}
