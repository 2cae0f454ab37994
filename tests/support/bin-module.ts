/** Loads a module of `bin/`, which is plain JavaScript and has no types: the caller says what it takes it for. */
export async function loadBinModule<T>(name: string): Promise<T> {
  const loaded: T = await import(new URL(`../../bin/support/${name}`, import.meta.url).href);
  return loaded;
}
