import { toExpression, type PassState, type TaskState } from '../../asl/model.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { envelopeContent, toEvaluateEnvelope } from '../../tier/envelope.ts';

/**
 * A Pass in JSONata mode as a Task `uwf:evaluate`, to be used when its expressions must look at data which may not be in the clear where the
 * machine is driven: `Output` and `Assign` are evaluated together and taken apart again.
 */
export function evaluateTwinOf(state: PassState): TaskState | undefined {
  const template: JsonObject = { output: state.Output ?? toExpression('$states.input'), assign: state.Assign ?? {} };
  const content = envelopeContent(toEvaluateEnvelope(template));
  if (content === undefined) return undefined;
  const assign = Object.keys(state.Assign ?? {}).map((name) => [name, toExpression(`$states.result.assign.\`${name}\``)] as const);
  return {
    Type: 'Task',
    ...(state.QueryLanguage === undefined ? {} : { QueryLanguage: state.QueryLanguage }),
    Resource: 'uwf:evaluate',
    Arguments: content,
    Output: toExpression('$states.result.output'),
    ...(assign.length === 0 ? {} : { Assign: Object.fromEntries(assign) }),
    ...(state.Next === undefined ? { End: true as const } : { Next: state.Next }),
  };
}
