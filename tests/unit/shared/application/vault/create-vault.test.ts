import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryVaultStore } from '#shared/adapters/memory/vault-store.ts';
import type { VaultOptions, VaultPorts } from '#shared/application/vault/vault-ports.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { valueAad } from '#shared/core/vault/binding.ts';
import { isToken } from '#shared/core/tier/token.ts';
import type { TaskPlace } from '#shared/core/vault/reveal-rule.ts';
import type { FoundValue, VaultStore } from '#shared/ports/vault-store.ts';
import type { VaultEntry } from '#shared/ports/vault.ts';
import { createVaultBench, entryOf, START, type VaultBench } from '#tests/support/vault/vault-bench.ts';

const PAN = '4111 1111 1111 1111';
const ACTOR = 'runner-1';
const SUBJECT = 'customer-1';

let bench: VaultBench;
beforeEach(async () => {
  bench = await createVaultBench();
});
afterEach(() => bench.close());

/** The same bench, made otherwise. */
async function remake(ports: Partial<VaultPorts>, options: VaultOptions = {}): Promise<void> {
  bench.close();
  bench = await createVaultBench(ports, options);
}

const put = async (...entries: readonly VaultEntry[]): Promise<readonly string[]> => bench.vault.tokenise({ actor: ACTOR, entries });
const putOne = async (value: JsonValue, more: Partial<VaultEntry> = {}): Promise<string> => (await put(entryOf(value, more)))[0] ?? '';
const reveal = (token: string, { purpose = 'workflow', actor = ACTOR, tenant = 'bank', task }: { readonly purpose?: string; readonly actor?: string; readonly tenant?: string; readonly task?: TaskPlace } = {}) =>
  bench.vault.reveal({ actor, purpose, wanted: [{ token, place: { tenant, ...(task === undefined ? {} : { task }) } }] });
const kinds = async (): Promise<readonly string[]> => (await bench.records()).map(({ kind }) => kind);

/** Ports whose audit log fails when it is told to. */
function failingAudit(): { readonly ports: Partial<VaultPorts>; fail(isFailing: boolean): void } {
  let isFailing = false;
  const append: VaultPorts['audit']['append'] = (request) => (isFailing ? Promise.reject(new UwfError('UWF-5001')) : bench.ports.audit.append(request));
  return { ports: { audit: { append, head: () => bench.ports.audit.head(), read: (request) => bench.ports.audit.read(request) } }, fail: (next) => (isFailing = next) };
}

