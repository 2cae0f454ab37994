import type { SucceedState } from '../../asl/model.ts';
import { leaveState, prepareDataFlow } from '../leave.ts';
import type { PreparedState } from '../model.ts';
import type { Preparation } from '../template.ts';
import { neverWaits } from './never-waits.ts';

/** Succeed: ends the frame with its input, or `Output`. */
export function prepareSucceed(state: SucceedState, preparation: Preparation): PreparedState {
  const flow = prepareDataFlow(state.Output === undefined ? {} : { Output: state.Output }, '', preparation);
  return { type: 'Succeed', enter: (visit) => leaveState(visit, { flow, otherwise: visit.frame.input }), resume: neverWaits };
}
