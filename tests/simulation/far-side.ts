/** The bank's systems: what has happened there, by idempotency key. */
export interface FarSide {
  /** Takes the key: a second effect under it is the first one. */
  idempotent(key: string): 'done' | 'failed';
  /** Takes no key: every call is an effect. */
  opaque(key: string): 'done' | 'failed';
  /** Effects under this key, and under keys that were made from it. */
  effects(key: string): number;
}

/** Some steps fail there, always and without an effect. */
export function createFarSide(fails: (key: string) => boolean): FarSide {
  const effects = new Map<string, number>();
  const add = (key: string): 'done' | 'failed' => {
    if (fails(key)) return 'failed';
    effects.set(key, (effects.get(key) ?? 0) + 1);
    return 'done';
  };
  return {
    idempotent: (key) => (effects.has(key) ? 'done' : add(key)),
    opaque: add,
    effects: (key) => [...effects].reduce((sum, [name, count]) => (name.startsWith(key) ? sum + count : sum), 0),
  };
}
