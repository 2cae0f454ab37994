import { describe, expect, test } from 'vitest';
import { parseDocument } from '#shared/core/definition/parse.ts';

const MIB = 1024 * 1024;

function codesOf(text: string): readonly string[] {
  const parsed = parseDocument(text);
  return parsed.ok ? [] : parsed.error.map((diagnostic) => diagnostic.code);
}

function jsonOf(text: string): unknown {
  const parsed = parseDocument(text);
  return parsed.ok ? parsed.value.json : parsed.error;
}

describe('parseDocument() reads', () => {
  test('YAML and JSON of the same document alike', () => {
    const yaml = 'a:\n  - 1\n  - two\n  - {b: null, c: true}\nd: 2020-01-01\ne: "0x1F"\nf: yes\n';
    const json = { a: [1, 'two', { b: null, c: true }], d: '2020-01-01', e: '0x1F', f: 'yes' };
    expect(jsonOf(yaml)).toEqual(json);
    expect(jsonOf(JSON.stringify(json))).toEqual(json);
    expect(jsonOf(JSON.stringify(json, null, 2))).toEqual(json);
  });

  test('objects in braces that are YAML and not JSON', () => {
    expect(jsonOf('{a: 1, b: [x, y,]}')).toEqual({ a: 1, b: ['x', 'y'] });
  });

  test('a byte order mark, Windows line ends, aliases, and a document between marks', () => {
    expect(jsonOf('\uFEFFa: 1\r\nb: 2\r\n')).toEqual({ a: 1, b: 2 });
    expect(jsonOf('a: &x {n: 1}\nb: *x\n')).toEqual({ a: { n: 1 }, b: { n: 1 } });
    expect(jsonOf('---\na: 1\n...\n')).toEqual({ a: 1 });
  });

  test('keys that JavaScript knows as ordinary keys', () => {
    expect(jsonOf('constructor: 1\ntoString: 2\nhasOwnProperty: 3\n')).toEqual({ constructor: 1, toString: 2, hasOwnProperty: 3 });
  });

  test('names in many scripts, also those beyond the basic plane', () => {
    expect(jsonOf('имя: 名前 𠮷 🙂\n')).toEqual({ имя: '名前 𠮷 🙂' });
  });
});

describe('positionOf()', () => {
  const parsed = parseDocument('document:\n  name: x\ndo:\n  - first:\n      set: {a: 1}\n  - second: {}\nshared: &s\n  deep: 1\nalias: *s\n');

  test.each([
    ['', 1, 1],
    ['/document/name', 2, 3],
    ['/do/1', 6, 5],
    ['/do/0/first/set/a', 5, 13],
    ['/do/0/first/absent', 4, 5],
    ['/do/9', 3, 1],
    ['/alias', 9, 1],
    ['/alias/deep', 8, 3],
  ])('%j is at %i:%i', (pointer, line, column) => {
    expect(parsed.ok && parsed.value.positionOf(pointer)).toEqual({ line, column });
  });

  test('finds places of JSON, with escaped keys', () => {
    const json = parseDocument('{\n  "a/b": {"c~d": [1,\n   2]}\n}');
    expect(json.ok && json.value.positionOf('/a~1b/c~0d/1')).toEqual({ line: 3, column: 4 });
  });
});