describe('tokens', () => {
  test('stand for values, and are random', async () => {
    const [one, two] = await put(entryOf(PAN), entryOf(PAN));
    expect([one, two].every(isToken)).toBe(true);
    expect(one).not.toBe(two);
    expect(await reveal(one ?? '')).toEqual([{ value: PAN, binding: entryOf('').binding }]);
    expect(await reveal(two ?? '')).toMatchObject([{ value: PAN }]);
  });

  test('give back any JSON, whatever is in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const plain: JsonValue = JSON.parse(JSON.stringify(value));
        expect((await reveal(await putOne(plain)))[0]?.value).toEqual(plain);
        bench.clock.advance(60_000);
      }),
      { numRuns: 60 },
    );
  });

  test('are the same for the same value where that is asked for, of one subject at one place only', async () => {
    const more = { deterministic: true };
    const [one, again, other, place, subject, purposes] = await put(
      entryOf(PAN, more), entryOf(PAN, more), entryOf('4000', more), entryOf(PAN, { ...more, binding: { ...entryOf('').binding, pointer: '/input/iban' } }),
      entryOf(PAN, { ...more, subject: 'customer-2' }), entryOf(PAN, { ...more, purposes: ['support', 'workflow', 'support'] }),
    );
    expect(again).toBe(one);
    expect(purposes).toBe(one);
    expect(new Set([one, other, place, subject]).size).toBe(4);
    expect(await putOne(PAN, more)).toBe(one);
    expect(isToken(one)).toBe(true);
    expect(await reveal(one ?? '')).toMatchObject([{ value: PAN }]);
    await bench.vault.erase({ actor: ACTOR, tenant: 'bank', subject: SUBJECT, reason: 'request' });
    expect(await putOne(PAN, more)).not.toBe(one);
  });

  test('are the same for what comes from one source again, whatever it is, and tell no equality between sources', async () => {
    const more = { source: 'batch-1.7 /pan' };
    const value = { pan: PAN, holder: 'Kim' };
    const one = await putOne(value, more);
    expect(await putOne(value, more)).toBe(one);
    expect(isToken(one)).toBe(true);
    expect(await bench.ports.store.counts()).toMatchObject({ values: 1 });
    expect(await bench.vault.describe({ tenant: 'bank', tokens: [one] })).toMatchObject([{ deterministic: false }]);
    const others = [await putOne(value, { source: 'batch-1.8 /pan' }), await putOne('4000', more), await putOne(value, { ...more, subject: 'customer-2' }), await putOne(PAN, { deterministic: true }), await putOne(PAN, more)];
    expect(new Set([one, ...others]).size).toBe(6);
    await bench.vault.erase({ actor: ACTOR, tenant: 'bank', subject: SUBJECT, reason: 'request' });
    expect(await putOne(value, more)).not.toBe(one);
  });

  test('are told about without their values', async () => {
    const token = await putOne(PAN, { deterministic: true });
    const expected = { binding: entryOf('').binding, purposes: ['support', 'workflow'], deterministic: true, createdAt: START };
    expect(await bench.vault.describe({ tenant: 'bank', tokens: ['uwf-token:1:unknown', token] })).toEqual([undefined, expected]);
    expect(await bench.vault.describe({ tenant: 'other', tokens: [token] })).toEqual([undefined]);
    await bench.vault.erase({ actor: ACTOR, tenant: 'bank', subject: SUBJECT, reason: 'request' });
    expect(await bench.vault.describe({ tenant: 'bank', tokens: [token] })).toEqual([{ ...expected, erasedAt: START }]);
  });

  test.each<[string, Partial<VaultEntry>]>([
    ['tenant', { binding: { ...entryOf('').binding, tenant: '' } }],
    ['definition', { binding: { ...entryOf('').binding, definition: 'payments' } }],
    ['pointer', { binding: { ...entryOf('').binding, pointer: 'input' } }],
    ['principal', { binding: { ...entryOf('').binding, principal: 'x'.repeat(257) } }],
    ['subject', { subject: '' }],
    ['subject', { subject: '\ud800' }],
    ['purposes', { purposes: [] }],
    ['purposes', { purposes: ['Anything'] }],
    ['deterministic', { deterministic: true, value: { pan: PAN } }],
    ['source', { source: '' }],
    ['source', { source: 'batch-1.7 /pan', deterministic: true }],
  ])('are not made with a wrong %s, which is named and not quoted', async (member, more) => {
    const refused = putOne(PAN, more);
    await expect(refused).rejects.toMatchObject({ code: 'UWF-4000', message: expect.stringMatching(new RegExp(`entry 0: .*${member}`, 'u')) });
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('4111') });
  });

  test('are made for bounded values in bounded numbers', async () => {
    expect(await reveal(await putOne('x'.repeat(1_048_574)))).toHaveLength(1);
    await expect(putOne('x'.repeat(1_048_575))).rejects.toMatchObject({ code: 'UWF-4220' });
    await expect(putOne('ü'.repeat(524_288))).rejects.toMatchObject({ code: 'UWF-4220' });
    await expect(put()).rejects.toMatchObject({ code: 'UWF-4000' });
    await expect(put(...Array.from({ length: 501 }, () => entryOf(1)))).rejects.toMatchObject({ code: 'UWF-4000' });
    await expect(bench.vault.tokenise({ actor: '', entries: [entryOf(1)] })).rejects.toMatchObject({ code: 'UWF-4000' });
  });

  test('share one data key for each subject, also when many are made at once', async () => {
    const vaults = await Promise.all(Array.from({ length: 4 }, () => bench.another()));
    const entries = Array.from({ length: 10 }, (_, index) => entryOf(index, { subject: `customer-${index % 5}` }));
    const tokens = (await Promise.all(vaults.map((vault) => vault.tokenise({ actor: ACTOR, entries })))).flat();
    expect(await bench.ports.store.counts()).toMatchObject({ values: 40, dataKeys: [{ keys: 5 }] });
    for (const [index, token] of tokens.entries()) expect(await reveal(token)).toMatchObject([{ value: index % 10 }]);
  });
});

