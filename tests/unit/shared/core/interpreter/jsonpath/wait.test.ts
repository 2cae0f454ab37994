import { describe, expect, test } from 'vitest';
import type { WaitState } from '#shared/core/asl/model.ts';
import { prepareInputPath } from '#shared/core/interpreter/jsonpath/exit.ts';
import { prepareDueAt } from '#shared/core/interpreter/jsonpath/wait.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { STARTED_AT } from '#tests/support/machines.ts';
import { outcome, prepared, quoting, reported } from './support.ts';

type Due = Partial<WaitState>;

function due(fields: Due, input: JsonValue = {}): unknown {
  const state: WaitState = { Type: 'Wait', ...fields };
  return outcome(prepared((preparation) => prepareDueAt(state, prepareInputPath(state, preparation), preparation))(quoting(input)));
}

describe('Wait in JSONPath', () => {
  test.each<[Due, JsonValue, number]>([
    [{ Seconds: 5 }, {}, STARTED_AT + 5000],
    [{ SecondsPath: '$.n' }, { n: 5 }, STARTED_AT + 5000],
    [{ Timestamp: '1970-01-01T00:00:01Z' }, {}, 1000],
    [{ TimestampPath: '$.t' }, { t: '1970-01-01T00:00:01.5Z' }, 1500],
    [{ TimestampPath: '$.t', InputPath: '$.in' }, { in: { t: '1970-01-01T00:00:01Z' } }, 1000],
  ])('%j is over in time', (fields, input, at) => {
    expect(due(fields, input)).toBe(at);
  });

  test.each<[Due, JsonValue, string]>([
    [{ TimestampPath: '$.t' }, { t: '2016-13-05T21:29:29Z' }, 'The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.t == 2016-13-05T21:29:29Z'],
    [{ TimestampPath: '$.t' }, { t: 5 }, 'The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.t == 5'],
    [{ TimestampPath: '$.t' }, {}, 'The TimestampPath parameter does not reference an input value: $.t'],
    [{ SecondsPath: '$.n' }, {}, 'The SecondsPath parameter does not reference an input value: $.n'],
    [{ TimestampPath: '$.t', InputPath: '$.no' }, {}, "Invalid path '$.no' : No results for path: $['no']"],
  ])('%j of %j fails for good', (fields, input, cause) => {
    expect(due(fields, input)).toEqual({ error: 'States.Runtime', cause });
  });

  test.each<[Due, string]>([
    [{}, ' A Wait has exactly one of Seconds, Timestamp, SecondsPath and TimestampPath'],
    [{ Seconds: 1, SecondsPath: '$.n' }, ' A Wait has exactly one of Seconds, Timestamp, SecondsPath and TimestampPath'],
    [{ Timestamp: '2016-12-05 21:29:29Z' }, '/Timestamp Timestamp must be an RFC 3339 timestamp with T and an offset'],
  ])('%j is refused', (fields, problem) => {
    expect(reported((preparation) => prepareDueAt({ Type: 'Wait', ...fields }, prepareInputPath({}, preparation), preparation)(quoting({})))).toContain(problem);
  });
});
