import { describe, expect, test } from 'vitest';
import { refusal, valueOf } from './support.ts';

describe('functions of objects', () => {
  test.each([
    ["keys", {"b": 1, "a": 2}, ["a", "b"]],
    ["keys", [5, 6], [0, 1]],
    ["keys_unsorted | length", {"a": 1}, 1],
    ["has(\"a\")", {"a": null}, true],
    ["has(1)", [1], false],
    ["to_entries", {"a": null}, [{"key": "a", "value": null}]],
    ["to_entries", [7], [{"key": 0, "value": 7}]],
    ["from_entries", [{"key": "a", "value": 1}, {"k": "b", "v": 2}, {"name": "c", "Value": 3}, {"key": 1}], {"a": 1, "b": 2, "c": 3, "1": null}],
    ["with_entries(.value |= [.])", {"a": 1}, {"a": [1]}],
    ["getpath([\"a\", 0])", {"a": [5]}, 5],
    ["getpath([])", 3, 3],
    ["keys", 1, "error"],
  ])('%s of %j is %j', (text, input, expected) => {
    expect(valueOf(text, input)).toEqual(expected);
  });

  test.each([
    ["getpath(.a)", "getpath/1"],
    ["getpath([.a])", "getpath/1"],
  ])('%s is refused as %s, with a way out', (text, construct) => {
    expect(refusal(text)).toMatchObject({ construct, suggestion: expect.any(String) });
  });
});
