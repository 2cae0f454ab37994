import { describe, expect, test } from 'vitest';
import { boundNames, freeVariables } from '#shared/core/expression/jsonata/free-variables.ts';
import { astOf } from './support.ts';

function free(text: string): readonly string[] {
  return [...freeVariables(astOf(text))].toSorted();
}

describe('freeVariables()', () => {
  test.each<[string, readonly string[]]>([
    ['$a + $b.c[$d = $].e', ['a', 'b', 'd']],
    ['$ & $$ & name', []],
    ['$sum($x) & $now()', ['x']],
    ['($a := 1; $a)', []],
    ['($a; $a := 1)', ['a']],
    ['($a := $a + 1; $a)', ['a']],
    ['(($a := 1); $a)', ['a']],
    ['($c ? ($a := 1); $a)', ['a', 'c']],
    ['($c ? $a := 1 : $a := 2; $a)', ['a', 'c']],
    ['($c and ($a := 1); $a)', ['a', 'c']],
    ['(1 + ($x := 2); $x)', ['x']],
    ['([$a := 1, 2]; $a)', []],
    ['[$a := 1, $a]', ['a']],
    ['(-($q); $f($a := 1, $a))', ['f', 'q']],
    ['function($a, $b){ $a + $b + $c }', ['c']],
    ['($f := function($n){ $n < 1 ? 0 : $f($n - 1) }; $f(3))', []],
    ['($even := function($n){ $n = 0 or $odd($n - 1) }; $odd := function($n){ $n > 0 and $even($n - 1) }; $odd(3))', []],
    ['($f := function(){ $g }; $g := function(){ 1 }; $f())', ['g']],
    ['($f := function($g){ $g() }; $g := function(){ 1 }; $f($h))', ['h']],
    ['($f := function(){ $later }; $later := 1; $f())', ['later']],
    ['a@$l.b#$i[$l.x = $i]{$l: $i}', []],
    ['a@$l.b; $l'.replace('; $l', ''), []],
    ['(a@$l.b; $l)', ['l']],
    ['a[0]#$i[$i > 1 and $j]', ['j']],
    ['$x^(>$y)', ['x', 'y']],
    ['$x{$k: $v}[]', ['k', 'v', 'x']],
    ['(1)[$p]', ['p']],
    ['{$k: $v}', ['k', 'v']],
    ['|$a|$b, $c|', ['a', 'b', 'c']],
    ['$a ~> $f(?, $b)', ['a', 'b', 'f']],
    ['($uppercase := $own; $uppercase("a"))', ['own']],
    ['($m := 1)[$m]', ['m']],
    ['[1..$n]', ['n']],
  ])('of %s', (text, expected) => {
    expect(free(text)).toEqual(expected);
  });
});

describe('boundNames()', () => {
  test('finds what binds, wherever it stands', () => {
    expect([...boundNames(astOf('($a := function($b){ x@$c.y#$d[0]#$e[($f := 1)] }; $g)'))].toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });
});
