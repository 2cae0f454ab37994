import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBoxHeader, splitEnvelope } from '#shared/core/protocol/parse-envelope.ts';

const encode = (value: string | object): string => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const HEADER = { alg: 'ES256', kid: 'k', typ: 'run' };
const BOX_HEADER = { alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: 'k', ctx: 'c', epk: {} };

describe('splitEnvelope()', () => {
  test('takes a compact JWS apart', () => {
    const text = `${encode(HEADER)}.${encode('{}')}.AAAA`;
    expect(splitEnvelope(text, 1_000)).toEqual({ ok: true, value: { header: HEADER, payload: encode('{}'), signature: 'AAAA', signed: `${encode(HEADER)}.${encode('{}')}` } });
  });

  test('looks at the size before anything else', () => {
    const text = `${encode(HEADER)}.${encode('{}')}.AAAA`;
    expect(splitEnvelope(text, text.length)).toMatchObject({ ok: true });
    expect(splitEnvelope(text, text.length - 1)).toEqual({ ok: false, error: 'size' });
    expect(splitEnvelope('='.repeat(50), 49)).toEqual({ ok: false, error: 'size' });
  });

  test.each(['', 'a', 'a.b', `${encode(HEADER)}.AA.AA.AA`, `${encode(HEADER)}.AB.AA`, `${encode(HEADER)}.AA=.AA`, `${encode(HEADER)}.A+A.AA`, `${encode(HEADER)}\n.AA.AA`])('refuses the encoding of %j', (text) => {
    expect(splitEnvelope(text, 1_000)).toEqual({ ok: false, error: 'encoding' });
  });

  test.each([
    ['nothing', ''],
    ['no JSON', encode('x')],
    ['no UTF-8', Buffer.of(0xff).toString('base64url')],
    ['an array', encode([])],
    ['a member too few', encode({ alg: 'ES256', kid: 'k' })],
    ['a member too many', encode({ ...HEADER, x5u: 'https://attacker.example' })],
    ['a member that is no text', encode({ ...HEADER, kid: 1 })],
    ['a member twice', encode('{"alg":"none","alg":"ES256","kid":"k","typ":"run"}')],
    ['more than a header needs', encode({ ...HEADER, kid: 'k'.repeat(2_000) })],
  ])('refuses a header with %s', (_what, header) => {
    expect(splitEnvelope(`${header}.AAAA.AAAA`, 10_000)).toEqual({ ok: false, error: 'header' });
  });

  test('ends cleanly on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(splitEnvelope(text, 50).ok).toBe(false);
      }),
    );
  });
});

describe('readBoxHeader()', () => {
  test('reads the header of five parts with exactly its members', () => {
    expect(readBoxHeader(`${encode(BOX_HEADER)}.AA.AA.AA.AA`)).toEqual({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: 'k', ctx: 'c' });
  });

  test.each([
    ['four parts', `${encode(BOX_HEADER)}.AA.AA.AA`],
    ['six parts', `${encode(BOX_HEADER)}.AA.AA.AA.AA.AA`],
    ['an empty part', `${encode(BOX_HEADER)}..AA.AA.AA`],
    ['an encoding that is not canonical', `${encode(BOX_HEADER)}.AB.AA.AA.AA`],
    ['compression', `${encode({ ...BOX_HEADER, zip: 'DEF' })}.AA.AA.AA.AA`],
    ['no context', `${encode({ ...BOX_HEADER, ctx: undefined })}.AA.AA.AA.AA`],
    ['no ephemeral key', `${encode({ ...BOX_HEADER, epk: undefined })}.AA.AA.AA.AA`],
  ])('refuses %s', (_what, box) => {
    expect(readBoxHeader(box)).toBeUndefined();
  });
});
