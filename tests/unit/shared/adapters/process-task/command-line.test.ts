import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitCommandLine } from '#shared/adapters/process-task/command-line.ts';

describe('splitCommandLine()', () => {
  test.each<[string, readonly string[]]>([
    ['echo hello', ['echo', 'hello']],
    ['  a \t b\n', ['a', 'b']],
    ["echo 'a  b' c", ['echo', 'a  b', 'c']],
    ['echo "a  b"c', ['echo', 'a  bc']],
    ["echo '$HOME' '`x`' 'a;b'", ['echo', '$HOME', '`x`', 'a;b']],
    ['echo "it\'s" \'say "x"\'', ['echo', "it's", 'say "x"']],
    ['echo "a\\"b\\\\c\\d\\$e"', ['echo', 'a"b\\c\\d$e']],
    ['a\\ b \\; \\$x', ['a b', ';', '$x']],
    ["a '' \"\"", ['a', '', '']],
    ['a --b=c#d e~f', ['a', '--b=c#d', 'e~f']],
    ['a \\\n b', ['a', 'b']],
    ['a "b\\\nc"', ['a', 'bc']],
    ['{a,b} x=y ключ', ['{a,b}', 'x=y', 'ключ']],
  ])('splits %j as a shell does', (line, words) => {
    expect(splitCommandLine(line)).toEqual({ ok: true, value: words });
  });

  test.each(['a | b', 'a; b', 'a && b', 'a > b', 'a < b', '(a)', 'a\nb', 'a $HOME', 'a ${x}', 'a `b`', 'a "$x"', 'a "`x`"', 'a *', 'a b?', 'a [x]', 'a # b', 'a ~/x', 'input=$(cat)'])('refuses %j, which needs a shell', (line) => {
    expect(splitCommandLine(line)).toEqual({ ok: false, error: expect.stringContaining('needs a shell') });
  });

  test.each([['', 'is empty'], [' \n ', 'is empty'], ["a 'b", 'not closed'], ['a "b', 'not closed'], ['a \\', 'backslash']])('refuses %j', (line, why) => {
    expect(splitCommandLine(line)).toEqual({ ok: false, error: expect.stringContaining(why) });
  });

  test('gives back any words that were quoted for a shell', () => {
    const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
    fc.assert(fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { minLength: 1, maxLength: 6 }), (words) => {
      expect(splitCommandLine(words.map(quote).join(' '))).toEqual({ ok: true, value: words });
    }));
  });
});
