import { describe, expect, test } from 'vitest';
import { refusal, valueOf } from './support.ts';

describe('formats', () => {
  test.each([
    ["@base64", "Zü😀", "WsO88J+YgA=="],
    ["@uri", "a b&(!*')", "a%20b%26%28%21%2A%27%29"],
    ["@json \"v\\(.)\"", [1], "v[1]"],
    ["@text", null, "null"],
    ["@uri \"q=\\(.a)&x\"", {"a": "ü"}, "q=%C3%BC&x"],
  ])('%s of %j is %j', (text, input, expected) => {
    expect(valueOf(text, input)).toEqual(expected);
  });

  test.each([
    ["@csv", "@csv"],
    ["@base64d", "@base64d"],
    ["@sh \"\\(.a)\"", "@sh"],
  ])('%s is refused as %s, with a way out', (text, construct) => {
    expect(refusal(text)).toMatchObject({ construct, suggestion: expect.any(String) });
  });
});