describe('what is stored and recorded', () => {
  test('holds no value, no token and no id of a subject', async () => {
    const seen: unknown[] = [];
    const store = createMemoryVaultStore();
    const watched: VaultStore = { ...store, put: (request) => (seen.push(request), store.put(request)), erase: (request) => (seen.push(request), store.erase(request)), find: (request) => (seen.push(request), store.find(request)) };
    await remake({ store: watched });
    const token = await putOne(PAN);
    await reveal(token);
    await expect(reveal(`${token.slice(0, -1)}${token.endsWith('A') ? 'Q' : 'A'}`)).rejects.toThrow();
    await bench.vault.erase({ actor: ACTOR, tenant: 'bank', subject: SUBJECT, reason: 'request' });
    const text = JSON.stringify([seen, await bench.records()]);
    expect(text).toContain('payments/check');
    for (const secret of [PAN, token, token.slice('uwf-token:1:'.length), SUBJECT, Buffer.from(PAN).toString('base64url').slice(0, 12)]) expect(text).not.toContain(secret);
  });

  test('says who did what, in this order, with what stands for the token', async () => {
    const token = await putOne(PAN);
    await reveal(token, { purpose: 'support', actor: 'operator' });
    await bench.vault.erase({ actor: 'officer', tenant: 'bank', subject: SUBJECT, reason: 'request' });
    const records = await bench.records();
    expect(records.map(({ kind, actor }) => [kind, actor])).toEqual([['value-tokenised', ACTOR], ['value-revealed', 'operator'], ['subject-erasing', 'officer'], ['subject-erased', 'officer']]);
    const print = bench.ports.digest.sha256Hex(token).slice(0, 32);
    expect(records[0]?.details).toEqual({ tokens: [print], places: { 'payments/check/input/pan': 1 } });
    expect(records[1]?.details).toEqual({ purpose: 'support', tenant: 'bank', tokens: [print] });
    expect(records[3]?.details).toMatchObject({ tenant: 'bank', values: 1, keyIds: [expect.any(String)] });
  });

  test('names a bounded number of fields, whatever is tokenised at once', async () => {
    await put(...Array.from({ length: 500 }, (_, index) => entryOf(1, { binding: { tenant: 'bank', definition: `n/${'d'.repeat(500)}`, pointer: `/${String(index).padStart(1_000, 'p')}` } })));
    expect((await bench.records())[0]?.details['places']).toMatchObject({ others: 490 });
  });
});

