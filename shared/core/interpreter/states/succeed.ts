import type { SucceedState } from '../../asl/model.ts';
import type { StatePreparation } from '../data-language.ts';
import { leaveState } from '../leave.ts';
import type { PreparedState } from '../model.ts';
import { neverWaits } from './never-waits.ts';

/** Succeed: ends its scope with its input, or what its fields make of it. */
export function prepareSucceed(state: SucceedState, preparation: StatePreparation): PreparedState {
  const exit = preparation.language.plainExit(state, preparation);
  return { type: 'Succeed', enter: (visit) => leaveState(visit, { exit }), resume: neverWaits };
}
