import { describe, expect, test } from 'vitest';
import { valueOf } from './support.ts';

describe('truth', () => {
  test.each([
    ["if . then 1 else 2 end", 0, 1],
    ["if . then 1 else 2 end", "", 1],
    ["if . then 1 else 2 end", [], 1],
    ["if .a then 1 else 2 end", {}, 2],
    [".a and true", {"a": {}}, true],
    [".a or false", {"a": false}, false],
    ["null and true", null, false],
    ["(.a.b.c.d.e.f.g.h.i.j.k.l.m) | not", {}, true],
    [".a == 1 | not", {"a": 1}, false],
  ])('%s of %j is %j', (text, input, expected) => {
    expect(valueOf(text, input)).toEqual(expected);
  });
});
