import type { EffectKind } from './message.ts';

/**
 * The kind under which a step is done: the runner's own catalogue says it, and a message can only make it stricter (ADR 0011, point 6): `opaque`, which
 * is never done again. `local` stays what it is: in the transaction of the inbox it happens exactly once by itself, and outside of it the key
 * that `idempotent` rests on would be checked by nobody.
 */
export function strictestKind(own: EffectKind, said: EffectKind): EffectKind {
  return own === 'idempotent' && said === 'opaque' ? 'opaque' : own;
}
