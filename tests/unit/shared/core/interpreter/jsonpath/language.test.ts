import { describe, expect, test } from 'vitest';
import type { AslState, ChoiceState, MapState } from '#shared/core/asl/model.ts';
import { PREFIX, jsonpath, outcome, prepared, quiet, quoting, reported } from './support.ts';

const choice: ChoiceState = {
  Type: 'Choice',
  InputPath: '$.in',
  OutputPath: '$.out',
  Choices: [],
  Assign: { 'v.$': '$.n' },
};

describe('JSONPath as a language of states', () => {
  test('is named', () => {
    expect(jsonpath.name).toBe('JSONPath');
  });

  test.each<[AslState, readonly string[]]>([
    [{ Type: 'Pass', End: true, Output: 1 }, ['/Output Output is a field of JSONata states only']],
    [{ Type: 'Task', Resource: 'uwf:http', End: true, Arguments: {} }, ['/Arguments Arguments is a field of JSONata states only']],
    [{ Type: 'Map', End: true, Items: [] }, ['/Items Items is a field of JSONata states only']],
    [{ Type: 'Pass', End: true, Result: 1 }, []],
  ])('%j has fields of its own', (state, problems) => {
    expect(reported((preparation) => jsonpath.checkFields(state, preparation))).toEqual(problems);
  });

  test('a state without work gives its effective input', () => {
    const exit = prepared((preparation) => jsonpath.plainExit(choice, preparation));
    expect(outcome(exit(quoting({ in: { n: 1, out: 2 } }), {}))).toEqual({ output: 2, assigned: { v: 1 } });
    expect(outcome(prepared((preparation) => jsonpath.plainExit({ Type: 'Succeed', OutputPath: null }, preparation))(quoting({ a: 1 }), {}))).toEqual({ output: {} });
    expect(outcome(prepared((preparation) => jsonpath.plainExit({ Type: 'Wait', Seconds: 1, InputPath: null }, preparation))(quoting({ a: 1 }), {}))).toEqual({ output: {} });
  });

  test('a rule sees the effective input and has an Assign of its own', () => {
    const rule = prepared((preparation) => jsonpath.rule({ Variable: '$.n', IsPresent: true, Next: 'x', Assign: { r: 1 } } as never, 0, { state: choice, preparation }));
    const visit = quoting({ in: { n: 1, out: 2 } });
    expect(outcome(rule.holds(visit))).toBe(true);
    expect(outcome(rule.exit(visit, {}))).toEqual({ output: 2, assigned: { r: 1 } });
    expect(outcome(rule.holds(quoting({})))).toEqual({ error: 'States.Runtime', cause: "Invalid path '$.in' : No results for path: $['in']" });
  });

  test('a Wait, a timeout, a number and the items of a Map see the effective input', () => {
    const visit = quoting({ in: { n: 5, list: [1] } });
    expect(outcome(prepared((preparation) => jsonpath.dueAt({ Type: 'Wait', InputPath: '$.in', SecondsPath: '$.n' }, preparation))(visit))).toBe(visit.turn.event.at + 5000);
    expect(outcome(prepared((preparation) => jsonpath.seconds({ Type: 'Task', Resource: 'uwf:http', InputPath: '$.in', TimeoutSecondsPath: '$.n' }, 'TimeoutSeconds', preparation))(visit))).toBe(5);
    expect(outcome(prepared((preparation) => jsonpath.number({ holder: { InputPath: '$.in', MaxConcurrencyPath: '$.n' }, name: 'MaxConcurrency' }, preparation))(visit))).toBe(5);
    expect(outcome(prepared((preparation) => jsonpath.items({ Type: 'Map', InputPath: '$.in', ItemsPath: '$.list' }, preparation))(visit))).toEqual([1]);
  });

  test('an item selector is ItemSelector, or Parameters as it was called before', () => {
    const select = (fields: Partial<MapState>) => prepared((preparation) => jsonpath.itemSelector({ Type: 'Map', ...fields }, preparation));
    const visit = { ...quoting({ in: { a: 1 } }), item: { index: 3, value: 'item' } };
    const template = { 'index.$': '$$.Map.Item.Index', 'value.$': '$$.Map.Item.Value', 'a.$': '$.a' };
    expect(select({})).toBeUndefined();
    for (const name of ['ItemSelector', 'Parameters']) {
      const read = select({ InputPath: '$.in', [name]: template });
      expect(read === undefined ? undefined : outcome(read(visit))).toEqual({ index: 3, value: 'item', a: 1 });
    }
  });

  test('any other template sees the whole input', () => {
    const read = prepared((preparation) => jsonpath.template({ value: { 'a.$': '$.a' }, location: 'ItemReader/Parameters' }, preparation));
    expect(read === undefined ? undefined : outcome(read(quoting({ a: 1 })))).toEqual({ a: 1 });
    expect(prepared((preparation) => jsonpath.template({ value: undefined, location: 'ItemReader/Parameters' }, preparation))).toBeUndefined();
  });

  test('failures of values are failures of the state for good', () => {
    expect(jsonpath.fail(quiet({}), 'ToleratedFailureCount', { safe: 'safe', full: 'full' })).toEqual({ error: 'States.Runtime', cause: `${PREFIX}safe` });
  });
});
