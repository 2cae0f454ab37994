/** Builds the optional part of a node: members that are undefined are left out, so that absent is absent. */
export function parsePresent<T extends object>(members: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}
