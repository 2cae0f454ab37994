import { describe, expect, test } from 'vitest';
import { compileExpression, parseExpression } from '#shared/core/expression/jsonata/parse.ts';
import { astOf, refusalOf } from './support.ts';

describe('parseExpression()', () => {
  test('gives a tree with positions of tokens', () => {
    expect(astOf('amount  >= 10')).toEqual({
      kind: 'binary',
      operator: '>=',
      position: 8,
      lhs: { kind: 'path', steps: [{ node: { kind: 'name', value: 'amount', position: 0 }, stages: [] }] },
      rhs: { kind: 'number', value: 10, position: 11 },
    });
  });

  test('says what is wrong and where', () => {
    const parsed = parseExpression('a + ) b');
    expect(parsed).toMatchObject({ ok: false, error: { code: 'S0211', position: 4 } });
    expect(parseExpression('"open')).toMatchObject({ ok: false, error: { code: 'S0101', message: 'String literal must be terminated by a matching quote' } });
    expect(parseExpression('')).toMatchObject({ ok: false, error: { code: 'S0207', position: 0 } });
  });

  test.each(['$eval("1")', '($f := $eval; $f("1"))', '"1" ~> $eval', '$map(["1"], $eval)', '($eval := 1)', 'function($eval){ 1 }'])('refuses $eval in %s', (text) => {
    expect(refusalOf(text)).toBe('U0201');
  });

  test.each(['$ := 1', '($$ := 1; a)', 'function($){ 1 }', 'function($$){ $$ }', 'a@$.b', 'a#$.b', 'a[0]#$$.b'])('refuses to bind the context in %s', (text) => {
    expect(refusalOf(text)).toBe('U0202');
  });

  test('names the construct of a regular expression that it refuses', () => {
    expect(parseExpression('$match(a, /(x)\\1/)')).toMatchObject({
      ok: false,
      error: { code: 'U0301', position: 10, message: 'The regular expression is not supported: a backreference' },
    });
  });

  test.each([
    ['brackets', '('.repeat(5000) + '1' + ')'.repeat(5000)],
    ['open brackets', '['.repeat(30_000)],
    ['objects', '{"a":'.repeat(6000)],
    ['signs', `${'-'.repeat(30_000)}1`],
    ['a chain of operators', `1${'+1'.repeat(10_000)}`],
    ['a long path', `a${'.a'.repeat(10_000)}`],
    ['conditions', 'a?b:'.repeat(5000)],
    ['functions', 'function($x){'.repeat(2000)],
    ['comments', `${'/**/'.repeat(8000)}1`],
    ['filters', 'a['.repeat(10_000)],
  ])('refuses %s nested too deeply, and does not run out of stack', (_, text) => {
    expect(refusalOf(text)).toBe('U0102');
  });

  test('takes what is nested less than the limit', () => {
    expect(refusalOf(`1${'+1'.repeat(150)}`)).toBe('accepted');
    expect(refusalOf(`${'('.repeat(90)}1${')'.repeat(90)}`)).toBe('accepted');
  });

  test('refuses a text beyond 32 KiB, counted in bytes', () => {
    expect(refusalOf(`"${'x'.repeat(32 * 1024 - 2)}"`)).toBe('accepted');
    expect(refusalOf(`"${'x'.repeat(32 * 1024 - 1)}"`)).toBe('U0101');
    expect(refusalOf(`"${'ä'.repeat(16 * 1024)}"`)).toBe('U0101');
    expect(refusalOf('x'.repeat(1_000_000))).toBe('U0101');
  });

  test.each(['??', '?:'])('refuses %s that doubles its left side again and again', (operator) => {
    const nested = Array.from({ length: 60 }).reduce<string>((text) => `(${text} ${operator} b)`, 'a');
    expect(refusalOf(nested)).toBe('U0103');
    expect(refusalOf(`((a ${operator} b) ${operator} c) ${operator} /x/`)).toBe('accepted');
  });

  test.each(['function($x)<s+s+s+s+s+s+s+s+s+s:s>{ 1 }', 'function($x)<(]>{ 1 }', 'function($x)<[>{ 1 }', 'function($x)<(^a)>{ 1 }'])('refuses the signature of %s', (text) => {
    expect(refusalOf(text)).toBe('U0104');
  });

  test('keeps what it has compiled', () => {
    expect(compileExpression('kept.once')).toBe(compileExpression('kept.once'));
  });

  test('forgets when it has kept many', () => {
    const first = compileExpression('first.of.many');
    for (let index = 0; index < 2001; index += 1) compileExpression(`v${index}`);
    const again = compileExpression('first.of.many');
    expect(again).not.toBe(first);
    if (!first.ok || !again.ok) expect.fail('compiles');
    expect(again.value.ast).toEqual(first.value.ast);
  });
});