describe('parseDocument() refuses', () => {
  test.each([
    ['an empty text', '', 'UWF-1012'],
    ['only a comment', '# nothing\n', 'UWF-1012'],
    ['a list', '- a\n', 'UWF-1012'],
    ['a JSON list', '[1]', 'UWF-1012'],
    ['a single value', 'hello', 'UWF-1012'],
    ['broken YAML', 'a: [1\nb: 2\n', 'UWF-1001'],
    ['broken JSON', '{"a": ', 'UWF-1001'],
    ['a tab as indentation', 'a:\n\tb: 1\n', 'UWF-1001'],
    ['a key that stands twice', 'a: 1\nb: 2\na: 3\n', 'UWF-1004'],
    ['a JSON key that stands twice', '{"a": 1, "a": 1}', 'UWF-1004'],
    ['a key that stands twice by an escape', '{"a": 1, "\\u0061": 1}', 'UWF-1004'],
    ['a number as key', '1: a\n', 'UWF-1005'],
    ['true as key', 'true: a\n', 'UWF-1005'],
    ['no key', ': a\n', 'UWF-1005'],
    ['a list as key', '? [a]\n: b\n', 'UWF-1006'],
    ['an alias as key', 'a: &x y\n*x : 1\n', 'UWF-1006'],
    ['a merge key', 'a: &x {b: 1}\nc:\n  <<: *x\n', 'UWF-1006'],
    ['a binary value', 'a: !!binary aGk=\n', 'UWF-1006'],
    ['a tag of its own', 'a: !mine 1\n', 'UWF-1006'],
    ['a time stamp tag', 'a: !!timestamp 2020-01-01\n', 'UWF-1006'],
    ['a directive', '%YAML 1.1\n---\na: yes\n', 'UWF-1006'],
    ['an anchor round itself', 'a: &x\n  b: *x\n', 'UWF-1007'],
    ['an alias without anchor', 'a: *x\n', 'UWF-1007'],
    ['an alias before its anchor', 'a: *x\nb: &x 1\n', 'UWF-1007'],
    ['not a number', 'a: .nan\n', 'UWF-1008'],
    ['infinity', 'a: -.inf\n', 'UWF-1008'],
    ['an integer beyond 2^53', 'a: 9007199254740993\n', 'UWF-1008'],
    ['a JSON integer beyond 2^53', '{"a": -9007199254740993}', 'UWF-1008'],
    ['a number beyond doubles', '{"a": 1e999}', 'UWF-1008'],
    ['a control character', 'a: \u0007\n', 'UWF-1009'],
    ['a NUL as escape', '{"a": "\\u0000"}', 'UWF-1009'],
    ['half a surrogate pair', 'a: \uD800\n', 'UWF-1009'],
    ['half a surrogate pair as escape', '{"a": "\\uD800"}', 'UWF-1009'],
    ['a half pair in a key', '{"\\uDC00": 1}', 'UWF-1009'],
    ['a byte order mark inside', 'a: 1\n\uFEFFb: 2\n', 'UWF-1009'],
    ['two documents', 'a: 1\n---\nb: 2\n', 'UWF-1010'],
    ['a second document that is empty', 'a: 1\n---\n', 'UWF-1010'],
    ['__proto__', 'a:\n  __proto__: {b: 1}\n', 'UWF-1011'],
    ['__proto__ in JSON', '{"__proto__": {"b": 1}}', 'UWF-1011'],
  ])('%s', (_what, text, code) => {
    expect(codesOf(text)).toContain(code);
    expect(Object.hasOwn(Object.prototype, 'b')).toBe(false);
  });

  test('several slips of JSON at once, each at its place', () => {
    const parsed = parseDocument('{"a": 1,\n "b": \'x\',\n c: 2 // why\n "d": 01,\n}');
    const places = parsed.ok ? [] : parsed.error.map(({ message, position }) => [message, position?.line]);
    expect(places).toEqual([
      ['JSON strings stand in double quotes', 2],
      ['keys stand in double quotes', 3],
      ['JSON has no comments', 3],
      ['a comma is missing before this', 4],
      ['this is not a number as JSON writes it', 4],
      ['no comma may stand before the closing }', 4],
    ]);
  });

  test('several slips of YAML at once', () => {
    expect(codesOf('a: "\\q"\nb: "\\z"\nc: 1\n').filter((code) => code === 'UWF-1001').length).toBe(2);
  });

  test('never repeats a value in a message', () => {
    for (const text of ['a: "4111111111111111\n', '{"a": 4111111111111111111}', 'a: !4111111111111111 x', 'a: @4111111111111111', 'a: "\\4111111111111111"', '{"a": 4111111111111111x']) {
      expect(parseDocument(text).ok).toBe(false);
      expect(JSON.stringify(jsonOf(text))).not.toContain('4111111111111111');
    }
  });
});

describe('parseDocument() is safe from hostile sizes', () => {
  const fill = (unit: string): string => unit.repeat(Math.floor(MIB / unit.length) - 1);
  const bomb = (width: number): string => ['a0: &a0 [x]', ...Array.from({ length: 60 }, (_, index) => `a${index + 1}: &a${index + 1} [${Array.from({ length: width }, () => `*a${index}`).join()}]`)].join('\n');

  test.each([
    ['opening brackets', fill('['), 'UWF-1003'],
    ['opening braces', fill('{'), 'UWF-1003'],
    ['braces and keys', fill('{"a":'), 'UWF-1003'],
    ['YAML brackets after a key', `a: ${fill('[').slice(8)}`, 'UWF-1003'],
    ['dashes', fill('- '), 'UWF-1003'],
    ['question marks', fill('? '), 'UWF-1003'],
    ['keys in one line', fill('a: '), 'UWF-1003'],
    ['growing indentation', Array.from({ length: 1_400 }, (_, index) => `${' '.repeat(index)}a:`).join('\n'), 'UWF-1003'],
    ['65 levels', `${'['.repeat(65)}${']'.repeat(65)}`, 'UWF-1003'],
    ['doubling aliases', bomb(2), 'UWF-1002'],
    ['an alias in an alias in an alias', `${bomb(1)}\nb: [[[[[[*a60]]]]]]`, 'UWF-1003'],
    ['a long string in many places', `a: &a "${'x'.repeat(100_000)}"\nb: [${'*a, '.repeat(1_000)}]`, 'UWF-1002'],
    ['more than 1 MiB', `a: ${'x'.repeat(MIB)}`, 'UWF-1002'],
    ['more than 1 MiB of UTF-8', `a: ${'€'.repeat(MIB / 2)}`, 'UWF-1002'],
    ['very many values', `{"a":[${'1,'.repeat(60_000)}1]}`, 'UWF-1002'],
    ['very many keys', fill('a: 1\n'), 'UWF-1002'],
    ['very many closing brackets', fill(']'), 'UWF-1001'],
    ['very many anchors', fill('&a '), 'UWF-1002'],
    ['very many documents', fill('---\n'), 'UWF-1010'],
  ])('%s', (_what, text, code) => {
    const codes = codesOf(text);
    expect(codes).toContain(code);
    expect(codes.length).toBeLessThanOrEqual(50);
  });

  test('64 levels are read', () => {
    expect(parseDocument(`{"a":${'['.repeat(63)}${']'.repeat(63)}}`).ok).toBe(true);
    expect(parseDocument(`a: ${'['.repeat(63)}${']'.repeat(63)}`).ok).toBe(true);
  });

  test('a megabyte of brackets is refused at once', () => {
    const texts = [fill('['), `a: ${fill('[').slice(8)}`, fill('{"a":')];
    for (const text of texts) {
      const start = performance.now();
      parseDocument(text);
      expect(performance.now() - start).toBeLessThan(1_000);
    }
  });
});
