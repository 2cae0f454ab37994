import type { PassState } from '../../asl/model.ts';
import type { StatePreparation } from '../data-language.ts';
import { leaveState } from '../leave.ts';
import type { PreparedState } from '../model.ts';
import { prepareTransition } from '../transition.ts';
import { neverWaits } from './never-waits.ts';

/** Pass: gives its input, or what its fields make of it, to the next state. */
export function preparePass(state: PassState, preparation: StatePreparation): PreparedState {
  const exit = preparation.language.passExit(state, preparation);
  const transition = prepareTransition(state, preparation);
  return { type: 'Pass', enter: (visit) => leaveState(visit, { exit, ...transition }), resume: neverWaits };
}
