import fc from 'fast-check';
import { parse } from 'yaml';
import { describe, expect, test } from 'vitest';
import { printListing, printRecord, renderValue, type Listing } from '#onprem-runner/output/format.ts';
import { createMemoryTerminal } from '#tests/support/memory-terminal.ts';

const listing: Listing<{ readonly id: string; readonly status: string }> = {
  rows: [
    { id: 'a', status: 'COMPLETED' },
    { id: 'bbb', status: 'FAILED' },
  ],
  columns: [
    { title: 'RUN', cell: (row) => row.id },
    { title: 'STATUS', cell: (row) => row.status },
  ],
  toJson: (row) => ({ ...row }),
  whenEmpty: 'No runs.',
};

describe('printListing()', () => {
  test.each([
    ['table', 'RUN  STATUS\na    COMPLETED\nbbb  FAILED\n'],
    ['json', `${JSON.stringify(listing.rows, null, 2)}\n`],
    ['jsonl', '{"id":"a","status":"COMPLETED"}\n{"id":"bbb","status":"FAILED"}\n'],
    ['yaml', '- id: a\n  status: COMPLETED\n- id: bbb\n  status: FAILED\n'],
  ] as const)('writes a list as %s', (format, text) => {
    const terminal = createMemoryTerminal();
    printListing(terminal, format, listing);
    expect(terminal.written()).toBe(text);
    expect(terminal.told()).toBe('');
  });

  test('keeps stdout empty when a table has no rows, and says so beside it', () => {
    const terminal = createMemoryTerminal();
    printListing(terminal, 'table', { ...listing, rows: [] });
    expect([terminal.written(), terminal.told()]).toEqual(['', 'No runs.\n']);
  });

  test.each([['json', '[]\n'], ['jsonl', ''], ['yaml', '[]\n']] as const)('writes an empty list as %s without a word', (format, text) => {
    const terminal = createMemoryTerminal();
    printListing(terminal, format, { ...listing, rows: [] });
    expect([terminal.written(), terminal.told()]).toEqual([text, '']);
  });

  test('lets nothing in a cell reach the terminal as a command', () => {
    const terminal = createMemoryTerminal();
    printListing(terminal, 'table', { ...listing, rows: [{ id: '\u001b[2J\u0007\u202e', status: 'two\nlines' }] });
    expect(terminal.written()).toContain(String.raw`\u001b[2J\u0007\u202e`);
    expect(terminal.written()).toContain(String.raw`two\u000alines`);
  });

  test('lines wide characters up', () => {
    const terminal = createMemoryTerminal();
    printListing(terminal, 'table', { ...listing, rows: [{ id: '漢字', status: 'x' }, { id: 'abcd', status: 'y' }] });
    expect(terminal.written()).toBe('RUN   STATUS\n漢字  x\nabcd  y\n');
  });
});

describe('printRecord()', () => {
  test('writes the fields of one thing as a table or as data', () => {
    const record = { runId: 'r-1', output: { decision: 'PASS' }, ended: null };
    const table = createMemoryTerminal();
    printRecord(table, 'table', record);
    expect(table.written()).toBe('runId   r-1\noutput  {"decision":"PASS"}\nended   null\n');
    const json = createMemoryTerminal();
    printRecord(json, 'json', record);
    expect(JSON.parse(json.written())).toEqual(record);
  });
});

describe('renderValue()', () => {
  test('what is written can be read again, in every format', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        const json = JSON.parse(JSON.stringify(value));
        expect(JSON.parse(renderValue(json, 'json'))).toEqual(json);
        expect(JSON.parse(renderValue(json, 'jsonl'))).toEqual(json);
        expect(renderValue(json, 'jsonl').trimEnd()).not.toContain('\n');
        expect(parse(renderValue(json, 'yaml'))).toEqual(json);
      }),
      { numRuns: 200 },
    );
  });
});
