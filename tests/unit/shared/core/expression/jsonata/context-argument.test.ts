import { describe, expect, test } from 'vitest';
import type { CallNode } from '#shared/core/expression/jsonata/ast.ts';
import { hasContextParameter, signatureTakesContext, takesContext } from '#shared/core/expression/jsonata/context-argument.ts';
import { astOf } from './support.ts';

function takes(text: string): boolean {
  const call = astOf(text) as CallNode;
  return call.callee.kind === 'variable' && takesContext(call.callee.name, call.arguments);
}

describe('takesContext()', () => {
  test.each([
    '$uppercase()', '$length()', '$string()', '$keys()', '$substring(1)', '$substring(1, 2)', '$substringBefore("a")', '$contains(/a/)', '$replace("a", "b")', '$replace(/a/, "b", 1)', '$split(",")', '$split(/,/, 2)',
    '$match(/a/)', '$match(/a/, 1)', '$pad(5)', '$pad(-5, "#")', '$formatNumber("0")', '$formatNumber("0", {})', '$fromMillis()', '$fromMillis("[Y]")', '$round()', '$power(2)', '$lookup("a")', '$each(function($v){ $v })', '$sift($boolean)',
    '$sift(function($v){ $v })', '$number()', '$not()', '$toMillis()', '$clone()', '$formatInteger("w")',
  ])('%s takes it', (text) => {
    expect(takes(text)).toBe(true);
  });

  test.each([
    '$uppercase("a")', '$uppercase(a)', '$string(1)', '$string(a, true)', '$substring("abc", 1)', '$substring(a, 1)', '$substring(a, b, c)', '$substringBefore(a, "b")', '$replace("a", "b", "c")', '$replace(a, b, c)', '$split(a, ",")',
    '$match(a, /a/)', '$pad(a, 5)', '$fromMillis(1)', '$fromMillis(a, "[Y]")', '$round(1)', '$round(a, 2)', '$power(a, 2)', '$lookup(a, "b")', '$each(a, $f)', '$sift(a, $f)', '$sum([1])', '$sum()', '$now()', '$count()', '$mine()',
    '$length(1, 2)', '$boolean([])', '$not({})', '$formatBase(2)', '$toMillis("a")', '$string(null)', '$round(-a)', '$string(a = b)', '$uppercase(a & b)', '$string(true)', '$string(f())', '$round(1[0])',
  ])('%s does not', (text) => {
    expect(takes(text)).toBe(false);
  });
});

describe('signatures of an author', () => {
  test('are read the same way', () => {
    const args = (text: string) => (astOf(`$f(${text})`) as CallNode).arguments;
    expect(signatureTakesContext('<s-n:s>', args('1'))).toBe(true);
    expect(signatureTakesContext('<s-n:s>', args('"a", 1'))).toBe(false);
    expect(signatureTakesContext('<(ns)-n?>', args(''))).toBe(true);
    expect(signatureTakesContext('<sn>', args('1'))).toBe(false);
    expect(signatureTakesContext('<>', args(''))).toBe(false);
    expect(signatureTakesContext('<s-f<a<n>:s>>', args('$f'))).toBe(true);
  });

  test('have a context parameter or not', () => {
    expect(hasContextParameter('<n+s-:a<n>>')).toBe(true);
    expect(hasContextParameter('<s->')).toBe(true);
    expect(hasContextParameter('<ss:f<s-:s>>')).toBe(false);
  });
});
