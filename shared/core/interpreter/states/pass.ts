import type { PassState } from '../../asl/model.ts';
import { leaveState, prepareDataFlow } from '../leave.ts';
import type { PreparedState } from '../model.ts';
import type { Preparation } from '../template.ts';
import { prepareTransition } from '../transition.ts';
import { neverWaits } from './never-waits.ts';

/** Pass: gives its input, or `Output`, to the next state. */
export function preparePass(state: PassState, preparation: Preparation): PreparedState {
  const flow = prepareDataFlow(state, '', preparation);
  const transition = prepareTransition(state, preparation);
  return {
    type: 'Pass',
    enter: (visit) => leaveState(visit, { flow, otherwise: visit.frame.input, ...transition }),
    resume: neverWaits,
  };
}
