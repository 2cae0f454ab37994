import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createUnsealer, generateSealingKey } from '#shared/adapters/jose/index.ts';
import { formatAuditHead } from '#shared/core/vault/audit-head.ts';
import { uwf, type CliOutcome } from '#tests/support/cli.ts';
import { describeWithPostgres, openTestPostgres, type TestPostgres } from '#tests/support/postgres.ts';
import { describeWithSoftHsm, openSoftHsm } from '#tests/support/softhsm.ts';

const PLACE = ['--definition', 'payments/check', '--pointer', '/input/schema/document/properties/name'];
const LINES = `{"subject":"customer-1","value":"Aleksandra"}\n\n{"subject":"customer-2","value":{"pan":"4111"}}\n`;

await describeWithPostgres('uwf vault', () => {
  let postgres: TestPostgres;
  let folder: string;
  beforeAll(async () => {
    postgres = await openTestPostgres();
    const { username, password } = new URL(postgres.connectionString);
    // A command takes no password in an address.
    Object.assign(process.env, { PGUSER: decodeURIComponent(username), PGPASSWORD: decodeURIComponent(password) });
  });
  afterAll(() => postgres.close());
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'uwf-vault-cli-'));
    await postgres.sql('TRUNCATE vault_data_keys, vault_values, vault_key_floors, vault_budgets, vault_recipients, audit_log');
    return () => rmSync(folder, { recursive: true });
  });

  const run = (args: readonly string[], more: { readonly input?: string; readonly environment?: Readonly<Record<string, string>> } = {}): Promise<CliOutcome> => {
    const address = new URL(postgres.connectionString);
    address.username = '';
    address.password = '';
    const { environment = { UWF_VAULT_KEYS: join(folder, 'keys') }, ...rest } = more;
    return uwf(['vault', ...args, '--schema', postgres.schema, '--tenant', 'bank'], { folder, ...rest, environment: { UWF_ON_PREM_DATABASE_URL: address.href, ...environment } });
  };
  const tokenise = async (...more: readonly string[]): Promise<readonly string[]> => {
    const { stdout } = await run(['tokenise', '-', ...PLACE, '--any-principal', ...more], { input: LINES });
    return stdout.trim().split('\n').map((line) => String(JSON.parse(line).token));
  };

  test('tokenise writes a token for each line, and reveal the value for an allowed purpose', async () => {
    const done = await run(['tokenise', '-', ...PLACE, '--principal', 'partner', '--purpose', 'workflow', '--purpose', 'support', '--batch', '1'], { input: LINES });
    expect(done).toMatchObject({ exitCode: 0, stderr: '2 values tokenised.\n' });
    const lines = done.stdout.trim().split('\n').map((line) => JSON.parse(line));
    expect(lines).toEqual([{ line: 1, token: expect.stringMatching(/^uwf-token:1:/u) }, { line: 3, token: expect.stringMatching(/^uwf-token:1:/u) }]);
    expect(done.stdout).not.toMatch(/customer|Aleksandra|4111/u);
    const tokens = lines.map(({ token }) => token);
    const revealed = await run(['reveal', ...tokens, '--purpose', 'support', '-o', 'json']);
    expect(JSON.parse(revealed.stdout)).toEqual([{ token: tokens[0], value: 'Aleksandra' }, { token: tokens[1], value: { pan: '4111' } }]);
    const refused = await run(['reveal', tokens[0], '--purpose', 'marketing']);
    expect(refused).toMatchObject({ exitCode: 3, stdout: '' });
    expect(refused.stderr).toContain('UWF-4225');
    expect(await run(['reveal', 'uwf-token:1:AAAAAAAAAAAAAAAAAAAAAA', '--purpose', 'support'])).toMatchObject({ exitCode: 6, stdout: '' });
    expect(refused.stderr).not.toContain('Aleksandra');
  });

  test('tokenise reads a file as a stream, and names a bad line without quoting it', async () => {
    const file = join(folder, 'values.jsonl');
    writeFileSync(file, Array.from({ length: 1_200 }, (_, index) => `{"subject":"c${index % 100}","value":${index}}\n`).join(''));
    const done = await run(['tokenise', 'values.jsonl', ...PLACE, '--any-principal']);
    expect(done.stdout.trim().split('\n')).toHaveLength(1_200);
    for (const bad of ['{"subject":"secret"}', '{"value":"secret"}', '["secret"]', '{"subject":"secret']) {
      const refused = await run(['tokenise', '-', ...PLACE, '--any-principal'], { input: `{"subject":"a","value":1}\n${bad}\n` });
      expect(refused.exitCode).toBe(2);
      expect(refused.stderr).toMatch(/line 2/u);
      expect(refused.stderr).not.toContain('secret');
    }
    expect(await run(['tokenise', 'absent.jsonl', ...PLACE, '--any-principal'])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('UWF-6001') });
    expect(await run(['tokenise', '-', ...PLACE], { input: LINES })).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--principal') });
  });

  test('tokenise gives the same tokens again where that is asked for', async () => {
    const file = '{"subject":"a","value":"x"}\n';
    const once = async () => (await run(['tokenise', '-', ...PLACE, '--any-principal', '--deterministic'], { input: file })).stdout;
    expect(await once()).toBe(await once());
  });

  test('erase shows what there is, and destroys it only when it is told to', async () => {
    const [token = ''] = await tokenise();
    const asked = await run(['erase', '-', '--reason', 'customer-request', '-o', 'json'], { input: 'customer-1\nnobody\n' });
    expect(JSON.parse(asked.stdout)).toEqual([{ line: 1, keys: 1, values: 1, recorded: '' }, { line: 2, keys: 0, values: 0, recorded: '' }]);
    expect(asked.stderr).toContain('--yes');
    expect((await run(['reveal', token, '--purpose', 'workflow'])).exitCode).toBe(0);
    const done = await run(['erase', '-', '--reason', 'customer-request', '--yes', '-o', 'json'], { input: 'customer-1\n' });
    expect(JSON.parse(done.stdout)).toEqual([{ line: 1, keys: 1, values: 1, recorded: expect.stringMatching(/^\d+\.[0-9a-f]{64}$/u) }]);
    expect(await run(['reveal', token, '--purpose', 'workflow'])).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('erased') });
    expect(done.stdout + done.stderr).not.toContain('customer-1');
    expect(await run(['erase', '-', '--reason', 'customer-request'])).toMatchObject({ exitCode: 2 });
  });

  test('rewrap rotates, moves every data key and destroys the old versions', async () => {
    const [token = ''] = await tokenise();
    expect(await run(['rewrap', '--rotate', '--destroy-old', '-o', 'json'])).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('"rewrapped": 2') });
    expect(JSON.parse((await run(['status', '-o', 'json'])).stdout)).toMatchObject({ values: 2, dataKeys: { 'vault-kek v2': 2 }, keys: { 'vault-kek': [2], 'vault-fingerprint': [1] } });
    expect((await run(['reveal', token, '--purpose', 'workflow'])).stdout).toContain('Aleksandra');
    expect(await run(['rewrap', '--per-second', '0'])).toMatchObject({ exitCode: 2 });
  });

  test('status verifies the audit log: an edit and a cut are found, by somebody with every right on the table', async () => {
    await tokenise();
    const kept = JSON.parse((await run(['status', '-o', 'json'])).stdout).auditHead;
    await tokenise();
    expect(JSON.parse((await run(['status', '--verify', '--anchor', kept, '-o', 'json'])).stdout)).toMatchObject({ audit: 'whole', auditRecords: 2 });
    await expect(postgres.sql("UPDATE audit_log SET actor = 'x'")).rejects.toThrow('only added to');
    await expect(postgres.sql('DELETE FROM audit_log')).rejects.toThrow('only added to');
    await postgres.sql('ALTER TABLE audit_log DISABLE TRIGGER audit_log_append_only');
    const before = await postgres.sql('SELECT * FROM audit_log WHERE sequence = 1');
    await postgres.sql("UPDATE audit_log SET details = 'nonsense', kind = 'other' WHERE sequence = 1");
    expect(await run(['status', '--verify', '-o', 'json'])).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('"fault": "hash"') });
    await postgres.sql('UPDATE audit_log SET details = $1, kind = $2 WHERE sequence = 1', [before[0]?.['details'], before[0]?.['kind']]);
    const { ports } = postgres;
    const head = formatAuditHead(await ports.auditLog.head());
    await postgres.sql('DELETE FROM audit_log WHERE sequence = 2');
    expect((await run(['status', '--verify'])).exitCode).toBe(0);
    expect(await run(['status', '--anchor', head, '-o', 'json'])).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('"fault": "anchor"') });
    await postgres.sql('ALTER TABLE audit_log ENABLE TRIGGER audit_log_append_only');
    expect(await run(['status', '--anchor', 'x'])).toMatchObject({ exitCode: 2 });
  });

  test('recipients are registered, listed and revoked, and values are sealed to them', async () => {
    const key = await generateSealingKey();
    const { d: _secret, ...jwk } = key;
    const [token = ''] = await tokenise();
    expect(await run(['reveal', token, '--purpose', 'workflow', '--for', 'partner'])).toMatchObject({ exitCode: 6 });
    expect(await run(['recipients', 'register', '-', '--principal', 'partner'], { input: JSON.stringify(key) })).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('private') });
    expect(await run(['recipients', 'register', '-', '--principal', 'partner', '-o', 'json'], { input: JSON.stringify(jwk) })).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(key.kid) });
    const [sealed] = JSON.parse((await run(['reveal', token, '--purpose', 'workflow', '--for', 'partner', '-o', 'json'])).stdout);
    expect(await (await createUnsealer({ keys: [key] })).unseal({ sealed: sealed.value })).toMatchObject({ value: 'Aleksandra', header: { tid: 'bank', def: 'payments/check' } });
    expect((await run(['recipients', 'list'])).stdout).toContain(key.kid);
    expect(await run(['recipients', 'revoke', key.kid, '--principal', 'partner'])).toMatchObject({ exitCode: 0 });
    expect(await run(['recipients', 'revoke', key.kid, '--principal', 'partner'])).toMatchObject({ exitCode: 6 });
    expect(JSON.parse((await run(['recipients', 'list', '--principal', 'partner', '-o', 'json'])).stdout)).toMatchObject([{ thumbprint: key.kid, revokedAt: expect.any(Number) }]);
  });

  test('say that no keys are known', async () => {
    expect(await run(['status'], { environment: {} })).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('UWF-6045') });
    expect(await run(['status'], { environment: { UWF_PKCS11_TOKEN: 'x' } })).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('UWF_PKCS11_PIN_FILE') });
  });

  describeWithSoftHsm('with an HSM', () => {
    test('work with a token whose PIN is in a file', async () => {
      const hsm = openSoftHsm();
      hsm.addToken('bank', '4711');
      writeFileSync(join(folder, 'pin'), '4711\n', { mode: 0o600 });
      const environment = { UWF_PKCS11_LIBRARY: hsm.library, UWF_PKCS11_TOKEN: 'bank', UWF_PKCS11_PIN_FILE: join(folder, 'pin') };
      const done = await run(['tokenise', '-', ...PLACE, '--any-principal'], { input: LINES, environment });
      const token = JSON.parse(done.stdout.split('\n')[0] ?? '').token;
      expect((await run(['reveal', token, '--purpose', 'workflow'], { environment })).stdout).toContain('Aleksandra');
      expect(() => readFileSync(join(folder, 'keys'))).toThrow();
      hsm.close();
    });
  });
});
