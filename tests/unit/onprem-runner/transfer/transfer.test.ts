import { createHash, randomUUID } from 'node:crypto';
import { appendFile, copyFile, cp, mkdtemp, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { composeExport } from '#onprem-runner/transfer/compose.ts';
import type { TransferRow, TransferRows } from '#onprem-runner/transfer/rows.ts';
import { writeSet } from '#onprem-runner/transfer/write-set.ts';
import { canonicalJson } from '#shared/core/kernel/canonical-json.ts';
import { uwf, type CliOutcome } from '#tests/support/cli.ts';

const SCHEMA = { type: 'object', additionalProperties: false, required: ['id'], properties: { id: { type: 'string', 'x-tier': 3 }, amount: { type: 'number' }, note: { type: ['string', 'null'] } } };

let root = '';
let folder = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'uwf-transfer-'));
  for (const [use, name] of [['sign', 'sender'], ['sign', 'stranger'], ['encrypt', 'reporting'], ['encrypt', 'elsewhere']] as const) {
    const made = await uwf(['transfer', 'key', '--use', use, '--out', `${name}.key`], { folder: root });
    await writeFile(join(root, `${name}.pub`), made.stdout);
  }
  await writeFile(join(root, 'schema.json'), JSON.stringify(SCHEMA));
});
beforeEach(async () => {
  folder = await mkdtemp(join(root, 'case-'));
  for (const name of ['sender', 'stranger', 'reporting', 'elsewhere']) for (const end of ['key', 'pub']) await copyFile(join(root, `${name}.${end}`), join(folder, `${name}.${end}`));
  await copyFile(join(root, 'schema.json'), join(folder, 'schema.json'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const at = (...names: readonly string[]): string => join(folder, ...names);
const run = (...args: readonly string[]): Promise<CliOutcome> => uwf(['transfer', ...args], { folder });
const exportArgs = ['export', '--schema', 'schema.json', '--key', 'sender.key', '--recipient', 'reporting.pub', '-o', 'json'];
const importArgs = ['--schema', 'schema.json', '--key', 'reporting.key', '--sender', 'sender.pub', '-o', 'json'];

function rowsText(count: number, noteCharacters = 10): string {
  return Array.from({ length: count }, (_none, index) => `${JSON.stringify({ id: `r-${index + 1}`, amount: index / 4, note: 'n'.repeat(noteCharacters) })}\n`).join('');
}

/** Sets that many tests want are made once; each gets a copy. */
const made = new Map<string, Promise<string>>();

async function wideSet(name: 'first' | 'second' | 'other'): Promise<string> {
  const known = made.get(name) ?? exported(3_000, name === 'other' ? 999 : 1_000, join(root, `wide-${name}`));
  made.set(name, known);
  await cp(await known, at(`copy-${name}`), { recursive: true });
  return at(`copy-${name}`);
}

/** A set of `count` rows; gives its folder. Wide rows make several chunks. */
async function exported(count: number, noteCharacters?: number, to = 'out'): Promise<string> {
  const rows = resolve(folder, `${to}.ndjson`);
  await writeFile(rows, rowsText(count, noteCharacters));
  const outcome = await run(...exportArgs, '--from', rows, '--to', to);
  expect([outcome.exitCode, outcome.stderr]).toEqual([0, '']);
  return JSON.parse(outcome.stdout).folder;
}

describe('a transfer', () => {
  test('brings rows over, encrypted, signed, once', async () => {
    const set = await wideSet('first');
    const files = await readdir(set);
    expect(files.sort()).toEqual(['000001.jwe', '000002.jwe', '000003.jwe', 'manifest.jws']);
    for (const file of files) expect(/"id"|n{20}/u.test(await readFile(join(set, file), 'latin1'))).toBe(false);
    expect((await stat(join(set, files[0] ?? ''))).mode & 0o777).toBe(0o600);
    const first = await run('import', set, ...importArgs, '--to', 'rows.ndjson');
    expect([first.exitCode, JSON.parse(first.stdout)]).toEqual([0, { set: expect.any(String), rows: 3_000, chunks: 3, sender: expect.any(String), outcome: 'imported' }]);
    const text = await readFile(at('rows.ndjson'), 'utf8');
    expect(text === rowsText(3_000, 1_000)).toBe(true);
    const again = await run('import', set, ...importArgs, '--to', 'rows.ndjson');
    expect([again.exitCode, JSON.parse(again.stdout).outcome, (await readFile(at('rows.ndjson'), 'utf8')) === text]).toEqual([0, 'imported before', true]);
  });

  test('takes CSV by the schema, and several sets into one file', async () => {
    await writeFile(at('a.csv'), 'id,amount,note\nc-1,1.5,"a, b"\nc-2,,\n');
    const outcome = await run(...exportArgs, '--from', 'a.csv', '--to', 'out');
    const other = await exported(2, 5, 'other');
    for (const set of [JSON.parse(outcome.stdout).folder, other]) expect((await run('import', set, ...importArgs, '--to', 'rows.ndjson')).exitCode).toBe(0);
    expect(await readFile(at('rows.ndjson'), 'utf8')).toBe(`{"id":"c-1","amount":1.5,"note":"a, b"}\n{"id":"c-2"}\n${rowsText(2, 5)}`);
  });

  test('of no rows is a set too', async () => {
    const set = await exported(0);
    expect(JSON.parse((await run('import', set, ...importArgs, '--to', 'rows.ndjson')).stdout)).toMatchObject({ rows: 0, chunks: 0, outcome: 'imported' });
  });

  test('checks a set and writes nothing where it is asked to', async () => {
    const set = await exported(3);
    const outcome = await run('import', set, ...importArgs, '--check');
    expect([JSON.parse(outcome.stdout).outcome, (await readdir(folder)).filter((name) => name.includes('rows'))]).toEqual(['good', []]);
  });
});

describe('an export refuses', () => {
  test.each<[string, unknown, string]>([
    ['a field of Tier 1', { ...SCHEMA, properties: { ...SCHEMA.properties, pan: { type: 'string', 'x-tier': 1 } } }, '/properties/pan: is Tier 1'],
    ['an open schema', { ...SCHEMA, additionalProperties: true }, '(the whole): must list every field'],
    ['a field that may be anything', { ...SCHEMA, properties: { id: {} } }, '/properties/id: must have a type'],
    ['what is transient', { ...SCHEMA, properties: { cvv: { type: 'string', 'x-transient': true } } }, '/properties/cvv: is transient'],
  ])('%s, by its pointer', async (_name, schema, message) => {
    await writeFile(at('schema.json'), JSON.stringify(schema));
    await writeFile(at('rows.ndjson'), rowsText(1));
    const outcome = await run(...exportArgs, '--from', 'rows.ndjson', '--to', 'out');
    expect([outcome.exitCode, outcome.stderr.includes(message), outcome.stderr.includes('error[UWF-4227]')]).toEqual([3, true, true]);
  });

  test.each<[string, string, string]>([
    ['a card number in a text', '{"id":"r-3","note":"card 4111 1111 1111 1111"}', '/note: holds what looks like'],
    ['an account that is encoded', `{"id":"r-3","note":"${Buffer.from('DE89370400440532013000').toString('base64')}"}`, '/note: holds what looks like'],
    ['a sealed value', '{"id":"r-3","note":"uwf-sealed:1:x.y.z"}', '/note: holds a sealed value'],
    ['a token', '{"id":"r-3","note":"uwf-token:1:AAAA"}', '/note: holds a token'],
    ['a row that does not fit', '{"id":4111111111111111}', '/id: must be string'],
    ['a field that is not declared', '{"id":"r-3","4111111111111111":1}', 'has a property that the schema does not declare'],
    ['a line that is no JSON', '{"id":"4111111111111111"', 'is not valid JSON'],
  ])('%s: line and pointer, no value, and nothing that looks like a set', async (_name, line, message) => {
    await writeFile(at('rows.ndjson'), `${rowsText(2)}${line}\n`);
    const outcome = await run(...exportArgs, '--from', 'rows.ndjson', '--to', 'out');
    expect([outcome.exitCode, outcome.stdout]).toEqual([3, '']);
    expect(outcome.stderr).toMatch(/rows\.ndjson, line 3/u);
    expect(outcome.stderr.toLowerCase()).toContain(message.toLowerCase());
    expect(outcome.stderr).not.toMatch(/4111|DE89|uwf-sealed|uwf-token/u);
    for (const left of await readdir(at('out')).catch(() => [])) expect(await readdir(at('out', left))).not.toContain('manifest.jws');
  });

  test('keys that are for something else', async () => {
    await writeFile(at('rows.ndjson'), rowsText(1));
    const args = (key: string, recipient: string): readonly string[] => ['export', '--schema', 'schema.json', '--from', 'rows.ndjson', '--to', 'out', '--key', key, '--recipient', recipient];
    for (const [key, recipient] of [['reporting.key', 'reporting.pub'], ['sender.key', 'sender.pub'], ['sender.key', 'reporting.key']] as const) {
      const outcome = await run(...args(key, recipient));
      expect([outcome.exitCode, outcome.stderr.includes('error[UWF-5005]')]).toEqual([2, true]);
    }
  });
});

test('an export that broke off goes on with the next chunk, and writes no row twice', async () => {
  const count = 3_000;
  const row = (item: number): TransferRow => ({ item, place: `row ${item}`, row: { id: `r-${item}`, note: 'n'.repeat(1_000) } });
  async function* source(breaksAt: number): TransferRows {
    for (let item = 1; item <= count; item += 1) {
      if (item === breaksAt) throw new TypeError('the power is gone');
      yield row(item);
    }
  }
  const ports = await composeExport({ keyFile: at('sender.key'), recipient: JSON.parse(await readFile(at('reporting.pub'), 'utf8')) });
  const schema = createHash('sha256').update(canonicalJson(SCHEMA)).digest('hex');
  const attempt = (breaksAt: number) =>
    writeSet({ rows: source(breaksAt), ...ports, folder: at('out'), fingerprint: 'same', newSetId: randomUUID, facts: { environment: 'dev', tenant: 'bank', schema }, lifeSeconds: 60, now: Date.now, onChunk: () => undefined });
  await expect(attempt(100)).rejects.toThrow('the power is gone');
  await expect(attempt(2_900)).rejects.toThrow('the power is gone');
  const progress = at('out', 'unfinished-same', 'progress.ndjson');
  expect((await readFile(progress, 'utf8')).split('\n').length).toBe(4);
  await appendFile(progress, '{"rows":9');
  const { manifest, folder: set, chunksKept } = await attempt(0);
  expect([chunksKept, manifest.rows, await readdir(at('out'))]).toEqual([2, count, [manifest.set]]);
  expect((await run('import', set, ...importArgs, '--to', 'rows.ndjson')).exitCode).toBe(0);
  const expected = Array.from({ length: count }, (_none, index) => `${JSON.stringify(row(index + 1).row)}\n`).join('');
  expect((await readFile(at('rows.ndjson'), 'utf8')) === expected).toBe(true);
});

describe('an import refuses', () => {
  async function refusal(set: string, ...more: readonly string[]): Promise<CliOutcome> {
    const outcome = await run('import', set, ...importArgs, '--to', 'rows.ndjson', ...more);
    expect(await readFile(at('rows.ndjson'), 'utf8').catch(() => '')).toBe('');
    return outcome;
  }

  test.each<[string, (set: string) => Promise<unknown>, string]>([
    ['a chunk that is cut', (set) => truncate(join(set, '000002.jwe'), 1_000), 'chunk 2 is not the one'],
    ['a chunk that grew', (set) => appendFile(join(set, '000002.jwe'), 'x'), 'chunk 2 is not the one'],
    ['a chunk that is gone', (set) => rm(join(set, '000003.jwe')), 'does not hold the 3 chunks'],
    ['a chunk too many', (set) => copyFile(join(set, '000001.jwe'), join(set, '000004.jwe')), 'does not hold the 3 chunks'],
    ['chunks in another order', async (set) => {
      await rename(join(set, '000001.jwe'), join(set, 'x'));
      await rename(join(set, '000002.jwe'), join(set, '000001.jwe'));
      await rename(join(set, 'x'), join(set, '000002.jwe'));
    }, 'chunk 1 is not the one'],
    ['a chunk of another set', async (set) => copyFile(join(await wideSet('second'), '000002.jwe'), join(set, '000002.jwe')), 'chunk 2 is not the one'],
    ['one changed bit', async (set) => {
      const text = await readFile(join(set, '000002.jwe'), 'utf8');
      await writeFile(join(set, '000002.jwe'), `${text.slice(0, 5_000)}${text[5_000] === 'A' ? 'B' : 'A'}${text.slice(5_001)}`);
    }, 'chunk 2 is not the one'],
    ['no manifest', (set) => rm(join(set, 'manifest.jws')), 'there is no manifest'],
    ['a manifest that is none', (set) => writeFile(join(set, 'manifest.jws'), 'x.y.z'), 'no signed manifest'],
    ['a manifest of another set', async (set) => copyFile(join(await wideSet('other'), 'manifest.jws'), join(set, 'manifest.jws')), 'chunk 1 is not the one'],
    ['a manifest that was changed', async (set) => {
      const [head = '', payload = '', signature = ''] = (await readFile(join(set, 'manifest.jws'), 'utf8')).split('.');
      const changed = Buffer.from(payload, 'base64url').toString('utf8').replace('"tenant":"bank"', '"tenant":"evil"');
      await writeFile(join(set, 'manifest.jws'), [head, Buffer.from(changed).toString('base64url'), signature].join('.'));
    }, 'signature of the manifest is not valid'],
  ])('%s, before a row is written', async (_name, tamper, message) => {
    const set = await wideSet('first');
    await tamper(set);
    const outcome = await refusal(set);
    expect([outcome.exitCode, outcome.stderr.includes('error[UWF-4228]'), outcome.stderr.includes(message)]).toEqual([3, true, true]);
  });

  test.each<[string, readonly string[], string]>([
    ['who is not trusted', ['--schema', 'schema.json', '--key', 'reporting.key', '--sender', 'stranger.pub'], 'a key that is not trusted'],
    ['what is for somebody else', ['--schema', 'schema.json', '--key', 'elsewhere.key', '--sender', 'sender.pub'], 'encrypted to another recipient'],
    ['rows of another schema', ['--schema', 'other.json', '--key', 'reporting.key', '--sender', 'sender.pub'], 'another schema'],
    ['a set of another environment', ['--schema', 'schema.json', '--key', 'reporting.key', '--sender', 'sender.pub', '--config', 'prod.yaml'], 'another environment'],
    ['a set of another tenant', ['--schema', 'schema.json', '--key', 'reporting.key', '--sender', 'sender.pub', '--config', 'tenant.yaml'], 'another tenant'],
  ])('%s', async (_name, args, message) => {
    await writeFile(at('other.json'), JSON.stringify({ ...SCHEMA, title: 'Other' }));
    await writeFile(at('prod.yaml'), 'environment: prod\n');
    await writeFile(at('tenant.yaml'), 'tenant: other\n');
    const set = await exported(3);
    const outcome = await run('import', set, ...args, '--to', 'rows.ndjson');
    expect([outcome.exitCode, outcome.stderr.includes(message)]).toEqual([3, true]);
  });

  test('a set that has expired', async () => {
    await writeFile(at('rows.in'), rowsText(2));
    const outcome = await run(...exportArgs, '--from', 'rows.in', '--to', 'out', '--expires', '0s');
    expect((await refusal(JSON.parse(outcome.stdout).folder)).stderr).toContain('has expired');
  });

  test('another set under the id of one that was imported', async () => {
    const set = await exported(2);
    expect((await run('import', set, ...importArgs, '--to', 'rows.ndjson')).exitCode).toBe(0);
    const ledger = await readFile(at('rows.ndjson.imports'), 'utf8');
    await writeFile(at('rows.ndjson.imports'), ledger.replaceAll(/"digest":"[0-9a-f]{64}"/gu, `"digest":"${'0'.repeat(64)}"`));
    const outcome = await run('import', set, ...importArgs, '--to', 'rows.ndjson');
    expect([outcome.exitCode, outcome.stderr.includes('error[UWF-4097]')]).toEqual([3, true]);
  });

  test('a file of rows that is shorter than its ledger says', async () => {
    const [first, second] = [await exported(2), await exported(3, 10, 'second')];
    await run('import', first, ...importArgs, '--to', 'rows.ndjson');
    await truncate(at('rows.ndjson'), 3);
    const outcome = await run('import', second, ...importArgs, '--to', 'rows.ndjson');
    expect([outcome.exitCode, outcome.stderr.includes('shorter than its ledger')]).toEqual([2, true]);
  });
});

test('an import that broke off anywhere goes on, and every row is there once', async () => {
  const set = await wideSet('first');
  expect((await run('import', set, ...importArgs, '--to', 'rows.ndjson')).exitCode).toBe(0);
  const [rows, ledger] = [await readFile(at('rows.ndjson'), 'utf8'), await readFile(at('rows.ndjson.imports'), 'utf8')];
  const lines = ledger.trimEnd().split('\n');
  expect(lines.length).toBe(5);
  for (let kept = 1; kept < lines.length; kept += 1) {
    const { end } = JSON.parse(lines[kept - 1] ?? '{}');
    // The next chunk was half written, and so was the line about it.
    await writeFile(at('rows.ndjson'), rows.slice(0, end + 5_000));
    await writeFile(at('rows.ndjson.imports'), `${lines.slice(0, kept).join('\n')}\n{"set":"half`);
    const outcome = await run('import', set, ...importArgs, '--to', 'rows.ndjson');
    expect([outcome.exitCode, JSON.parse(outcome.stdout).outcome]).toEqual([0, 'imported']);
    expect(await readFile(at('rows.ndjson'), 'utf8') === rows).toBe(true);
  }
});

test('a key is made once, for its owner only, and a command says what it needs', async () => {
  expect((await stat(at('sender.key'))).mode & 0o777).toBe(0o600);
  expect(await readFile(at('sender.pub'), 'utf8')).not.toContain('"d"');
  expect((await run('key', '--use', 'sign', '--out', 'sender.key')).exitCode).toBe(2);
  expect((await run(...exportArgs, '--to', 'out')).stderr).toContain('either --from or --from-runs');
  expect((await run(...exportArgs, '--from', 'x', '--to', 'out', '--expires', '721h')).stderr).toContain('--expires: at most 720 h');
  expect((await run('import', 'x', ...importArgs)).stderr).toContain('either --to');
  for (const verb of ['export', 'import', 'key']) expect((await run(verb, '--help')).stdout).toContain('Usage: uwf transfer');
});
