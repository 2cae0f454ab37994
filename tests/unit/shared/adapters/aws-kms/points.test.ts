import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fromDerSignature, fromSpki, toSpki, verifyText } from '#shared/adapters/aws-kms/points.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const point = fromSpki(publicKey.export({ format: 'der', type: 'spki' }));

describe('points and signatures', () => {
  test('go to the service and come back', () => {
    expect(fromSpki(toSpki(point))).toEqual(point);
    expect(() => toSpki({ ...point, x: point.y, y: point.x })).toThrow(expect.objectContaining({ code: 'UWF-4000' }));
  });

  test('are as ES256 has them, whatever DER left out or added', () => {
    for (let round = 0; round < 600; round += 1) {
      const text = `text ${String(round)}`;
      const signature = fromDerSignature(sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'der' }));
      expect(Buffer.from(signature, 'base64url')).toHaveLength(64);
      expect(verifyText(point, text, signature)).toBe(true);
    }
  });

  test('with small numbers are filled up', () => {
    expect(Buffer.from(fromDerSignature(Buffer.from('3006020101020200ff', 'hex').fill(7, 1, 2)), 'base64url').toString('hex')).toBe(`${'01'.padStart(64, '0')}${'ff'.padStart(64, '0')}`);
  });

  test.each(['', '30', '3006020101', '31060201010201ff', `3026${'0221'}${'01'.repeat(33)}020101`])('that are no DER are refused: %s', (hex) => {
    expect(() => fromDerSignature(Buffer.from(hex, 'hex'))).toThrow();
  });

  test('say false for what was not signed', () => {
    const signature = fromDerSignature(sign('sha256', Buffer.from('a'), { key: privateKey, dsaEncoding: 'der' }));
    expect(verifyText(point, 'b', signature)).toBe(false);
    expect(verifyText(point, 'a', createHash('sha512').update('x').digest('base64url'))).toBe(false);
    expect(verifyText(point, 'a', 'AAAA')).toBe(false);
  });
});
