import type { AslCatcher, ParallelState, PassState, TaskState } from '../../asl/model.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { succeed } from '../../kernel/result.ts';
import type { PreparedExit, Read, WorkingState } from '../data-language.ts';
import { errorOutputOf } from '../failure.ts';
import type { Preparation } from '../template.ts';
import { prepareInputPath, preparePathExit, prepareResultPath, prepareTemplateOf } from './exit.ts';
import { preparePathField } from './path-field.ts';
import { evaluatePayload, prepareOptionalPayload } from './payload.ts';
import { pathScopeOf } from './scope.ts';

/** What a Task or Parallel gets for its work: `InputPath`, then `Parameters`. */
export function prepareWorkInput(state: TaskState | ParallelState | PassState, preparation: Preparation): Read<JsonValue> {
  return prepareTemplateOf(prepareInputPath(state, preparation), prepareOptionalPayload(state.Parameters, 'Parameters', preparation));
}

/** How a state is left after its work: `ResultSelector`, `Assign`, `ResultPath`, `OutputPath`. `Assign` sees the selected result. */
export function prepareWorkExit(state: WorkingState, preparation: Preparation): PreparedExit {
  const selector = prepareOptionalPayload(state.ResultSelector, 'ResultSelector', preparation);
  return preparePathExit(
    {
      value: (visit, { result = null }) => (selector === undefined ? succeed(result) : evaluatePayload(pathScopeOf(visit, result), selector)),
      assign: state.Assign,
      resultPath: prepareResultPath(state.ResultPath, 'ResultPath', preparation),
      outputPath: preparePathField(state.OutputPath, 'OutputPath', preparation),
      prefix: '',
    },
    preparation,
  );
}

/** How a Pass makes its output: its `Result`, which is never interpreted (NOTES §6), or its effective input. */
export function preparePassExit(state: PassState, preparation: Preparation): PreparedExit {
  const input = prepareWorkInput(state, preparation);
  const { Result: result } = state;
  return preparePathExit(
    {
      value: result === undefined ? input : () => succeed(result),
      assign: state.Assign,
      resultPath: prepareResultPath(state.ResultPath, 'ResultPath', preparation),
      outputPath: preparePathField(state.OutputPath, 'OutputPath', preparation),
      prefix: '',
    },
    preparation,
  );
}

/** How a state is left by a catcher: `ResultPath` puts the error output into the state's whole input; `Assign` sees the error output. */
export function prepareCatchExit(catcher: AslCatcher, prefix: string, preparation: Preparation): PreparedExit {
  return preparePathExit(
    {
      value: (_visit, { errorOutput }) => succeed(errorOutput ?? errorOutputOf({})),
      assign: catcher.Assign,
      resultPath: prepareResultPath(catcher.ResultPath, `${prefix}ResultPath`, preparation),
      outputPath: preparePathField(undefined, `${prefix}OutputPath`, preparation),
      prefix,
    },
    preparation,
  );
}
