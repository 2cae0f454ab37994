import { describe, expect, test } from 'vitest';
import type { MapState } from '#shared/core/asl/model.ts';
import { prepareInputPath } from '#shared/core/interpreter/jsonpath/exit.ts';
import { prepareItems } from '#shared/core/interpreter/jsonpath/items.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { outcome, prepared, quoting } from './support.ts';

function items(fields: Partial<MapState>, input: JsonValue): unknown {
  const state: MapState = { Type: 'Map', ...fields };
  return outcome(prepared((preparation) => prepareItems(state, prepareInputPath(state, preparation), preparation))(quoting(input, { variables: { list: [7] } })));
}

describe('ItemsPath', () => {
  test.each<[Partial<MapState>, JsonValue, JsonValue]>([
    [{}, [1, 2], [1, 2]],
    [{ ItemsPath: '$.a' }, { a: [1] }, [1]],
    [{ ItemsPath: '$[0]' }, [[1]], [1]],
    [{ ItemsPath: '$.b', InputPath: '$.a' }, { a: { b: [] } }, []],
    [{ ItemsPath: '$list' }, {}, [7]],
    [{ ItemsPath: '$$.Execution.Input.a' }, { a: [3] }, [3]],
    [{ ItemsPath: '$.a[?(@.x)]' }, { a: [{ x: 1 }, {}] }, [{ x: 1 }]],
  ])('%j of %j', (fields, input, expected) => {
    expect(items(fields, input)).toEqual(expected);
  });

  test.each<[Partial<MapState>, JsonValue, string]>([
    [{}, { a: 1 }, 'Reference path "$" must point to array.'],
    [{ ItemsPath: '$.a' }, { a: 'text' }, 'Reference path "$.a" must point to array.'],
    [{ ItemsPath: '$$' }, [], 'Reference path "$" must point to array.'],
    [{ ItemsPath: '$$.Execution.Input' }, {}, 'Reference path "$.Execution.Input" must point to array.'],
    [{ ItemsPath: '$unknown' }, {}, "Invalid path '$unknown' : No results for path: $unknown"],
    [{ InputPath: '$.no' }, {}, "Invalid path '$.no' : No results for path: $['no']"],
  ])('%j of %j fails for good', (fields, input, cause) => {
    expect(items(fields, input)).toEqual({ error: 'States.Runtime', cause });
  });

  test('tells the step that finds nothing', () => {
    expect(items({ ItemsPath: '$.discovery.objects' }, { discovery: { statusCode: 500 } })).toEqual({ error: 'States.ReferencePathConflict', cause: 'Unable to apply step "objects" to input {"statusCode":500}' });
  });
});
