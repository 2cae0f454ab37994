import { createCipheriv, createDecipheriv, randomBytes, randomFillSync } from 'node:crypto';
import type { ValueCipher } from '#shared/ports/value-cipher.ts';

const ALGORITHM = 'aes-256-gcm';
const KEY_LENGTH = 32;
const IV_LENGTH = 12;
const TAG_LENGTH = 16;

/** AES-256-GCM of Node's OpenSSL. */
export const nodeValueCipher: ValueCipher = {
  newKey: () => randomFillSync(new Uint8Array(KEY_LENGTH)),
  seal: ({ key, text, aad }) => {
    const iv = randomBytes(IV_LENGTH);
    const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_LENGTH });
    cipher.setAAD(Buffer.from(aad, 'utf8'));
    const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return sealed.toString('base64url');
  },
  open: ({ key, sealed, aad }) => {
    const bytes = Buffer.from(sealed, 'base64url');
    if (bytes.length < IV_LENGTH + TAG_LENGTH) return undefined;
    try {
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_LENGTH), { authTagLength: TAG_LENGTH });
      decipher.setAAD(Buffer.from(aad, 'utf8'));
      decipher.setAuthTag(bytes.subarray(-TAG_LENGTH));
      return Buffer.concat([decipher.update(bytes.subarray(IV_LENGTH, -TAG_LENGTH)), decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  },
};
