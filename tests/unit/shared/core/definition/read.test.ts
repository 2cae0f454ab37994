import { describe, expect, test } from 'vitest';
import { readDefinition } from '#shared/core/definition/read.ts';

const HEAD = "document: {dsl: '1.0.3', namespace: bank, name: demo, version: 1.0.0}\nevaluate: {language: jsonata}\n";

describe('readDefinition()', () => {
  test('gives the definition with its source', () => {
    const { definition, source, diagnostics } = readDefinition(`${HEAD}do:\n  - hello: {set: {x: 1}}\n`);
    expect(diagnostics).toEqual([]);
    expect(definition?.identity).toEqual({ namespace: 'bank', name: 'demo', version: '1.0.0' });
    expect(definition?.tasks.map((task) => [task.kind, task.name, task.pointer])).toEqual([['set', 'hello', '/do/0/hello']]);
    expect(source?.positionOf('/do/0/hello')).toEqual({ line: 4, column: 5 });
  });

  test('keeps the definition when there are only warnings', () => {
    const { definition, diagnostics } = readDefinition(`${HEAD}do:\n  - hello: {set: {x: $y}}\n`);
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['UWF-1060', 'warning']]);
    expect(definition).toBeDefined();
  });

  test('tells all problems at once, in the order of the text and with places', () => {
    const { definition, diagnostics } = readDefinition(`${HEAD}do:
  - a: {st: {x: 1}}
  - b: {wait: P1Y, then: nowhere}
  - c: {call: http, with: {metod: get, endpoint: 'http://x'}}
  - a: {set: {x: 1}, metadata: {uwf: {limits: {}}}}
`);
    expect(definition).toBeUndefined();
    expect(diagnostics.map(({ code, pointer, position }) => [code, pointer, position?.line])).toEqual([
      ['UWF-1030', '/do/0/a', 4],
      ['UWF-1072', '/do/1/b/wait', 5],
      ['UWF-1034', '/do/1/b/then', 5],
      ['UWF-1021', '/do/2/c/with', 6],
      ['UWF-1020', '/do/2/c/with/metod', 6],
      ['UWF-1033', '/do/3/a', 7],
      ['UWF-1070', '/do/3/a/metadata/uwf/limits', 7],
    ]);
  });

  test('stops at the text when it cannot be read', () => {
    const { source, diagnostics } = readDefinition('a: [');
    expect(source).toBeUndefined();
    expect(diagnostics.every(({ code, position }) => code === 'UWF-1001' && position !== undefined)).toBe(true);
  });

  test('shows at most 200 findings, and says how many are left', () => {
    const { diagnostics } = readDefinition(`${HEAD}do:\n${Array.from({ length: 300 }, (_, index) => `  - t${index}: {x: 1}\n`).join('')}`);
    expect(diagnostics.length).toBe(200);
    expect(diagnostics.at(-1)).toMatchObject({ code: 'UWF-1099', severity: 'error', message: '101 more findings are not shown' });
  });

  test('does not hide an error behind warnings', () => {
    const { definition, diagnostics } = readDefinition(`${HEAD}do:\n  - t: {set: {${Array.from({ length: 300 }, (_, index) => `a${index}: $x`).join()}}}\n  - u: {x: 1}\n`);
    expect(definition).toBeUndefined();
    expect(diagnostics.some(({ code }) => code === 'UWF-1030')).toBe(true);
    expect(diagnostics.at(-1)).toMatchObject({ code: 'UWF-1099', severity: 'warning' });
  });

  test('takes jq for granted when no language is given', () => {
    const text = (evaluate: string) => `document: {dsl: '1.0.0', namespace: a, name: b, version: 1.0.0}\n${evaluate}do: []\n`;
    expect(readDefinition(text('')).definition?.language).toBe('jq');
    expect(readDefinition(text('evaluate: {language: jq}\n')).definition?.language).toBe('jq');
    expect(readDefinition(text('evaluate: {language: jsonata}\n')).definition?.language).toBe('jsonata');
  });
});
