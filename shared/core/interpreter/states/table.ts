import type { AslState, ChoiceState, FailState, MapState, ParallelState, PassState, SucceedState, TaskState, WaitState } from '../../asl/model.ts';
import type { StatePreparation } from '../data-language.ts';
import type { PreparedState } from '../model.ts';
import { prepareChoice } from './choice.ts';
import { prepareFail } from './fail.ts';
import { prepareMap } from './map.ts';
import { prepareParallel } from './parallel.ts';
import { preparePass } from './pass.ts';
import { prepareSucceed } from './succeed.ts';
import { prepareTaskState } from './task.ts';
import { prepareWait } from './wait.ts';

interface StateOfType {
  readonly Pass: PassState;
  readonly Task: TaskState;
  readonly Choice: ChoiceState;
  readonly Wait: WaitState;
  readonly Succeed: SucceedState;
  readonly Fail: FailState;
  readonly Parallel: ParallelState;
  readonly Map: MapState;
}

type StateTable = { readonly [K in AslState['Type']]: (state: StateOfType[K], preparation: StatePreparation) => PreparedState };

/** Every kind of state that this engine executes, one row each. */
export const stateTable: StateTable = {
  Pass: preparePass,
  Task: prepareTaskState,
  Choice: prepareChoice,
  Wait: prepareWait,
  Succeed: prepareSucceed,
  Fail: prepareFail,
  Parallel: prepareParallel,
  Map: prepareMap,
};

/** True for a type of state that has a row; machines that come from elsewhere may name others. */
export function isExecutableType(type: string): type is AslState['Type'] {
  return Object.hasOwn(stateTable, type);
}

/** Binds the rules of a state's kind to the state. */
export function prepareState<K extends AslState['Type']>(state: StateOfType[K] & { readonly Type: K }, preparation: StatePreparation): PreparedState {
  return stateTable[state.Type](state, preparation);
}
