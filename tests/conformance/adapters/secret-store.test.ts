import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { createMemorySecretStore } from '#shared/adapters/memory/index.ts';
import { createFileSecretStore } from '#shared/adapters/secret-files/index.ts';
import { secretStoreContract } from '../ports/secret-store.contract.ts';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

secretStoreContract('memory', async (secrets) => createMemorySecretStore(secrets));
secretStoreContract('files', async (secrets) => {
  const directory = mkdtempSync(join(tmpdir(), 'uwf-secrets-'));
  folders.push(directory);
  for (const [name, value] of Object.entries(secrets)) {
    const [file, text] = typeof value === 'string' ? [name, `${value}\n`] : [`${name}.json`, JSON.stringify(value)];
    writeFileSync(join(directory, file), text, { mode: 0o600 });
  }
  return createFileSecretStore({ directory });
});
