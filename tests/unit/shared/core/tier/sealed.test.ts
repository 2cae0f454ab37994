import { describe, expect, test } from 'vitest';
import { SEALED_CHARACTERS_MAX, SEALED_PREFIX, isSealed, readSealedHeader, sealedToJwe } from '#shared/core/tier/sealed.ts';

const THUMBPRINT = 'A'.repeat(43);
const HEADER = {
  alg: 'ECDH-ES+A256KW',
  enc: 'A256GCM',
  typ: 'uwf-sealed',
  tid: 'bank',
  def: 'examples/antifraud',
  ptr: '/input/schema/document/properties/client_name',
  sub: 'partner',
  kid: THUMBPRINT,
  iat: 1_700_000_000,
  jti: 'id-1',
  epk: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) },
};

function encode(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}

interface Parts {
  readonly header?: string;
  readonly key?: string;
  readonly iv?: string;
  readonly ciphertext?: string;
  readonly tag?: string;
}

function sealedOf(parts: Parts = {}): string {
  const { header = encode(JSON.stringify(HEADER)), key = Buffer.alloc(40).toString('base64url'), iv = Buffer.alloc(12).toString('base64url') } = parts;
  const { ciphertext = Buffer.alloc(64).toString('base64url'), tag = Buffer.alloc(16).toString('base64url') } = parts;
  return `${SEALED_PREFIX}${[header, key, iv, ciphertext, tag].join('.')}`;
}

function faultOf(text: string): string {
  const result = readSealedHeader(text);
  return result.ok ? 'accepted' : result.error;
}

function withHeader(change: object): string {
  return sealedOf({ header: encode(JSON.stringify({ ...HEADER, ...change })) });
}

describe('isSealed()', () => {
  test('knows a sealed value by its prefix alone', () => {
    expect(isSealed(sealedOf())).toBe(true);
    expect(isSealed(SEALED_PREFIX)).toBe(true);
  });

  test.each([undefined, null, 1, {}, [SEALED_PREFIX], '', 'x', ` ${SEALED_PREFIX}`])('is false for %j', (value) => {
    expect(isSealed(value)).toBe(false);
  });
});

describe('readSealedHeader()', () => {
  test('reads what the header says', () => {
    const { kid, tid, def, ptr, sub, iat, jti } = HEADER;
    expect(readSealedHeader(sealedOf())).toEqual({ ok: true, value: { kid, tid, def, ptr, sub, iat, jti } });
    expect(readSealedHeader(withHeader({ exe: 'run-1' }))).toEqual({ ok: true, value: { kid, tid, def, ptr, sub, exe: 'run-1', iat, jti } });
  });

  test('takes names in any script', () => {
    expect(readSealedHeader(withHeader({ sub: 'клиент-木' }))).toMatchObject({ ok: true, value: { sub: 'клиент-木' } });
  });

  test('refuses a text without the prefix, and one that is too long', () => {
    expect(faultOf(sealedToJwe(sealedOf()))).toBe('prefix');
    expect(faultOf(SEALED_PREFIX + 'A'.repeat(SEALED_CHARACTERS_MAX))).toBe('size');
    expect(faultOf(sealedOf({ header: 'A'.repeat(5_000) }))).toBe('size');
  });

  test('refuses anything but five parts of the right lengths', () => {
    expect(faultOf(SEALED_PREFIX)).toBe('form');
    expect(faultOf(`${sealedOf()}.`)).toBe('form');
    expect(faultOf(sealedOf({ key: Buffer.alloc(41).toString('base64url') }))).toBe('form');
    expect(faultOf(sealedOf({ iv: Buffer.alloc(16).toString('base64url') }))).toBe('form');
    expect(faultOf(sealedOf({ tag: '' }))).toBe('form');
    expect(faultOf(sealedOf({ ciphertext: '' }))).toBe('form');
    expect(faultOf(sealedOf({ ciphertext: Buffer.alloc(63).toString('base64url') }))).toBe('form');
    expect(faultOf(sealedOf({ ciphertext: Buffer.alloc(16_448).toString('base64url') }))).toBe('form');
  });

  test('refuses base64url that is not canonical, in every part', () => {
    const bent = (length: number) => `${Buffer.alloc(length).toString('base64url').slice(0, -1)}B`;
    expect(faultOf(sealedOf({ key: bent(40) }))).toBe('encoding');
    expect(faultOf(sealedOf({ tag: bent(16) }))).toBe('encoding');
    expect(faultOf(sealedOf({ ciphertext: bent(64) }))).toBe('encoding');
    expect(faultOf(sealedOf({ iv: `${'A'.repeat(15)}=` }))).toBe('encoding');
    expect(faultOf(sealedOf({ header: Buffer.from([0x7b, 0xff, 0x7d]).toString('base64url') }))).toBe('encoding');
  });

  test.each([
    ['another key algorithm', { alg: 'ECDH-ES' }],
    ['another content algorithm', { enc: 'A128GCM' }],
    ['another type', { typ: 'JWT' }],
    ['compression', { zip: 'DEF' }],
    ['a critical extension', { crit: ['x'], x: 1 }],
    ['an embedded key', { jwk: HEADER.epk }],
    ['an unknown member', { other: 1 }],
    ['a private ephemeral key', { epk: { ...HEADER.epk, d: 'A'.repeat(43) } }],
    ['another curve', { epk: { ...HEADER.epk, crv: 'P-384' } }],
    ['a kid that is no thumbprint', { kid: 'key-1' }],
    ['an empty tenant', { tid: '' }],
    ['a definition that is too long', { def: 'd'.repeat(513) }],
    ['an origin that is no pointer', { ptr: 'input' }],
    ['a subject that is no text', { sub: 7 }],
    ['an execution that is no text', { exe: null }],
    ['a time that is no whole number', { iat: 1.5 }],
    ['a time before the epoch', { iat: -1 }],
  ])('refuses a header with %s', (_what, change) => {
    expect(faultOf(withHeader(change))).toBe('header');
  });

  test.each(['alg', 'enc', 'typ', 'kid', 'tid', 'def', 'ptr', 'sub', 'iat', 'jti', 'epk'])('refuses a header without %s', (member) => {
    const header = Object.fromEntries(Object.entries(HEADER).filter(([name]) => name !== member));
    expect(faultOf(sealedOf({ header: encode(JSON.stringify(header)) }))).toBe('header');
  });

  test('refuses a header that is no compact JSON object with each name once', () => {
    const text = JSON.stringify(HEADER);
    expect(faultOf(sealedOf({ header: encode(text.replace('{', '{"sub":"other",')) }))).toBe('header');
    expect(faultOf(sealedOf({ header: encode(` ${text}`) }))).toBe('header');
    expect(faultOf(sealedOf({ header: encode(text.replace('"bank"', '"b\\u0061nk"')) }))).toBe('header');
    expect(faultOf(sealedOf({ header: encode('[]') }))).toBe('header');
    expect(faultOf(sealedOf({ header: encode('{') }))).toBe('header');
    expect(faultOf(sealedOf({ header: '' }))).toBe('header');
  });
});