describe('reveal()', () => {
  const task: TaskPlace = { definition: 'payments/check', execution: 'run-1', principal: 'partner', inputs: new Set(['/input/pan']), results: new Set(['/do/0/check#/score']) };
  const place = entryOf('').binding;

  test.each<[string, Partial<VaultEntry>, Parameters<typeof reveal>[1], string]>([
    ['for a purpose that the token does not allow', {}, { purpose: 'marketing' }, 'UWF-4225'],
    ['to another tenant, as if there were none', {}, { tenant: 'other' }, 'UWF-4045'],
    ['to a task of another definition', {}, { task: { ...task, definition: 'payments/other' } }, 'UWF-4225'],
    ['where another field belongs', {}, { task: { ...task, inputs: new Set(['/input/iban']) } }, 'UWF-4225'],
    ['to the run of another principal', { binding: { ...place, principal: 'someone' } }, { task }, 'UWF-4225'],
    ['as the result of another execution', { binding: { ...place, pointer: '/do/0/check#/score', execution: 'run-2' } }, { task }, 'UWF-4225'],
    ['as input, being a result', { binding: { ...place, execution: 'run-1' } }, { task }, 'UWF-4225'],
    ['as a result, being input', { binding: { ...place, pointer: '/do/0/check#/score' } }, { task }, 'UWF-4225'],
  ])('gives nothing %s', async (_what, entry, asked, code) => {
    const token = await putOne(PAN, entry);
    await expect(reveal(token, asked)).rejects.toMatchObject({ code });
    expect((await kinds()).at(-1)).toBe('reveal-refused');
    expect(bench.vault.counters()).toMatchObject({ revealed: 0, refused: 1 });
  });

  test('gives a task what was made for its place: input of its principal, results of its execution', async () => {
    const input = await putOne(PAN, { binding: { ...place, principal: 'partner' } });
    const result = await putOne(81, { binding: { ...place, pointer: '/do/0/check#/score', execution: 'run-1' } });
    expect(await reveal(input, { task })).toMatchObject([{ value: PAN }]);
    expect(await reveal(result, { task })).toMatchObject([{ value: 81 }]);
    expect((await bench.records()).at(-1)?.details).toMatchObject({ definition: 'payments/check', execution: 'run-1' });
  });

  test('gives all or nothing, in the order of the question', async () => {
    const [one = '', two = ''] = await put(entryOf(1), entryOf(2, { subject: 'customer-2' }));
    const wanted = (...tokens: readonly string[]) => bench.vault.reveal({ actor: ACTOR, purpose: 'workflow', wanted: tokens.map((token) => ({ token, place: { tenant: 'bank' } })) });
    expect((await wanted(two, one, two)).map(({ value }) => value)).toEqual([2, 1, 2]);
    await expect(wanted(one, 'uwf-token:1:AAAAAAAAAAAAAAAAAAAAAA')).rejects.toMatchObject({ code: 'UWF-4045' });
    await expect(wanted(one, `${two} `)).rejects.toMatchObject({ code: 'UWF-4045' });
    await expect(wanted()).rejects.toMatchObject({ code: 'UWF-4000' });
    await expect(wanted(...Array.from({ length: 257 }, () => one))).rejects.toMatchObject({ code: 'UWF-4000' });
    await expect(reveal(one, { purpose: 'Not A Purpose' })).rejects.toMatchObject({ code: 'UWF-4000' });
    await expect(reveal(one, { actor: '' })).rejects.toMatchObject({ code: 'UWF-4000' });
  });

  test('opens nothing that cannot be recorded', async () => {
    const audit = failingAudit();
    let opened = 0;
    const token = await putOne(PAN);
    const vault = await bench.another({ ...audit.ports, cipher: { ...bench.ports.cipher, open: (request) => ((opened += 1), bench.ports.cipher.open(request)) } });
    const ask = () => vault.reveal({ actor: ACTOR, purpose: 'workflow', wanted: [{ token, place: { tenant: 'bank' } }] });
    audit.fail(true);
    await expect(ask()).rejects.toMatchObject({ code: 'UWF-5008' });
    expect(opened).toBe(0);
    audit.fail(false);
    expect(await ask()).toMatchObject([{ value: PAN }]);
    expect(opened).toBe(1);
  });

  test('records before it opens', async () => {
    const order: string[] = [];
    const token = await putOne(PAN);
    const { audit, cipher } = bench.ports;
    const vault = await bench.another({
      audit: { ...audit, append: async (request) => { const head = await audit.append(request); order.push('recorded'); return head; } },
      cipher: { ...cipher, open: (request) => (order.push('opened'), cipher.open(request)) },
    });
    await vault.reveal({ actor: ACTOR, purpose: 'workflow', wanted: [{ token, place: { tenant: 'bank' } }] });
    expect(order).toEqual(['recorded', 'opened']);
  });

  test('is limited for each actor, and a refusal costs more than an answer', async () => {
    await remake({}, { reveals: { perMinute: 60, burst: 12 }, missCost: 10 });
    const token = await putOne(PAN);
    await reveal(token);
    await expect(reveal(token, { purpose: 'marketing' })).rejects.toMatchObject({ code: 'UWF-4225' });
    await expect(reveal(token)).rejects.toMatchObject({ code: 'UWF-4295' });
    await expect(reveal(token)).rejects.toMatchObject({ code: 'UWF-4295' });
    expect(await reveal(token, { actor: 'another' })).toHaveLength(1);
    bench.clock.advance(1_000);
    expect(await reveal(token)).toHaveLength(1);
    expect(bench.vault.counters()).toMatchObject({ revealed: 3, refused: 1, limited: 2, scanAlarms: 0 });
    // Of the requests beyond the rate one is recorded for each minute.
    expect((await bench.records()).filter(({ kind, details }) => kind === 'reveal-refused' && details['reason'] === 'rate')).toHaveLength(1);
  });

  test('limits an actor over all processes together', async () => {
    await remake({}, { reveals: { perMinute: 1, burst: 3 } });
    const token = await putOne(PAN);
    const vaults = await Promise.all(Array.from({ length: 6 }, () => bench.another()));
    const outcomes = await Promise.allSettled(vaults.map((vault) => vault.reveal({ actor: ACTOR, purpose: 'workflow', wanted: [{ token, place: { tenant: 'bank' } }] })));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  });

  test('raises an alarm when somebody tries tokens out', async () => {
    await remake({}, { misses: { perMinute: 0.1, burst: 5 }, reveals: { perMinute: 6_000, burst: 6_000 } });
    const guess = (index: number) => reveal(`uwf-token:1:${Buffer.alloc(16, index).toString('base64url')}`);
    for (let index = 1; index <= 5; index += 1) await expect(guess(index)).rejects.toMatchObject({ code: 'UWF-4045' });
    expect(bench.vault.counters().scanAlarms).toBe(0);
    await expect(guess(6)).rejects.toMatchObject({ code: 'UWF-4045' });
    expect(bench.vault.counters().scanAlarms).toBe(1);
    expect((await kinds()).slice(-2)).toEqual(['reveal-refused', 'scan-alarm']);
    bench.clock.advance(10 * 60_000);
    await expect(guess(7)).rejects.toMatchObject({ code: 'UWF-4045' });
    expect(bench.vault.counters().scanAlarms).toBe(1);
  });
});

