import { describe, expect, test } from 'vitest';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';
import { rebaseExpression, usesRootContext } from '#shared/core/expression/jsonata/rebase.ts';
import { astOf, valueOf } from './support.ts';

function rebase(text: string, variables: Readonly<Record<string, string>> = {}, root = '$states.input'): string {
  const map = new Map(Object.entries(variables).map(([name, replacement]) => [name, astOf(replacement)]));
  return printExpression(rebaseExpression(astOf(text), { root: astOf(root), variables: map }));
}

describe('rebaseExpression()', () => {
  test('puts replacements in the place of variables', () => {
    expect(rebase('$input.a & $context.b[0]', { input: '$states.input', context: '$ctx' })).toBe('$states.input.a & $ctx.b[0]');
    expect(rebase('$map($input.items, function($i){ $i.x + $input.y })', { input: '$in_1' })).toBe('$map($in_1.items, function($i){ $i.x + $in_1.y })');
    expect(rebase('$task.name', { task: '{"name": "store"}' })).toBe("{'name': 'store'}.name");
    expect(rebase('$x[0]', { x: '$states.input.list' })).toBe('($states.input.list)[0]');
    expect(rebase('$x[0].a', { x: '$states.result' })).toBe('$states.result[0].a');
    expect(rebase('$x[]', { x: '$y[0]' })).toBe('($y[0])[]');
    expect(rebase('$x{a: b}', { x: '$states.input' })).toBe('$states.input{a: b}');
    expect(rebase('$x#$i.a', { x: '$a.b' })).toBe('($a.b)#$i.a');
    expect(rebase('$x@$v.a', { x: '$a.b' }, '$r')).toBe('$r.($a.b)@$v.a');
    expect(rebase('$x.a', { x: '$y{k: v}' })).toBe('$y{k: v}.a');
    expect(rebase('$x.a', { x: '$y.z{k: v}' })).toBe('($y.z{k: v}).a');
    expect(rebase('$x.a', { x: '3' })).toBe('(3).a');
  });

  test('leaves what the author binds himself', () => {
    expect(rebase('function($input){ $input.a }', { input: '$states.input' })).toBe('function($input){ $input.a }');
    expect(rebase('($input := 1; $input)', { input: '$states.input' })).toBe('($input := 1; $input)');
    expect(rebase('a@$input.b[c = $input]', { input: '$other' })).toBe('$states.input.a@$input.b[c = $input]');
  });

  test('gives a name that is also read from outside its outer meaning first', () => {
    expect(rebase('($y := $input; $input := 1; $y + $input)', { input: '$states.input' })).toBe('($input := $states.input; ($y := $input; $input := 1; $y + $input))');
    expect(rebase('$map($input, function($input){ $input + 1 })', { input: '$in' })).toBe('($input := $in; $map($input, function($input){ $input + 1 }))');
  });

  test('renames a variable of the author that would hide one of ours', () => {
    expect(rebase('($states := a; $states_1 := 2; $states & b)')).toBe('($states_2 := $states.input.a; $states_1 := 2; $states_2 & $states.input.b)');
    expect(rebase('function($states){ $states + a }')).toBe('function($states_1){ $states_1 + $states.input.a }');
    expect(rebase('x@$states#$states[1]#$states^($states).y')).toBe('$states.input.x@$states_1#$states_1[1]#$states_1^($states_1).y');
    expect(rebase('($states; $states := 1; a)')).toBe('($states_1 := $states; ($states_1; $states_1 := 1; $states.input.a))');
  });

  test('hands the root to functions that would take the context', () => {
    expect(rebase('$uppercase()')).toBe('$uppercase($states.input)');
    expect(rebase('a.$uppercase()')).toBe('$states.input.a.$uppercase()');
    expect(rebase("'x' ~> $contains()")).toBe("$contains($states.input, 'x')");
    expect(rebase("'x' ~> $contains('y')")).toBe("'x' ~> $contains('y')");
    expect(rebase('$map(a, $uppercase)')).toBe('$map($states.input.a, $uppercase)');
    expect(rebase('($uppercase := function(){ 1 }; $uppercase())')).toBe('($uppercase := function(){ 1 }; $uppercase())');
    expect(rebase('function($s)<s-:s>{ $s }()')).toBe('function($s)<s-:s>{ $s }($states.input)');
    expect(rebase("function($s)<s-:s>{ $s }('a')")).toBe("function($s)<s-:s>{ $s }('a')");
    expect(rebase('function($s)<s:s>{ $s }(a)')).toBe('function($s)<s:s>{ $s }($states.input.a)');
    expect(rebase('function($s){ $s }(a)')).toBe('function($s){ $s }($states.input.a)');
    expect(rebase('function($n, $s)<n+s->{ $s }(1)')).toBe('$states.input.function($n, $s)<n+s->{ $s }(1)');
    expect(rebase('($f := function($s)<s-:s>{ $s }; $f())')).toBe('($f := function($s)<s-:s>{ $s }; $states.input.$f())');
    expect(rebase("($f := function($s)<s-s:s>{ $s }; 'a' ~> $f())")).toBe("($f := function($s)<s-s:s>{ $s }; $states.input.('a' ~> $f()))");
  });

  test.each([
    ['$', '$states.input'],
    ['$$', '$states.input'],
    ['$[0]', '$states.input[0]'],
    ['$[]', '$states.input[]'],
    ['$.a', '$states.input.a'],
    ['$$.a[b = $$.c]', '$states.input.a[b = $states.input.c]'],
    ['a.b[c > d]', '$states.input.a.b[c > d]'],
    ['a{b: c}', '$states.input.a{b: c}'],
    ['a^(b, >$.c)', '$states.input.a^(b, >$.c)'],
    ['$^(b)', '$states.input^(b)'],
    ['$#$i[0]', '$states.input#$i[0]'],
    ['*', '$states.input.*'],
    ['*[0]', '$states.input.(*[0])'],
    ['**[]', '$states.input.**[]'],
    ['*[0][]', '$states.input.(*[][0])[]'],
    ['*{a: b}', '$states.input.*{a: b}'],
    ['{"a": b, c: d}', "{'a': $states.input.b, $states.input.c: $states.input.d}"],
    ['(a; function($x){ b & $x })', '($states.input.a; function($x){ $states.input.b & $x })'],
    ['a.(b; function(){ c })', '$states.input.a.(b; function(){ c })'],
    ['$ ~> |a|{"b": c}, d|', "$states.input ~> |a|{'b': c}, d|"],
    ['|a|{"b": $$.c}|', "|a|{'b': $states.input.c}|"],
    ['a.%.b', '$states.input.a.%.b'],
    ['(a + b).c', '($states.input.a + $states.input.b).c'],
    ['[a, b].c', '[$states.input.a, $states.input.b].c'],
    ['a@$x.b', '$states.input.a@$x.b'],
    ['$@$x.b', '$states.input.$@$x.b'],
    ['a.$$@$x.b', '$states.input.a.($states.input)@$x.b'],
    ['(a)@$x.b', '$states.input.(a)@$x.b'],
    ['a ? b : c', '$states.input.a ? $states.input.b : $states.input.c'],
    ['$f(?, a)', '$f(?, $states.input.a)'],
    ['1', '1'],
  ])('follows the context through %s', (text, expected) => {
    expect(rebase(text)).toBe(expected);
  });

  test('takes any expression for the root', () => {
    expect(rebase('a.b & $', {}, '$ctx')).toBe('$ctx.a.b & $ctx');
    expect(rebase('a', {}, '$merge([$x, {"y": 1}])')).toBe("$merge([$x, {'y': 1}]).a");
    expect(rebase('a', {}, '$x.y{k: v}')).toBe('($x.y{k: v}).a');
    expect(rebase('$[0]', {}, '$ctx')).toBe('$ctx[0]');
    expect(rebase('$[0]', {}, '($x)')).toBe('($x)[0]');
    expect(rebase('$.a', {}, '$x.y{k: v}')).toBe('($x.y{k: v}).a');
    expect(rebase('$#$i[0]', {}, '$x.y')).toBe('($x.y)#$i[0]');
  });

  test('a mark that an array is kept survives the longer path', () => {
    const text = rebase('a[] ~> $map(function($v){ $v })');
    expect(valueOf(text, { variables: { states: { input: { a: 1 } } } })).toEqual([1]);
  });
});

describe('usesRootContext()', () => {
  test.each(['a', '$', '$$', '$x[a = $$.b]', '*', '$length()', '{"a": b}', 'function(){ a }', '$x.y & z'])('%s uses it', (text) => {
    expect(usesRootContext(astOf(text))).toBe(true);
  });

  test.each(['1', '$x.a', '$x[a = $.b]', '$x{a: b}', '$x^(a)', '|a|{"b": c}|', '$length($x)', '$x.$length()', '$map($x, function($v){ $v.a })', '$x.*'])('%s does not', (text) => {
    expect(usesRootContext(astOf(text))).toBe(false);
  });
});
