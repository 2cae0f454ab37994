import { describe, expect, test } from 'vitest';
import { errorOf, outcomeOf, valueOf } from './support.ts';

const a100k = 'a'.repeat(100_000);

describe('limits of an evaluation', () => {
  test.each([
    ['endless tail recursion', '($f := function($x){ $f($x) }; $f(1))', 'U1002'],
    ['endless recursion', '($f := function($x){ 1 + $f($x) }; $f(1))', 'U1001'],
    ['a range', '[1..10000000]', 'D2015'],
    ['a product of sequences', '[1..90000].([1..90000])', 'U1002'],
    ['a comparison of all with all', '$distinct([1..90000])', 'U1002'],
    ['a list that is copied for each item', '$reduce([1..90000], function($a, $v){ $append($a, $v) }, [])', 'U1002'],
    ['a list that doubles', '($d := function($s, $n){ $n = 0 ? $s : $d([$s, $s], $n - 1) }; $count($d([1], 40)))', 'D2015'],
    ['a text that doubles', '($d := function($s, $n){ $n = 0 ? $s : $d($s & $s, $n - 1) }; $length($d("abcdefgh", 40)))', 'U1004'],
    ['padding', '$pad("x", 10000000)', 'U1003'],
    ['padding to the left', '$pad("x", -1e300)', 'U1003'],
    ['joining', '$join([1..90000].("abc"), $pad("", 90000, "-"))', 'U1004'],
    ['joining without a separator', '$join([1..90000].("abcdefghijklmnopqrstuvwxyz"))', 'U1004'],
    ['replacing', '$replace($pad("", 90000, "a"), "a", $pad("", 90000, "b"))', 'U1004'],
    ['range()', '$range(1, 1e9, 1)', 'U1003'],
    ['partition()', '$partition($split($pad("", 90000, "a,"), ",") ~> $append($split($pad("", 99999, "a,"), ",")), 1) ~> $append([1..99999])', 'D2015'],
    ['a group that grows', '($x := [1..60000].{"k": "a"}; $append($x, $x){k: 1})', 'D2015'],
    ['nesting', '($d := function($s, $n){ $n = 0 ? $s : $d([[$s]], $n - 1) }; $string($d([1], 20000)))', 'U1001'],
    ['roman numbers', '$formatInteger(1e15, "I")', 'U1001'],
    ['a long picture', '$formatNumber(1, $pad("", 300, "0"))', 'U1004'],
    ['a long option', '$formatNumber(1, "0", {"minus-sign": $pad("", 300, "-")})', 'U1004'],
  ])('end %s', (_, text, code) => {
    expect(errorOf(text)).toMatchObject({ kind: 'limit', code });
  });

  test('end a search that looks to the end of the text for each of many matches', () => {
    expect(errorOf('$match($a, /a(.*b)?/)', { variables: { a: a100k } })).toMatchObject({ kind: 'limit', code: 'U1002' });
    expect(errorOf('$match($a, /(a{1,50}){1,3}|b/)', { variables: { a: a100k } })).toMatchObject({ kind: 'limit', code: 'U1002' });
  });

  test('let an ordinary search through a long text', () => {
    expect(valueOf('$contains($a, /(a+)+b/)', { variables: { a: a100k } })).toBe(false);
    expect(valueOf('$count($match($w, /\\w+/))', { variables: { w: 'word '.repeat(20_000) } })).toBe(20_000);
  });

  test('let ordinary work through', () => {
    expect(valueOf('$sum([1..100000])')).toBe(5000050000);
    expect(valueOf('$max([1..100000]) - $min([1..100000])')).toBe(99999);
    expect(valueOf('$sort($reverse([1..90000]))[0]')).toBe(1);
    expect(valueOf('[1..20000].{"k": $ % 2 = 0 ? "even" : "odd", "v": $}{k: $sum(v)}')).toEqual({ odd: 100_000_000, even: 100_010_000 });
    expect(valueOf('($f := function($n, $a){ $n = 0 ? $a : $f($n - 1, $a + $n) }; $f(9000, 0))')).toBe(40504500);
  });

  test('end a result that is too large, in bytes of its JSON', () => {
    expect(outcomeOf('$x', { variables: { x: 'x'.repeat(256 * 1024 - 2) } })).toMatchObject({ ok: true });
    expect(errorOf('$x', { variables: { x: 'x'.repeat(256 * 1024 - 1) } })).toMatchObject({ kind: 'limit', code: 'U1005' });
  });

  test('are what the caller says', () => {
    expect(errorOf('[1..11]', { limits: { sequenceItems: 10 } })).toMatchObject({ code: 'D2015' });
    expect(errorOf('1 + 1', { limits: { steps: 2 } })).toMatchObject({ code: 'U1002' });
    expect(errorOf('((1))', { limits: { depth: 2 } })).toMatchObject({ code: 'U1001' });
    expect(errorOf('"ab" & "c"', { limits: { textUnits: 2 } })).toMatchObject({ code: 'U1004' });
    expect(errorOf('"abc"', { limits: { outputBytes: 4 } })).toMatchObject({ code: 'U1005' });
    expect(valueOf('"abc"', { limits: { outputBytes: 5 } })).toBe('abc');
  });

  test('ranges beyond the whole numbers that a double holds come to an end', () => {
    expect(valueOf('[1e21..1e21]')).toEqual([1e21]);
    expect(valueOf('$count([9007199254740992..9007199254740995])')).toBeGreaterThan(0);
  });

  test.each(['$formatNumber(1/0, "0e0")', '$formatInteger(1/0, "a")'])('formats of infinity are errors: %s', (text) => {
    expect(errorOf(text)).toMatchObject({ kind: 'error', code: 'D1001' });
  });

  test.each(['grouping-separator', 'zero-digit'])('an empty %s is an error', (option) => {
    expect(errorOf(`$formatNumber(1, "0", {"${option}": ""})`)).toMatchObject({ kind: 'error', code: 'U2005' });
  });
});
