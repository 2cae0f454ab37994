import { describe, expect, test } from 'vitest';
import { readCommandEnvironment } from '#onprem-runner/commands/config.ts';
import type { CommandContext } from '#onprem-runner/commands/context.ts';
import { readJsonFile } from '#onprem-runner/commands/run-input.ts';
import { createMemoryTerminal } from '#tests/support/memory-terminal.ts';

function contextOf(input: string): CommandContext {
  return { terminal: createMemoryTerminal(input), environment: readCommandEnvironment({}), folder: process.cwd(), end: () => undefined };
}

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
