import { describe, expect, test } from 'vitest';
import { readCommandEnvironment } from '#onprem-runner/commands/config.ts';
import type { CommandContext } from '#onprem-runner/commands/context.ts';
import { readBatchFile, readJsonFile } from '#onprem-runner/commands/run-input.ts';
import { createMemoryTerminal } from '#tests/support/memory-terminal.ts';

function contextOf(input: string): CommandContext {
  return { terminal: createMemoryTerminal(input), environment: readCommandEnvironment({}), folder: process.cwd(), end: () => undefined };
}

describe('readBatchFile()', () => {
  test.each([
    ['one object for each line', '{"id":1}\n{"id":2}\n'],
    ['lines of Windows, empty lines, no last newline', '{"id":1}\r\n\r\n{"id":2}'],
    ['a byte order mark', '\ufeff{"id":1}\n{"id":2}\n'],
    ['a JSON array over several lines', ' [\n {"id":1},\n {"id":2}\n]\n'],
  ])('reads %s', async (_name, text) => {
    expect(await readBatchFile(contextOf(text), '-')).toEqual([{ id: 1 }, { id: 2 }]);
  });

  test('keeps values of every script, with quotes and newlines inside', async () => {
    const value = { name: 'Zoë "漢字"\nΩ', long: 'x'.repeat(10_000) };
    expect(await readBatchFile(contextOf(`${JSON.stringify(value)}\n`), '-')).toEqual([value]);
  });

  test('names every line that is not an object, and none of its text', async () => {
    const reading = readBatchFile(contextOf('{"id":1}\n{"pan":"4111111111111111"\n[1]\n42\n'), '-');
    await expect(reading).rejects.toMatchObject({ code: 'UWF-6007', message: '-: not a JSON object: line 2, line 3, line 4' });
  });

  test('names the items of an array that are not objects', async () => {
    await expect(readBatchFile(contextOf('[{}, 1, null]'), '-')).rejects.toMatchObject({ message: '-: not a JSON object: item 1, item 2' });
  });

  test('says how many there are when there are too many to name', async () => {
    await expect(readBatchFile(contextOf('x\n'.repeat(50)), '-')).rejects.toMatchObject({ message: expect.stringContaining('and 30 more') });
  });

  test('refuses an array that does not end', async () => {
    await expect(readBatchFile(contextOf('[{"id":1}'), '-')).rejects.toMatchObject({ code: 'UWF-6007' });
  });
});

describe('readJsonFile()', () => {
  test('reads one value', async () => {
    expect(await readJsonFile(contextOf(' {"a": [1]} '), '-')).toEqual({ a: [1] });
  });

  test('never quotes what it could not read', async () => {
    await expect(readJsonFile(contextOf('{"pan": 4111111111111111'), '-')).rejects.toMatchObject({ code: 'UWF-6007', message: '- is not valid JSON' });
  });

  test.each([['a-file-that-is-not-there.json', 'no such file'], ['shared', 'is a folder']])('says why %s cannot be read', async (file, reason) => {
    await expect(readJsonFile(contextOf(''), file)).rejects.toMatchObject({ code: 'UWF-6001', message: `${file}: ${reason}` });
  });
});
