import { ERROR_NAMES } from '../../asl/error-names.ts';
import type { PathRoots } from '../../expression/jsonpath/evaluate.ts';
import { assert } from '../../kernel/assert.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { fail, type Result } from '../../kernel/result.ts';
import { causePrefix, type CauseText } from '../causes.ts';
import { contextObject } from '../context-object.ts';
import type { StateFailure } from '../failure.ts';
import { visibleVariables } from '../frame.ts';
import type { Visit } from '../model.ts';

/** Everything that the paths of one visit see. The context object is made when a path asks for it. */
export interface PathScope {
  readonly visit: Visit;
  readonly roots: PathRoots;
}

/** Paths see `input` as `$`, and variables as they were on state entry (NOTES §4). */
export function pathScopeOf(visit: Visit, input: JsonValue = visit.frame.input): PathScope {
  const roots = {
    input,
    variables: visibleVariables(visit.turn.snapshot.root, visit.frame),
    get context() {
      return contextObject(visit);
    },
  };
  return { visit, roots };
}

/** A failure of a state's own processing, with the words that the program may tell. */
export function pathFailure(visit: Visit, error: string, text: CauseText): StateFailure {
  const { frame, name, turn } = visit;
  assert(frame.enteredSequence !== undefined, 'a state that reads its paths has been entered');
  const words = turn.program.options.causesQuoteValues ? text.full : text.safe;
  return { error, cause: `${causePrefix(name, frame.enteredSequence)}${words}` };
}

/** `States.Runtime`, which nothing catches (recorded: catch_states_runtime). */
export function failRuntime(visit: Visit, text: CauseText): Result<never, StateFailure> {
  return fail(pathFailure(visit, ERROR_NAMES.runtime, text));
}
