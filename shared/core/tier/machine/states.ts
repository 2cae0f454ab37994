import { choose } from './choice.ts';
import { leavePass, leaveWithoutResult } from './data-flow.ts';
import { failWith } from './fail.ts';
import { iterate } from './map.ts';
import { branch, perform, timer } from './work.ts';
import { goOn, type Visit } from './visit.ts';

/** Follows data through one state; what it leads to, and what it does that the zone does not allow, is in the lists of the visit. */
export function followState(visit: Visit): void {
  const { state } = visit.place;
  switch (state.Type) {
    case 'Pass':
      return goOn(visit, state.Next, leavePass(visit, state));
    case 'Task':
      return perform(visit, state);
    case 'Choice':
      return choose(visit, state);
    case 'Wait':
      timer(visit, state, 'Seconds');
      timer(visit, state, 'Timestamp');
      return goOn(visit, state.Next, leaveWithoutResult(visit, state, ''));
    case 'Succeed':
      return goOn(visit, undefined, leaveWithoutResult(visit, state, ''));
    case 'Fail':
      return failWith(visit, state);
    case 'Parallel':
      return branch(visit, state);
    case 'Map':
      return iterate(visit, state);
  }
}
