import { describe, expect, test } from 'vitest';
import { diagnosticCatalogue, diagnosticError, diagnosticWarning, type Diagnostic } from '#shared/core/kernel/diagnostic.ts';
import { createColours } from '#onprem-runner/output/colours.ts';
import { diagnosticToJson, renderDiagnostics } from '#onprem-runner/output/diagnostics.ts';

const text = 'do:\n  - notify:\n      call: http\n      with: ${ $input.client_phone }\n';
const leak: Diagnostic = {
  ...diagnosticError('UWF-3001', '/do/0/notify/with', 'Tier 1 data would reach the public cloud.', {
    wayOut: 'Leave it out.',
    related: [
      { pointer: '/input/schema/document/properties/client_phone', note: 'is Tier 1' },
      { pointer: '/do/0/notify/with', note: 'is sent' },
    ],
  }),
  position: { line: 4, column: 13 },
};

function plain(source: string, ...diagnostics: readonly Diagnostic[]): string {
  return renderDiagnostics({ name: 'leak.yaml', text: source }, diagnostics, createColours(false));
}

describe('renderDiagnostics()', () => {
  test('shows code, place, line with a caret, path of the data and way out', () => {
    expect(plain(text, leak)).toBe(
      [
        `error[UWF-3001] ${diagnosticCatalogue['UWF-3001'].title}`,
        '  --> leak.yaml:4:13  /do/0/notify/with',
        '  |',
        '4 |       with: ${ $input.client_phone }',
        '  |             ^',
        '  Tier 1 data would reach the public cloud.',
        '  path:',
        '    1. /input/schema/document/properties/client_phone  is Tier 1',
        '    2. /do/0/notify/with  is sent',
        '  way out: Leave it out.',
        '',
        '',
      ].join('\n'),
    );
  });

  test('leaves out what a finding does not have', () => {
    expect(plain('', diagnosticWarning('UWF-1001', '', 'Something.', { wayOut: 'Mend it.' }))).toBe(
      [`warning[UWF-1001] ${diagnosticCatalogue['UWF-1001'].title}`, '  --> leak.yaml', '  Something.', '  way out: Mend it.', '', ''].join('\n'),
    );
  });

  test('writes nothing for no findings', () => {
    expect(plain(text)).toBe('');
  });

  test('cuts a very long line around the place', () => {
    const rendered = plain(`${'x'.repeat(5_000)}!${'y'.repeat(5_000)}`, { ...leak, position: { line: 1, column: 5_001 } });
    const [, , , excerpt = '', caret = ''] = rendered.split('\n');
    expect(excerpt.length).toBeLessThan(200);
    expect(excerpt[caret.indexOf('^')]).toBe('!');
  });

  test('keeps the caret under its character when characters before it are escaped', () => {
    const rendered = plain('a\u001b[31m!', { ...leak, position: { line: 1, column: 7 } });
    const [, , , excerpt = '', caret = ''] = rendered.split('\n');
    expect(rendered).not.toContain('\u001b');
    expect(excerpt[caret.indexOf('^')]).toBe('!');
  });

  test('is not confused by a place outside of the text', () => {
    expect(plain(text, { ...leak, position: { line: 99, column: 1 } })).toContain('leak.yaml:99:1');
  });

  test('colours only when asked to', () => {
    expect(renderDiagnostics({ name: 'a', text }, [leak], createColours(true))).toContain('\u001b[31m');
  });
});

describe('diagnosticToJson()', () => {
  test('has the fields that scripts rely on, in order', () => {
    expect(Object.keys(diagnosticToJson(leak))).toEqual(['code', 'severity', 'pointer', 'message', 'wayOut', 'related', 'position']);
    expect(diagnosticToJson(leak)).toMatchObject({ code: 'UWF-3001', severity: 'error', related: [{ note: 'is Tier 1' }, { note: 'is sent' }], position: { line: 4, column: 13 } });
  });

  test('names the file only when there are several', () => {
    expect(diagnosticToJson(leak, 'leak.yaml')).toMatchObject({ file: 'leak.yaml' });
    expect(diagnosticToJson(leak)).not.toHaveProperty('file');
  });
});
