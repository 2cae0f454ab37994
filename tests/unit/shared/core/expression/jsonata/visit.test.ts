import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { childrenOf, mapAttachments, mapChildren, mapOwnChildren, walkExpression } from '#shared/core/expression/jsonata/visit.ts';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';
import { arbitraryExpression } from './arbitrary-expression.ts';
import { astOf } from './support.ts';

const EVERYTHING = '($a := a[1]#$i^(>b){c: d}; $f(?, -1) ~> function($x){ $x ? *[2] : **[0]#$j }; |a|{"b": [null, /x/]}, "c"|; $g($x = 1)[true]{"k": e.%})';

describe('visiting', () => {
  test('a rewrite that changes nothing leaves every tree as it is', () => {
    fc.assert(fc.property(arbitraryExpression, (ast) => {
      expect(mapChildren(ast, (child) => child)).toEqual(ast);
    }));
    expect(mapChildren(astOf(EVERYTHING), (child) => child)).toEqual(astOf(EVERYTHING));
  });

  test('children stand in the order of the text', () => {
    const texts = (text: string) => childrenOf(astOf(text)).map((child) => printExpression(child));
    expect(texts('a[1].b^(c){d: e}')).toEqual(['a', '1', 'b', '$^(c)', 'd', 'e']);
    expect(texts('$f(a, b)[c]{d: e}')).toEqual(['$f', 'a', 'b', 'c', 'd', 'e']);
    expect(texts('a ? b : c')).toEqual(['a', 'b', 'c']);
    expect(texts('|a|b, c|')).toEqual(['a', 'b', 'c']);
    expect(texts('1')).toEqual([]);
  });

  test('a walk passes every node, parents first', () => {
    const kinds: string[] = [];
    walkExpression(astOf('-(1 + $x)'), (node) => kinds.push(node.kind));
    expect(kinds).toEqual(['negate', 'block', 'binary', 'number', 'variable']);
    const seen = new Set<string>();
    walkExpression(astOf(EVERYTHING), (node) => seen.add(node.kind));
    expect(seen.size).toBe(23);
  });

  test('own parts and attachments are rewritten apart', () => {
    const one = astOf('1');
    expect(printExpression(mapOwnChildren(astOf('$f(a)[b]{c: d}'), () => one))).toBe('1(1)[b]{c: d}');
    expect(printExpression(mapAttachments(astOf('$f(a)[b]{c: d}'), () => one))).toBe('$f(a)[1]{1: 1}');
  });
});
