import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSource, readRecords } from '#onprem-runner/batch/source.ts';
import { readCommandEnvironment } from '#onprem-runner/commands/config.ts';
import type { CommandContext } from '#onprem-runner/commands/context.ts';
import { createMemoryTerminal } from '#tests/support/memory-terminal.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uwf-source-'));
});
afterAll(() => rm(folder, { recursive: true }));

function contextOf(parts: readonly string[] = []): CommandContext {
  async function* input(): AsyncGenerator<Uint8Array, void, undefined> {
    for (const part of parts) yield Buffer.from(part, 'latin1');
  }
  return { terminal: { ...createMemoryTerminal(), openInput: input }, environment: readCommandEnvironment({}), folder, end: () => undefined };
}

async function textsOf(context: CommandContext, name: string, format?: 'csv'): Promise<{ readonly format: string; readonly texts: readonly string[] }> {
  const source = await openSource(context, name);
  const file = await readRecords(source, { delimiter: 'comma', ...(format === undefined ? {} : { format }) });
  const texts = [];
  for await (const { bytes } of file.records) texts.push(new TextDecoder().decode(bytes));
  await source.close();
  return { format: file.format, texts };
}

describe('a source', () => {
  test.each([
    ['lines', '{"id":1}\n{"id":2}', 'ndjson', ['{"id":1}', '{"id":2}']],
    ['an array behind white space', ' \n\t [{"id":1}]', 'json', ['{"id":1}']],
    ['nothing at all', '', 'ndjson', []],
  ])('tells by its first byte that it is %s, also byte by byte behind a byte order mark', async (_name, text, format, texts) => {
    expect(await textsOf(contextOf([...`\u00ef\u00bb\u00bf${text}`]), '-')).toEqual({ format, texts });
    expect(await textsOf(contextOf([text]), '-')).toEqual({ format, texts });
  });

  test('is CSV by its name or because it is said to be', async () => {
    await writeFile(join(folder, 'a.CSV'), '\ufeffa\n1\n');
    expect(await textsOf(contextOf(), 'a.CSV')).toEqual({ format: 'csv', texts: ['a', '1'] });
    expect(await textsOf(contextOf(['a\n1']), '-', 'csv')).toEqual({ format: 'csv', texts: ['a', '1'] });
  });

  test('has a digest when it is a file, and none when it is a stream', async () => {
    await writeFile(join(folder, 'b.ndjson'), '{}');
    const [file, stream] = [await openSource(contextOf(), 'b.ndjson'), await openSource(contextOf(), '-')];
    expect([file.digest?.length, file.bytes, stream.digest, stream.bytes]).toEqual([32, 2, undefined, undefined]);
    await file.close();
  });

  test('notices that the file is changed while it is read', async () => {
    await writeFile(join(folder, 'c.ndjson'), '{"id":1}\n{"id":2}\n');
    const source = await openSource(contextOf(), 'c.ndjson');
    await appendFile(join(folder, 'c.ndjson'), '{"id":3}\n');
    const { records } = await readRecords(source, { delimiter: 'comma' });
    const reading = async (): Promise<void> => {
      for await (const record of records) expect(record.line).toBeGreaterThan(0);
    };
    await expect(reading()).rejects.toMatchObject({ code: 'UWF-6020' });
    await source.close();
  });

  test('that is a stream ends the wait for more when it is interrupted', async () => {
    const stream = new PassThrough();
    const source = await openSource({ ...contextOf(), terminal: { ...createMemoryTerminal(), openInput: () => stream } }, '-');
    stream.write('{"id":1}\n');
    const { records } = await readRecords(source, { delimiter: 'comma' });
    expect((await records.next()).value).toMatchObject({ line: 1 });
    const waiting = records.next();
    source.interrupt();
    await expect(waiting).rejects.toThrow();
  });

  test.each([['nowhere.ndjson', 'no such file'], ['.', 'is a folder']])('says why %s cannot be read', async (name, reason) => {
    await expect(openSource(contextOf(), name)).rejects.toMatchObject({ code: 'UWF-6001', message: `${name}: ${reason}` });
  });
});
