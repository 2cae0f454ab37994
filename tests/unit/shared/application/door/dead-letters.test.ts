import { describe, expect, test } from 'vitest';
import { createMemoryMessageLog } from '#shared/adapters/memory/index.ts';
import { nodeDigest } from '#shared/adapters/node/index.ts';
import { deadLettersIn } from '#shared/application/door/dead-letter-topic.ts';
import { discardLetter, listDeadLetters, readLetter, replayLetter } from '#shared/application/door/dead-letters.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { LogRecord } from '#shared/ports/message-log.ts';

const COMMANDS = 'uwf.test.bank.cmd.normal';
const LETTERS = 'uwf.test.bank.on-prem.dlq';
const SECRET = 'Aleksandra Petrova';

/** A message as it looks, unsigned: nobody verifies it here. */
function recordText(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'ES256' })}.${part(claims)}.c2ln`;
}

async function refused(claims: object = { typ: 'run', exe: 'run-1', stp: 'a-1', att: 1, act: 'uwf:function:check:1.0.0', box: SECRET, name: SECRET }) {
  let now = 1_000;
  const log = createMemoryMessageLog({ now: () => now });
  const ports = { log, clock: { now: () => now }, digest: nodeDigest };
  await log.append({ topic: COMMANDS, records: [{ key: 'run-1', value: recordText(claims) }] });
  const record = (await recordsOf(log, COMMANDS))[0];
  assert(record !== undefined, 'the record is there');
  const letter = { topic: record.topic, partition: record.partition, offset: record.offset, reject: 'unknown-key' as const, sha256: nodeDigest.sha256Hex(record.value), at: now };
  await deadLettersIn(log, LETTERS).append({ letters: [letter] });
  const [entry] = await listDeadLetters(ports, LETTERS);
  assert(entry !== undefined, 'the letter is listed');
  return { log, ports, record, entry, letter, later: () => void (now += 1_000) };
}

async function recordsOf(log: ReturnType<typeof createMemoryMessageLog>, topic: string): Promise<readonly LogRecord[]> {
  const bounds = await log.bounds({ topic });
  const all = await Promise.all(bounds.map(({ partition }) => log.read({ topic, partition, from: 'beginning', max: 100 })));
  return all.flat();
}

describe('dead letters', () => {
  test('are listed with where and why, never with what they hold', async () => {
    const { entry, record } = await refused();
    expect(entry).toEqual({ id: `${COMMANDS}/${record.partition}/${record.offset}`, topic: COMMANDS, partition: record.partition, offset: record.offset, reject: 'unknown-key', sha256: nodeDigest.sha256Hex(record.value), at: 1_000 });
  });

  test('show the claims of their record that are ids and counters, and nothing else', async () => {
    const { ports, entry } = await refused();
    const found = await readLetter(ports, entry);
    expect(found).toMatchObject({ kind: 'found', claims: { typ: 'run', exe: 'run-1', stp: 'a-1', att: 1, act: 'uwf:function:check:1.0.0' } });
    expect(JSON.stringify(found.kind === 'found' ? found.claims : {})).not.toContain(SECRET);
  });

  test('show no claim that is not of the form that ids have', async () => {
    const { ports, entry } = await refused({ typ: 'run', exe: `a name: ${SECRET}`, stp: 'x'.repeat(300), att: { nested: SECRET } });
    expect(await readLetter(ports, entry)).toMatchObject({ kind: 'found', claims: { typ: 'run' } });
    expect(Object.keys((await readLetter(ports, entry) as { claims: object }).claims)).toEqual(['typ']);
  });

  test('are replayed to the end of their topic, byte by byte, and closed with a reason', async () => {
    const { log, ports, record, entry } = await refused();
    await replayLetter(ports, { letters: LETTERS, entry, reason: 'the key is in the ring now', by: 'ada' });
    const records = await recordsOf(log, COMMANDS);
    expect(records.map(({ key, value }) => [key, value])).toEqual([[record.key, record.value], [record.key, record.value]]);
    expect(await listDeadLetters(ports, LETTERS)).toMatchObject([{ id: entry.id, settled: { action: 'replayed', reason: 'the key is in the ring now', by: 'ada' } }]);
  });

  test('are open again when they are refused again', async () => {
    const { ports, log, entry, letter, later } = await refused();
    await discardLetter(ports, { letters: LETTERS, entry, reason: 'not ours', by: 'ada' });
    expect(await listDeadLetters(ports, LETTERS)).toMatchObject([{ settled: { action: 'discarded' } }]);
    later();
    await deadLettersIn(log, LETTERS).append({ letters: [letter] });
    expect((await listDeadLetters(ports, LETTERS))[0]?.settled).toBeUndefined();
  });

  test('are not replayed when the log has lost the record, or has another one there', async () => {
    const { log, ports, entry } = await refused();
    const request = { letters: LETTERS, reason: 'r', by: 'ada' };
    await expect(replayLetter(ports, { ...request, entry: { ...entry, offset: 99 } })).rejects.toMatchObject({ code: 'UWF-4044' });
    await expect(replayLetter(ports, { ...request, entry: { ...entry, sha256: '0'.repeat(64) } })).rejects.toMatchObject({ code: 'UWF-4044' });
    expect(await recordsOf(log, COMMANDS)).toHaveLength(1);
  });

  test('pass over what is no dead letter', async () => {
    const { log, ports, entry } = await refused();
    const records = ['nonsense', '{}', '{"settled":{"action":"discarded"}}', '[]', `{"topic":7}`].map((value, index) => ({ key: `k${index}`, value }));
    await log.append({ topic: LETTERS, records });
    expect(await listDeadLetters(ports, LETTERS)).toEqual([entry]);
  });
});
