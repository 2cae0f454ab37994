import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunnerContext } from '#onprem-runner/handlers/define-handler.ts';
import { HandlerError } from '#onprem-runner/handlers/handler-error.ts';
import { performFileBatch } from '#onprem-runner/handlers/kinds/file-batch/perform.ts';
import { createMemoryDocumentStore } from '#onprem-runner/handlers/memory-document-store.ts';
import { parseDeclaration } from '#onprem-runner/handlers/parse-declaration.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { collectGarbage } from '#tests/support/collect-garbage.ts';

const COMMON = `
kind: file-batch
name: settle
version: 1.0.0
effect: idempotent
input: { type: object, properties: { file: { type: string }, sha256: { type: string }, items: { type: array } } }
output: {}
errors:
  MISSING: { status: 404, title: Missing, retryable: false }
  INVALID: { status: 422, title: Invalid, retryable: false }
  OTHER: { status: 409, title: Other, retryable: false }
fileErrors: { missing: MISSING, record: INVALID, checksum: OTHER, exists: OTHER }
result: ''
`;
const INSPECT = `${COMMON}
operation: inspect
source: { root: incoming, path: /file, format: FORMAT, sha256: /sha256 }
bytesMax: 1000000
rejectedMax: 1
`;
const CONVERT = `${COMMON}
operation: convert
source: { root: incoming, path: /file, format: csv, delimiter: ';' }
destination: { root: outgoing, name: 'settled/{idempotencyKey}.csv', format: csv }
fields: { account: /ACCOUNT, note: /NOTE, fixed: { $value: EUR } }
`;
const WRITE = `${COMMON}
operation: write
records: /items
destination: { root: outgoing, name: '{executionId}.ndjson' }
recordsMax: 3
`;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uwf-files-test-'));
  await mkdir(join(folder, 'incoming', 'day'), { recursive: true });
  await mkdir(join(folder, 'outgoing'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function run(text: string, input: JsonValue, more: Partial<RunnerContext> = {}): Promise<JsonValue> {
  const parsed = parseDeclaration(text);
  if (!parsed.ok || parsed.value.source.kind !== 'file-batch') throw new Error(parsed.ok ? 'not files' : parsed.error.join('\n'));
  const context: RunnerContext = {
    attemptId: 'a-1', idempotencyKey: 'key-1', executionId: 'run-1', attempt: 1, signal: new AbortController().signal, store: createMemoryDocumentStore(), heartbeat: () => undefined,
    fail: (code) => {
      throw new HandlerError(code);
    },
    ...more,
  };
  return performFileBatch(parsed.value.source.declaration, { roots: { incoming: { folder: join(folder, 'incoming'), access: 'read' }, outgoing: { folder: join(folder, 'outgoing'), access: 'write' } } }, { input, context });
}

async function put(name: string, text: string): Promise<string> {
  await writeFile(join(folder, 'incoming', name), text);
  return createHash('sha256').update(text).digest('hex');
}

const inspect = (file: string, more: { readonly sha256?: string; readonly format?: string } = {}): Promise<JsonValue> =>
  run(INSPECT.replace('FORMAT', more.format ?? 'ndjson').replace(more.sha256 === undefined ? ', sha256: /sha256' : '\0', ''), { file, ...(more.sha256 === undefined ? {} : { sha256: more.sha256 }) });

describe('inspecting a file', () => {
  test('counts, measures and names it, and shows nothing of it', async () => {
    const sha256 = await put('day/a.ndjson', '{"iban":"DE02120300000000202051"}\n\n{"iban":"x"}\n');
    const result = await inspect('day/a.ndjson', { sha256 });
    expect(result).toMatchObject({ records: 2, rejected: 0, bytes: 48, sha256, reference: 'uwf-file:incoming/day/a.ndjson' });
    expect(JSON.stringify(result)).not.toContain('DE0212');
    expect(await inspect('uwf-file:incoming/day/a.ndjson')).toMatchObject({ records: 2 });
  });

  test('of another digest, or with too many bad records, ends with its code', async () => {
    await put('a.ndjson', '{}\nnot json\n');
    expect(await inspect('a.ndjson')).toMatchObject({ records: 1, rejected: 1 });
    await expect(inspect('a.ndjson', { sha256: 'other' })).rejects.toMatchObject({ code: 'OTHER' });
    await put('b.ndjson', '[]\n7\n');
    await expect(inspect('b.ndjson')).rejects.toMatchObject({ code: 'INVALID' });
    await put('c.csv', 'a,b\n1,"never ends\n');
    await expect(inspect('c.csv', { format: 'csv' })).rejects.toMatchObject({ code: 'INVALID' });
  });

  test('over its size is a fault', async () => {
    await put('big', 'x'.repeat(1_000_001));
    await expect(inspect('big', { format: 'bytes' })).rejects.toMatchObject({ reason: 'size' });
    await put('fits', 'x'.repeat(1_000_000));
    expect(await inspect('fits', { format: 'bytes' })).toMatchObject({ bytes: 1_000_000, records: 0 });
  });

  test.each(['../outgoing/x', '/etc/passwd', 'a/../../etc', '.hidden', 'day//a', 'a\0b', '', 'uwf-file:outgoing/x', 'a'.repeat(200), 'day/./a', '1/2/3/4/5/6/7/8/9'])('a path that could lead out is refused: %j', async (file) => {
    await expect(inspect(file)).rejects.toMatchObject({ name: 'HandlerFault', reason: 'place' });
  });

  test('no link is followed: neither the file, nor a folder on its way, nor a folder itself', async () => {
    await writeFile(join(folder, 'secret'), '{}');
    await symlink(join(folder, 'secret'), join(folder, 'incoming', 'link'));
    await symlink(folder, join(folder, 'incoming', 'up'));
    await expect(inspect('link')).rejects.toMatchObject({ reason: 'place' });
    await expect(inspect('up/secret')).rejects.toMatchObject({ reason: 'place' });
    await expect(inspect('day')).rejects.toMatchObject({ reason: 'place' });
  });

  test('what is not there is missing', async () => {
    await expect(inspect('none')).rejects.toMatchObject({ code: 'MISSING' });
    await expect(inspect('no/folder')).rejects.toMatchObject({ code: 'MISSING' });
  });
});

describe('converting a file', () => {
  test('takes the declared fields of each record into a new file that appears whole', async () => {
    await put('a.csv', 'ACCOUNT;NOTE;CARD\r\nA1;"x, ""y"";";4111\r\nA2;;4112\r\n');
    const result = await run(CONVERT, { file: 'a.csv' });
    const text = await readFile(join(folder, 'outgoing', 'settled', 'key-1.csv'), 'utf8');
    expect(text).toBe('account,note,fixed\r\nA1,"x, ""y"";",EUR\r\nA2,,EUR\r\n');
    expect(result).toMatchObject({ records: 2, rejected: 0, bytes: text.length, sha256: createHash('sha256').update(text).digest('hex'), reference: 'uwf-file:outgoing/settled/key-1.csv', source: { records: 2, reference: 'uwf-file:incoming/a.csv' } });
    expect((await stat(join(folder, 'outgoing', 'settled', 'key-1.csv'))).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, 'outgoing', 'settled'))).toEqual(['key-1.csv']);
  });

  test('a repetition finds its own file; another file of that name is never replaced', async () => {
    await put('a.csv', 'ACCOUNT;NOTE\nA1;x\n');
    const first = await run(CONVERT, { file: 'a.csv' });
    expect(await run(CONVERT, { file: 'a.csv' }, { attemptId: 'a-2' })).toEqual(first);
    await put('a.csv', 'ACCOUNT;NOTE\nA9;x\n');
    await expect(run(CONVERT, { file: 'a.csv' })).rejects.toMatchObject({ code: 'OTHER' });
    expect(await readFile(join(folder, 'outgoing', 'settled', 'key-1.csv'), 'utf8')).toContain('A1');
    expect(await readdir(join(folder, 'outgoing', 'settled'))).toEqual(['key-1.csv']);
  });

  test('that fails in the middle leaves nothing', async () => {
    await put('a.csv', `ACCOUNT;NOTE\n${'A1;x\n'.repeat(50_000)}A1;x;too many\n`);
    await expect(run(CONVERT, { file: 'a.csv' })).rejects.toMatchObject({ code: 'INVALID' });
    expect(await readdir(join(folder, 'outgoing', 'settled'))).toEqual([]);
  });

  test('stops when its attempt is given up', async () => {
    await put('a.csv', `ACCOUNT;NOTE\n${'A1;x\n'.repeat(50_000)}`);
    await expect(run(CONVERT, { file: 'a.csv' }, { signal: AbortSignal.abort() })).rejects.toMatchObject({ reason: 'timeout' });
    expect(await readdir(join(folder, 'outgoing', 'settled'))).toEqual([]);
  });

  test('does not go through a link to where it shall write', async () => {
    await put('a.csv', 'ACCOUNT;NOTE\nA1;x\n');
    await mkdir(join(folder, 'elsewhere'));
    await symlink(join(folder, 'elsewhere'), join(folder, 'outgoing', 'settled'));
    await expect(run(CONVERT, { file: 'a.csv' })).rejects.toMatchObject({ reason: 'place' });
    expect(await readdir(join(folder, 'elsewhere'))).toEqual([]);
  });

  test('a file of many records takes no more memory than a small one', { timeout: 60_000 }, async () => {
    const line = `A1;${'x'.repeat(200)}\n`;
    await put('large.csv', `ACCOUNT;NOTE\n${line.repeat(300_000)}`);
    collectGarbage();
    const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
    let most = 0;
    const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed)), 20);
    expect(await run(CONVERT, { file: 'large.csv' })).toMatchObject({ records: 300_000 });
    clearInterval(timer);
    expect(most - before).toBeLessThan(120 * 1024 * 1024);
  });

  test('a key that is no name of a file becomes a digest', async () => {
    await put('a.csv', 'ACCOUNT;NOTE\nA1;x\n');
    await run(CONVERT, { file: 'a.csv' }, { idempotencyKey: '../../etc/passwd' });
    expect(await readdir(join(folder, 'outgoing', 'settled'))).toEqual([expect.stringMatching(/^[0-9a-f]{40}\.csv$/u)]);
  });
});

describe('writing records', () => {
  test('writes one line for each', async () => {
    expect(await run(WRITE, { items: [{ a: 1 }, { b: [2] }, 3] })).toMatchObject({ records: 3, reference: 'uwf-file:outgoing/run-1.ndjson' });
    expect(await readFile(join(folder, 'outgoing', 'run-1.ndjson'), 'utf8')).toBe('{"a":1}\n{"b":[2]}\n{"value":3}\n');
  });

  test('more than the limit, or none at all, are a fault', async () => {
    await expect(run(WRITE, { items: [1, 2, 3, 4] })).rejects.toMatchObject({ reason: 'record' });
    await expect(run(WRITE, {})).rejects.toMatchObject({ reason: 'record' });
    expect(await readdir(join(folder, 'outgoing'))).toEqual([]);
  });
});
