import { describe, expect, test } from 'vitest';
import { parseExpression } from '#shared/core/expression/jsonata/parse.ts';
import { diagnosticCodeOf } from '#shared/core/expression/jsonata/syntax-diagnostic.ts';
import { diagnosticCatalogue } from '#shared/core/kernel/diagnostic.ts';

describe('diagnosticCodeOf()', () => {
  test.each([
    ['a +', 'UWF-2001'],
    ['$eval("1")', 'UWF-2002'],
    ['/(?=a)/', 'UWF-2003'],
    ['('.repeat(999), 'UWF-2004'],
    ['x'.repeat(40_000), 'UWF-2004'],
    ['function($x)<s+s+s+s+s+s+s+s+s+>{ 1 }', 'UWF-2004'],
    ['$ := 1', 'UWF-2005'],
  ] as const)('%s is %s', (text, code) => {
    const parsed = parseExpression(text);
    expect(parsed.ok ? 'accepted' : diagnosticCodeOf(parsed.error)).toBe(code);
    expect(diagnosticCatalogue).toHaveProperty(code);
  });
});