describe('a store that was tampered with', () => {
  /** What somebody with the right to write into the store might make of two rows. */
  const swaps: readonly (readonly [string, (own: FoundValue, other: FoundValue) => FoundValue])[] = [
    ['the ciphertext of another token', (own, other) => ({ ...own, value: { ...own.value, sealed: other.value.sealed } })],
    ['the row of another token', (own, other) => ({ ...other, value: { ...other.value, tokenDigest: own.value.tokenDigest } })],
    ['another tenant', (own) => ({ ...own, value: { ...own.value, binding: { ...own.value.binding, tenant: 'other' } } })],
    ['another definition', (own) => ({ ...own, value: { ...own.value, binding: { ...own.value.binding, definition: 'payments/declassify' } } })],
    ['another field', (own) => ({ ...own, value: { ...own.value, binding: { ...own.value.binding, pointer: '/input/note' } } })],
    ['another principal', (own) => ({ ...own, value: { ...own.value, binding: { ...own.value.binding, principal: 'thief' } } })],
    ['another execution', (own) => ({ ...own, value: { ...own.value, binding: { ...own.value.binding, execution: 'run-9' } } })],
    ['another purpose', (own) => ({ ...own, value: { ...own.value, purposes: ['marketing', 'support', 'workflow'] } })],
    ['another subject', (own) => ({ ...own, value: { ...own.value, subject: '1.other' } })],
    ['another time', (own) => ({ ...own, value: { ...own.value, createdAt: 0 } })],
    ['another kind of token', (own) => ({ ...own, value: { ...own.value, deterministic: true } })],
    ['the data key of another subject', (own, other) => ({ ...own, ...(own.dataKey === undefined || other.dataKey === undefined ? {} : { dataKey: { ...own.dataKey, keyId: 'forged', wrapped: other.dataKey.wrapped } }) })],
    ['a changed data key', (own) => ({ ...own, ...(own.dataKey === undefined ? {} : { dataKey: { ...own.dataKey, keyId: 'forged', wrapped: `A${own.dataKey.wrapped.slice(1)}`.replace(/^AA/u, 'AB') } }) })],
    ['another version of the key-encryption key', (own) => ({ ...own, ...(own.dataKey === undefined ? {} : { dataKey: { ...own.dataKey, keyId: 'forged', version: 2 } }) })],
    ['a cut ciphertext', (own) => ({ ...own, value: { ...own.value, sealed: own.value.sealed.slice(0, 20) } })],
  ];

  test.each(swaps)('opens nothing with %s', async (_what, swap) => {
    const [own = '', other = ''] = await put(entryOf(PAN), entryOf('other', { subject: 'customer-2' }));
    const { store, keys, digest } = bench.ports;
    await keys.rotate({ key: 'vault-kek' });
    const rowOf = async (token: string) => (await store.find({ tokenDigests: [digest.sha256Hex(token)] }))[0];
    const [ownRow, otherRow] = [await rowOf(own), await rowOf(other)];
    if (ownRow === undefined || otherRow === undefined) throw new Error('both are stored');
    const vault = await bench.another({ store: { ...store, find: async () => [swap(ownRow, otherRow)] } });
    const tenant = _what === 'another tenant' ? 'other' : 'bank';
    await expect(vault.reveal({ actor: ACTOR, purpose: 'workflow', wanted: [{ token: own, place: { tenant } }] })).rejects.toMatchObject({ code: 'UWF-5009' });
  });
});

