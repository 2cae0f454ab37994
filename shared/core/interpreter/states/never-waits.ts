import { assert } from '../../kernel/assert.ts';
import type { Signal, StateOutcome, Visit } from '../model.ts';

/** `resume` of the states that are done as soon as they are entered. */
export function neverWaits(_visit: Visit, _signal: Signal): StateOutcome {
  assert(false, 'only a state that waits gets a signal');
}
