import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Collects all garbage now: other tests of the same process leave theirs behind, and what is measured is what is kept. */
export function collectGarbage(): void {
  collect();
}
