import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createPkcs11KeyService } from '#shared/adapters/pkcs11/index.ts';
import type { KeyService } from '#shared/ports/key-service.ts';
import { describeWithSoftHsm, openSoftHsm, type SoftHsm } from '#tests/support/softhsm.ts';
import { createVaultBench, entryOf } from '#tests/support/vault/vault-bench.ts';

const PIN = '4711';
const DATA_KEY = new Uint8Array(32).fill(7);
let tokens = 0;

describeWithSoftHsm('keys in SoftHSM', () => {
  let hsm: SoftHsm;
  let token: string;
  const opened: KeyService[] = [];
  beforeAll(() => {
    hsm = openSoftHsm();
  });
  afterAll(() => hsm.close());
  beforeEach(async () => {
    await Promise.all(opened.splice(0).map((keys) => keys.close()));
    token = `token-${(tokens += 1)}`;
    hsm.addToken(token, PIN);
  });

  const open = (more: { readonly pin?: string; readonly token?: string; readonly library?: string; readonly sessions?: number } = {}): KeyService => {
    const keys = createPkcs11KeyService({ library: more.library ?? hsm.library, token: more.token ?? token, pin: async () => more.pin ?? PIN, ...(more.sessions === undefined ? {} : { sessions: more.sessions }) });
    opened.push(keys);
    return keys;
  };

  test('are sensitive, cannot be extracted, and do nothing but their work', async () => {
    const keys = open();
    for (const use of ['wrap', 'mac', 'sign', 'agree'] as const) await keys.ensure({ key: `key-${use}`, use });
    await keys.close();
    const attributes = JSON.parse(runInChild(ATTRIBUTES, [hsm.library, token, PIN]));
    const secret = { value: 'CKR_ATTRIBUTE_SENSITIVE', makeExtractable: 'CKR_ATTRIBUTE_READ_ONLY', sensitive: 1, extractable: 0, neverExtractable: 1, isPrivate: 1 };
    expect(attributes).toEqual({
      'uwf:key-wrap': { ...secret, can: ['wrap', 'unwrap'] },
      'uwf:key-mac': { ...secret, can: ['sign', 'verify'] },
      'uwf:key-sign': { ...secret, can: ['sign'] },
      'uwf:key-agree': { ...secret, can: ['derive'] },
    });
  });

  test('open after a restart of the process, by the same token only', async () => {
    hsm.addToken('another', PIN);
    const keys = open();
    await keys.ensure({ key: 'kek', use: 'wrap' });
    const wrapped = await keys.wrap({ key: 'kek', dataKey: DATA_KEY });
    await keys.close();
    expect(await open().unwrap({ key: 'kek', ...wrapped })).toEqual(DATA_KEY);
    const other = open({ token: 'another' });
    await other.ensure({ key: 'kek', use: 'wrap' });
    await expect(other.unwrap({ key: 'kek', ...wrapped })).rejects.toMatchObject({ code: 'UWF-5009' });
  });

  test('refuse a wrong PIN for good, without trying it until the token is locked', async () => {
    const wrong = open({ pin: '0000' });
    for (let attempt = 0; attempt < 5; attempt += 1) await expect(wrong.describe({ key: 'kek' })).rejects.toMatchObject({ code: 'UWF-5005', details: { reason: 'CKR_PIN_INCORRECT' } });
    await wrong.close();
    expect(await open().describe({ key: 'kek' })).toBeUndefined();
  });

  test('are unavailable while the token is missing, and there again when it is', async () => {
    const keys = open({ token: 'later' });
    await expect(keys.describe({ key: 'kek' })).rejects.toMatchObject({ code: 'UWF-5007', details: { reason: 'CKR_TOKEN_NOT_PRESENT' } });
    hsm.addToken('later', PIN);
    expect(await keys.ensure({ key: 'kek', use: 'wrap' })).toMatchObject({ current: 1 });
  });

  test('are unavailable while the HSM is away, and go on when it is back', async () => {
    const keys = open();
    await keys.ensure({ key: 'kek', use: 'wrap' });
    const wrapped = await keys.wrap({ key: 'kek', dataKey: DATA_KEY });
    hsm.setAway(true);
    for (const call of [() => keys.unwrap({ key: 'kek', ...wrapped }), () => keys.wrap({ key: 'kek', dataKey: DATA_KEY }), () => keys.describe({ key: 'kek' })]) await expect(call()).rejects.toMatchObject({ code: 'UWF-5007' });
    hsm.setAway(false);
    expect(await keys.unwrap({ key: 'kek', ...wrapped })).toEqual(DATA_KEY);
  });

  test('need a library that is there', async () => {
    await expect(open({ library: '/nowhere/libpkcs11.so' }).describe({ key: 'kek' })).rejects.toMatchObject({ code: 'UWF-5004' });
  });

  test('need tokens with distinct labels', async () => {
    hsm.addToken(token, PIN);
    await expect(open().describe({ key: 'kek' })).rejects.toMatchObject({ code: 'UWF-5005', message: expect.stringContaining('distinct') });
  });

  test('are not used when two objects claim to be the same version', async () => {
    await open().ensure({ key: 'kek', use: 'wrap' });
    runInChild(SECOND_OBJECT, [hsm.library, token, PIN]);
    await expect(open().wrap({ key: 'kek', dataKey: DATA_KEY })).rejects.toMatchObject({ code: 'UWF-5005', message: expect.stringContaining('version 1') });
  });

  test('serve more callers than there are sessions', async () => {
    const keys = open({ sessions: 2 });
    await keys.ensure({ key: 'print', use: 'mac' });
    const macs = await Promise.all(Array.from({ length: 100 }, (_, index) => keys.mac({ key: 'print', version: 1, text: `text ${index % 10}` })));
    expect(new Set(macs).size).toBe(10);
  });

  test('carry a vault: tokenise, reveal, rotate, re-wrap and erase', async () => {
    const bench = await createVaultBench({ keys: open() });
    const values = Array.from({ length: 30 }, (_, index) => entryOf(`value ${index}`, { subject: `customer-${index % 10}` }));
    const made = await bench.vault.tokenise({ actor: 'batch', entries: values });
    await bench.ports.keys.rotate({ key: 'vault-kek' });
    const fresh = await bench.another();
    const revealed = await fresh.reveal({ actor: 'runner', purpose: 'workflow', wanted: made.map((one) => ({ token: one, place: { tenant: 'bank' } })) });
    expect(revealed.map(({ value }) => value)).toEqual(values.map(({ value }) => value));
    expect(await fresh.erase({ actor: 'officer', tenant: 'bank', subject: 'customer-3', reason: 'request' })).toMatchObject({ values: 3 });
    await expect(bench.vault.reveal({ actor: 'runner', purpose: 'workflow', wanted: [{ token: made[3] ?? '', place: { tenant: 'bank' } }] })).rejects.toMatchObject({ code: 'UWF-4045' });
    bench.close();
  });

  /** The library has one state for each process, so what another application does is done in another process. */
  function runInChild(script: string, args: readonly string[]): string {
    const child = spawnSync(process.execPath, ['-e', PRELUDE + script, createRequire(import.meta.url).resolve('pkcs11js'), ...args], { encoding: 'utf8', env: { ...process.env, ...hsm.environment } });
    if (child.status !== 0) throw new Error(child.stderr);
    return child.stdout;
  }
});