describe('erase()', () => {
  const erase = (subject = SUBJECT) => bench.vault.erase({ actor: 'officer', tenant: 'bank', subject, reason: 'customer-request' });

  test('leaves nothing of the subject that opens, and everything of the others', async () => {
    const [one = '', two = '', other = ''] = await put(entryOf(PAN), entryOf(2), entryOf(3, { subject: 'customer-2' }));
    await reveal(one);
    const erasure = await erase();
    expect(erasure).toMatchObject({ values: 2, keyIds: [expect.any(String)] });
    expect(erasure.recorded).toEqual(await bench.ports.audit.head());
    for (const token of [one, two]) await expect(reveal(token)).rejects.toMatchObject({ code: 'UWF-4045', message: expect.stringContaining('erased') });
    expect(await reveal(other)).toMatchObject([{ value: 3 }]);
    expect(await bench.vault.subject({ tenant: 'bank', subject: SUBJECT })).toEqual({ keys: [{ keyId: erasure.keyIds[0], values: 2, createdAt: START, erasedAt: START }] });
    expect(bench.vault.counters().erased).toBe(1);
  });

  test('leaves nothing that opens from an old copy of the values alone', async () => {
    const token = await putOne(PAN);
    const { store, digest, cipher } = bench.ports;
    const [copy] = await store.find({ tokenDigests: [digest.sha256Hex(token)] });
    if (copy === undefined) throw new Error('it is stored');
    const old = await bench.ports.keys.unwrap({ key: copy.dataKey?.kek ?? '', version: 1, wrapped: copy.dataKey?.wrapped ?? '' });
    expect(cipher.open({ key: old, sealed: copy.value.sealed, aad: valueAad(copy.value) })).toContain(PAN);
    await erase();
    // The value table is restored from the backup; the table of data keys is what it is now.
    const [now] = await store.find({ tokenDigests: [digest.sha256Hex(token)] });
    expect(now?.dataKey).toBeUndefined();
    const restored = await bench.another({ store: { ...store, find: async () => [{ ...now, value: copy.value }] } });
    await expect(restored.reveal({ actor: ACTOR, purpose: 'workflow', wanted: [{ token, place: { tenant: 'bank' } }] })).rejects.toMatchObject({ code: 'UWF-4045' });
    // Nor does a new data key of the same subject open it.
    await putOne('new');
    const keys = await store.findDataKeys({ tenant: 'bank', subjects: [copy.value.subject] });
    expect(keys).toHaveLength(1);
    for (const { kek, version, wrapped } of keys) {
      const key = await bench.ports.keys.unwrap({ key: kek, version, wrapped });
      expect(cipher.open({ key, sealed: copy.value.sealed, aad: valueAad(copy.value) })).toBeUndefined();
    }
  });

  test('holds in another process that used the data key a moment ago', async () => {
    const token = await putOne(PAN);
    const another = await bench.another();
    const ask = () => another.reveal({ actor: ACTOR, purpose: 'workflow', wanted: [{ token, place: { tenant: 'bank' } }] });
    expect(await ask()).toHaveLength(1);
    await erase();
    await expect(ask()).rejects.toMatchObject({ code: 'UWF-4045' });
    await expect(another.tokenise({ actor: ACTOR, entries: [entryOf('again')] })).resolves.toHaveLength(1);
  });

  test('is harmless when repeated, and for a subject that nobody knows', async () => {
    await putOne(PAN);
    await erase();
    expect(await erase()).toMatchObject({ keyIds: [], values: 0 });
    expect(await erase('nobody')).toMatchObject({ keyIds: [], values: 0 });
    expect(await bench.vault.subject({ tenant: 'bank', subject: 'nobody' })).toEqual({ keys: [] });
  });

  test('completes after a crash between its steps', async () => {
    const token = await putOne(PAN);
    const { audit, store } = bench.ports;
    const crashing = await bench.another({ store: { ...store, erase: () => Promise.reject(new UwfError('UWF-5001')) } });
    const request = { actor: 'officer', tenant: 'bank', subject: SUBJECT, reason: 'request' };
    await expect(crashing.erase(request)).rejects.toMatchObject({ code: 'UWF-5001' });
    expect((await kinds()).at(-1)).toBe('subject-erasing');
    let appends = 0;
    const unrecorded = await bench.another({ audit: { ...audit, append: (facts) => ((appends += 1) > 1 ? Promise.reject(new UwfError('UWF-5001')) : audit.append(facts)) } });
    await expect(unrecorded.erase(request)).rejects.toMatchObject({ code: 'UWF-5008' });
    await expect(reveal(token)).rejects.toMatchObject({ code: 'UWF-4045' });
    await erase();
    expect((await kinds()).at(-1)).toBe('subject-erased');
  });

  test('destroys nothing that cannot be recorded, and takes codes as reasons, no sentences', async () => {
    const token = await putOne(PAN);
    const audit = failingAudit();
    const vault = await bench.another(audit.ports);
    audit.fail(true);
    await expect(vault.erase({ actor: 'officer', tenant: 'bank', subject: SUBJECT, reason: 'request' })).rejects.toMatchObject({ code: 'UWF-5008' });
    expect(await reveal(token)).toHaveLength(1);
    await expect(bench.vault.erase({ actor: 'officer', tenant: 'bank', subject: SUBJECT, reason: 'Anna Kowalska asked' })).rejects.toMatchObject({ code: 'UWF-4000' });
    await expect(bench.vault.erase({ actor: 'officer', tenant: '', subject: SUBJECT, reason: 'request' })).rejects.toMatchObject({ code: 'UWF-4000' });
    await expect(bench.vault.subject({ tenant: 'bank', subject: '' })).rejects.toMatchObject({ code: 'UWF-4000' });
  });

  test('and writes at the same time: what is stored after it opens, what was before does not', async () => {
    const vaults = await Promise.all([0, 1, 2].map(() => bench.another()));
    const before = await putOne('before');
    const results = await Promise.all([erase(), ...vaults.map((vault, index) => vault.tokenise({ actor: ACTOR, entries: [entryOf(index)] }))]);
    await expect(reveal(before)).rejects.toMatchObject({ code: 'UWF-4045' });
    const [erasure, ...tokens] = results;
    const opened = await Promise.allSettled(tokens.map(([token = '']) => reveal(token)));
    const lost = opened.filter(({ status }) => status === 'rejected').length;
    expect(erasure.values).toBe(1 + lost);
  });
});

