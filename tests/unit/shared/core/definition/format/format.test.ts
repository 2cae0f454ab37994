import { describe, expect, test } from 'vitest';
import { formatDocument } from '#shared/core/definition/format/format.ts';

function formatted(text: string): string {
  const outcome = formatDocument(text);
  return outcome.kind === 'unreadable' ? JSON.stringify(outcome.diagnostics) : `${outcome.kind === 'kept' ? 'KEPT ' : ''}${outcome.text}`;
}

describe('formatDocument() puts fields in the order of the language', () => {
  test('at the top, in the header and in tasks', () => {
    const text = 'do:\n  - a:\n      then: end\n      with: { z: 1, a: 2 }\n      if: ${ true }\n      call: f\ndocument:\n  version: 1.0.0\n  dsl: 1.0.3\n';
    expect(formatted(text)).toBe('document:\n  dsl: 1.0.3\n  version: 1.0.0\ndo:\n  - a:\n      if: ${ true }\n      call: f\n      with: { z: 1, a: 2 }\n      then: end\n');
  });

  test.each<[string, string, string]>([
    ['arguments of call: http', '{ with: { body: { b: 1, a: 2 }, endpoint: https://x.example, method: get }, call: http }', '{ call: http, with: { method: get, endpoint: https://x.example, body: { b: 1, a: 2 } } }'],
    ['a loop', '{ do: [{ x: { set: { b: 1 }, if: a } }], while: w, for: { in: l, each: i } }', '{ for: { each: i, in: l }, while: w, do: [{ x: { if: a, set: { b: 1 } } }] }'],
    ['a fork', '{ fork: { branches: [{ x: { then: exit, wait: { seconds: 1, minutes: 2 } } }], compete: true } }', '{ fork: { compete: true, branches: [{ x: { wait: { minutes: 2, seconds: 1 }, then: exit } }] } }'],
    ['cases', '{ switch: [{ one: { then: end, when: w } }] }', '{ switch: [{ one: { when: w, then: end } }] }'],
    ['a field that nobody knows: last', '{ colour: red, call: f }', '{ call: f, colour: red }'],
  ])('in %s', (_name, before, after) => {
    expect(formatted(`do:\n  - t: ${before}\n`)).toBe(`do:\n  - t: ${after}\n`);
  });

  test('but leaves data of the author as it is', () => {
    const text = 'input:\n  schema:\n    document:\n      properties: { then: {}, if: {} }\n      type: object\ndo:\n  - t:\n      set: { then: 1, if: 2 }\n';
    expect(formatted(text)).toBe(text);
  });
});

describe('formatDocument() keeps what a person wrote', () => {
  test('comments go with their field; headings and endings stay', () => {
    const text = ['# yaml-language-server: $schema=x', '', '# about the work', 'do: [] # nothing yet', 'document:', '  # the version', '  version: 1.0.0', '  # the name', '  name: n', '# the end', ''].join('\n');
    expect(formatted(text)).toBe(['# yaml-language-server: $schema=x', '', 'document:', '  # the name', '  name: n', '  # the version', '  version: 1.0.0', '# about the work', 'do: [] # nothing yet', '# the end', ''].join('\n'));
  });

  test('block texts, long lines and single blank lines', () => {
    const long = `\${ ${'$x + '.repeat(60)}1 }`;
    const text = `do:\n  - a:\n      set:\n        long: ${long}\n        block: |\n          one\n            two\n\n  - b:\n      set: { a: 1 }\n`;
    expect(formatted(text)).toBe(text);
  });

  test('anchors: fields are not moved where an alias would come before its anchor', () => {
    const text = 'do:\n  - a:\n      with: &shared { x: 1 }\n      call: f\n  - b:\n      with: *shared\n      call: f\n';
    expect(formatted(text)).toBe('do:\n  - a:\n      call: f\n      with: &shared { x: 1 }\n  - b:\n      call: f\n      with: *shared\n');
    const crossed = 'output:\n  as: &shape { x: 1 }\ninput:\n  from: *shape\n';
    expect(formatted(crossed)).toBe(crossed);
  });
});

describe('formatDocument() has one way to write', () => {
  test.each<[string, string, string]>([
    ['spaces', 'a:   {b:  1,c: [ 1,2 ]}', 'a: { b: 1, c: [1, 2] }\n'],
    ['indentation', 'do:\n- a:\n        set:\n             x: 1\n', 'do:\n  - a:\n      set:\n        x: 1\n'],
    ['quotes', 'a: "plain"\nb: "it\'s"\nc: "tab\\t"\nd: \'x\'\n', 'a: \'plain\'\nb: "it\'s"\nc: "tab\\t"\nd: \'x\'\n'],
    ['line endings and the byte order mark', '\ufeffa: 1\r\nb: 2\r\n', 'a: 1\nb: 2\n'],
    ['braces that are too long for a line', `a: { ${Array.from({ length: 20 }, (_, index) => `member${index}: value`).join(', ')} }\n`, `a:\n${Array.from({ length: 20 }, (_, index) => `  member${index}: value\n`).join('')}`],
    ['braces with a comment inside', 'a: {\n  b: 1, # one\n  c: 2 }\n', 'a:\n  b: 1 # one\n  c: 2\n'],
  ])('%s', (_name, before, after) => {
    expect(formatted(before)).toBe(after);
  });

  test('JSON stays JSON', () => {
    expect(formatted('{"do":[{"a":{"with":{"z":1},"call":"f"}}],"document":{"name":"n","dsl":"1.0.0"}}')).toBe(
      `${JSON.stringify({ document: { dsl: '1.0.0', name: 'n' }, do: [{ a: { call: 'f', with: { z: 1 } } }] }, undefined, 2)}\n`,
    );
  });
});

test('a text that cannot be read has the findings of the reader', () => {
  expect(formatDocument('do: [')).toMatchObject({ kind: 'unreadable', diagnostics: [{ code: 'UWF-1001' }] });
});