const PRELUDE = `
const [driver, library, label, pin] = process.argv.slice(1);
const p = require(driver);
const c = new p.PKCS11();
c.load(library);
c.C_Initialize({ flags: p.CKF_OS_LOCKING_OK });
const slot = c.C_GetSlotList(true).find((one) => c.C_GetTokenInfo(one).label.trim() === label);
const s = c.C_OpenSession(slot, p.CKF_SERIAL_SESSION | p.CKF_RW_SESSION);
c.C_Login(s, p.CKU_USER, pin);
`;

const ATTRIBUTES = `
const attempt = (work) => { try { work(); return 'allowed'; } catch (error) { return error.message.split(':')[0]; } };
const out = {};
for (const [objectClass, valueType] of [[p.CKO_SECRET_KEY, p.CKA_VALUE], [p.CKO_PRIVATE_KEY, p.CKA_VALUE]]) {
  c.C_FindObjectsInit(s, [{ type: p.CKA_CLASS, value: objectClass }]);
  const handles = c.C_FindObjects(s, 100);
  c.C_FindObjectsFinal(s);
  for (const handle of handles) {
    const read = (type) => c.C_GetAttributeValue(s, handle, [{ type }])[0].value;
    const can = Object.entries({ encrypt: p.CKA_ENCRYPT, decrypt: p.CKA_DECRYPT, wrap: p.CKA_WRAP, unwrap: p.CKA_UNWRAP, sign: p.CKA_SIGN, verify: p.CKA_VERIFY, derive: p.CKA_DERIVE });
    out[read(p.CKA_LABEL).toString()] = {
      value: attempt(() => read(valueType)),
      makeExtractable: attempt(() => c.C_SetAttributeValue(s, handle, [{ type: p.CKA_EXTRACTABLE, value: true }])),
      sensitive: read(p.CKA_SENSITIVE)[0], extractable: read(p.CKA_EXTRACTABLE)[0], neverExtractable: read(p.CKA_NEVER_EXTRACTABLE)[0], isPrivate: read(p.CKA_PRIVATE)[0],
      can: can.filter(([, type]) => { try { return read(type)[0] === 1; } catch { return false; } }).map(([name]) => name),
    };
  }
}
console.log(JSON.stringify(out));
`;

const SECOND_OBJECT = `
c.C_GenerateKey(s, { mechanism: p.CKM_AES_KEY_GEN }, [
  { type: p.CKA_TOKEN, value: true }, { type: p.CKA_LABEL, value: 'uwf:kek' }, { type: p.CKA_ID, value: Buffer.from([0, 0, 0, 1]) }, { type: p.CKA_VALUE_LEN, value: 32 },
]);
`;
