import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileKeyService } from '#shared/adapters/key-file/index.ts';
import { createPkcs11KeyService } from '#shared/adapters/pkcs11/index.ts';
import { describeWithSoftHsm, openSoftHsm } from '#tests/support/softhsm.ts';
import { keyServiceContract } from '../ports/key-service.contract.ts';

keyServiceContract('files', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'uwf-key-files-'));
  const directory = join(folder, 'keys');
  return {
    keys: createFileKeyService({ directory }),
    reopen: async () => createFileKeyService({ directory }),
    close: async () => rmSync(folder, { recursive: true }),
  };
});

describeWithSoftHsm('on SoftHSM', () => {
  keyServiceContract('PKCS #11', async () => {
    const hsm = openSoftHsm();
    hsm.addToken('contract', '1234');
    const open = () => createPkcs11KeyService({ library: hsm.library, token: 'contract', pin: async () => '1234' });
    const keys = open();
    return {
      keys,
      reopen: async () => open(),
      close: async () => {
        await keys.close();
        hsm.close();
      },
    };
  });
});
