import { beforeAll, describe, expect, test } from 'vitest';
import { printListing, printRecord, renderValue } from '#onprem-runner/output/format.ts';
import { abbreviateSealed } from '#onprem-runner/output/sealed.ts';
import { createSealer, generateSealingKey } from '#shared/adapters/jose/index.ts';
import { createManualClock } from '#shared/adapters/memory/clock.ts';
import { createCountingIdSource } from '#shared/adapters/memory/id-source.ts';
import type { Sealer } from '#shared/ports/sealer.ts';
import { createMemoryTerminal } from '#tests/support/memory-terminal.ts';

const ORIGIN = '/do/0/compute#/label';

let sealer: Sealer;
let sealed = '';

const seal = (ptr: string) => sealer.seal({ value: 'secret', context: { tid: 'bank', def: 'examples/antifraud', ptr, sub: 'partner-1' } });

beforeAll(async () => {
  sealer = await createSealer({ key: await generateSealingKey(), clock: createManualClock(Date.UTC(2027, 0, 1)), ids: createCountingIdSource() });
  sealed = await seal(ORIGIN);
});

describe('abbreviateSealed()', () => {
  test('names a sealed value by its origin, alone and inside JSON', async () => {
    const other = await seal('/input/schema/document/properties/client_pan');
    expect(abbreviateSealed(sealed)).toBe(`‹sealed ${ORIGIN}›`);
    expect(abbreviateSealed(JSON.stringify({ a: [sealed, 1], b: other }))).toBe(`{"a":["‹sealed ${ORIGIN}›",1],"b":"‹sealed /input/schema/document/properties/client_pan›"}`);
    expect(abbreviateSealed(`E: ${sealed}. Twice: ${sealed}`)).toBe(`E: ‹sealed ${ORIGIN}›. Twice: ‹sealed ${ORIGIN}›`);
  });

  test('leaves text as it is that only looks like a sealed value', () => {
    for (const text of ['', 'PASS', 'uwf-sealed:1:', 'uwf-sealed:1:a.b.c.d.e', sealed.slice(0, -1), sealed.replace('uwf-sealed:1:', 'uwf-sealed:2:'), sealed.toUpperCase()]) {
      expect(abbreviateSealed(text)).toBe(text);
    }
  });
});

describe('sealed values on the terminal', () => {
  test('are short in the fields of a table', () => {
    const terminal = createMemoryTerminal();
    printRecord(terminal, 'table', { output: { decision: 'PASS', label: sealed }, label: sealed });
    expect(terminal.written()).toBe(`output  {"decision":"PASS","label":"‹sealed ${ORIGIN}›"}\nlabel   ‹sealed ${ORIGIN}›\n`);
  });

  test('are short in the columns of a list', () => {
    const terminal = createMemoryTerminal();
    printListing(terminal, 'table', { rows: [sealed], columns: [{ title: 'ERROR', cell: (row) => `X: ${row}` }], toJson: (row) => row, whenEmpty: '' });
    expect(terminal.written()).toBe(`ERROR\nX: ‹sealed ${ORIGIN}›\n`);
  });

  test.each(['json', 'jsonl', 'yaml'] as const)('are whole as %s', (format) => {
    const record = { output: { label: sealed }, label: sealed };
    const terminal = createMemoryTerminal();
    printRecord(terminal, format, record);
    expect(terminal.written()).toBe(renderValue(record, format));
    expect(terminal.written().split(sealed)).toHaveLength(3);
    const list = createMemoryTerminal();
    printListing(list, format, { rows: [record], columns: [], toJson: (row) => row, whenEmpty: '' });
    expect(list.written().split(sealed)).toHaveLength(3);
  });

  test('have an origin that cannot command the terminal', async () => {
    const hostile = await seal('/do/\u001b[2J\u202e/x');
    const terminal = createMemoryTerminal();
    printRecord(terminal, 'table', { label: hostile });
    expect(terminal.written()).toBe(`label  ‹sealed ${String.raw`/do/\u001b[2J\u202e/x`}›\n`);
  });
});
