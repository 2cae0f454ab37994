import { describe, expect, test } from 'vitest';
import type { FailState } from '#shared/core/asl/model.ts';
import { prepareFailText } from '#shared/core/interpreter/jsonpath/fail-text.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { outcome, prepared, quoting, reported } from './support.ts';

function text(fields: Partial<FailState>, input: JsonValue, name: 'Error' | 'Cause' = 'Error'): unknown {
  return outcome(prepared((preparation) => prepareFailText({ Type: 'Fail', ...fields }, name, preparation))(quoting(input, { variables: { v: 'variable' } })));
}

describe('Fail in JSONPath', () => {
  test('gives its texts, or those that its paths and invocations give', () => {
    expect(text({}, {})).toBeUndefined();
    expect(text({ Error: '$.literal' }, {})).toBe('$.literal');
    expect(text({ ErrorPath: '$.e' }, { e: 'E' })).toBe('E');
    expect(text({ CausePath: '$v' }, {}, 'Cause')).toBe('variable');
    expect(text({ CausePath: "States.Format('{}!', $.e)" }, { e: 'E' }, 'Cause')).toBe('E!');
  });

  test('fails otherwise where a path finds nothing, or no text', () => {
    expect(text({ ErrorPath: '$.ErrorX' }, { a: 1 })).toEqual({ error: 'States.Runtime', cause: `The JSONPath '$.ErrorX' specified for the field 'ErrorPath' could not be found in the input '{"a":1}'` });
    expect(text({ CausePath: '$.a' }, { a: 1 }, 'Cause')).toEqual({ error: 'States.Runtime', cause: 'The CausePath field must refer to a string: $.a' });
  });

  test('is refused with both forms of a field, or with something that is no path', () => {
    expect(reported((preparation) => prepareFailText({ Type: 'Fail', Error: 'E', ErrorPath: '$.e' }, 'Error', preparation))).toEqual(['/ErrorPath A state has either Error or ErrorPath']);
    const problems = reported((preparation) => prepareFailText({ Type: 'Fail', CausePath: 'text' }, 'Cause', preparation)(quoting({})));
    expect(problems).toEqual(["/CausePath The value for the field 'CausePath' must be a valid JSONPath or a valid intrinsic function call"]);
  });
});