describe('failures of what the vault stands on', () => {
  test('leave no token behind', async () => {
    const { store, keys } = bench.ports;
    const broken = await bench.another({ keys: { ...keys, wrap: () => Promise.reject(new UwfError('UWF-5007')) } });
    await expect(broken.tokenise({ actor: ACTOR, entries: [entryOf(PAN)] })).rejects.toMatchObject({ code: 'UWF-5007' });
    const unrecorded = await bench.another({ audit: { ...bench.ports.audit, append: () => Promise.reject(new UwfError('UWF-5001')) } });
    await expect(unrecorded.tokenise({ actor: ACTOR, entries: [entryOf(PAN)] })).rejects.toMatchObject({ code: 'UWF-5008' });
    expect(await store.counts()).toMatchObject({ dataKeys: [{ keys: 1 }] });
  });

  test('a store in which data keys change all the time is told as unavailable', async () => {
    const vault = await bench.another({ store: { ...bench.ports.store, put: async () => 'changed' } });
    await expect(vault.tokenise({ actor: ACTOR, entries: [entryOf(PAN)] })).rejects.toMatchObject({ code: 'UWF-5001' });
  });

  test('a vault whose key for fingerprints has gone makes no other one', async () => {
    const vault = await bench.another({ keys: { ...bench.ports.keys, describe: async () => undefined } });
    await expect(vault.tokenise({ actor: ACTOR, entries: [entryOf(PAN)] })).rejects.toMatchObject({ code: 'UWF-5005' });
  });

  test('subjects are found under every version of the key for fingerprints', async () => {
    const token = await putOne(PAN, { deterministic: true });
    await bench.ports.keys.rotate({ key: 'vault-fingerprint' });
    expect(await putOne(PAN, { deterministic: true })).toBe(token);
    await putOne('second');
    expect(await bench.ports.store.counts()).toMatchObject({ dataKeys: [{ keys: 1 }] });
    expect(await bench.vault.erase({ actor: ACTOR, tenant: 'bank', subject: SUBJECT, reason: 'request' })).toMatchObject({ values: 2 });
    await expect(reveal(token)).rejects.toMatchObject({ code: 'UWF-4045' });
  });
});
