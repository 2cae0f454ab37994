import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { privateFolder } from '#onprem-runner/embedded/private-folder.ts';

describe('privateFolder()', () => {
  let temporary: string;
  beforeEach(() => {
    temporary = mkdtempSync(join(tmpdir(), 'uwf-private-'));
  });
  afterEach(() => rmSync(temporary, { recursive: true, force: true }));

  const refused = expect.objectContaining({ code: 'UWF-5004' });

  test('makes the folder, and takes it again', () => {
    const path = privateFolder(temporary, 'mine');
    expect(path).toBe(join(temporary, 'mine'));
    expect(privateFolder(temporary, 'mine')).toBe(path);
  });

  test('refuses a folder that others can write into', () => {
    mkdirSync(join(temporary, 'open'));
    chmodSync(join(temporary, 'open'), 0o777);
    expect(() => privateFolder(temporary, 'open')).toThrow(refused);
  });

  test('refuses a link to a folder, and a file', () => {
    mkdirSync(join(temporary, 'elsewhere'));
    symlinkSync(join(temporary, 'elsewhere'), join(temporary, 'link'));
    writeFileSync(join(temporary, 'file'), '');
    expect(() => privateFolder(temporary, 'link')).toThrow(refused);
    expect(() => privateFolder(temporary, 'file')).toThrow(refused);
  });

  test('refuses a temporary folder that is not there', () => {
    expect(() => privateFolder(join(temporary, 'missing'), 'mine')).toThrow(refused);
  });
});
