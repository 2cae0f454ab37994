import { describe, expect, test } from 'vitest';
import type { MessageType } from '#shared/core/protocol/message.ts';
import { formatMessage, mayHaveBody, parseMessage } from '#shared/core/protocol/parse-message.ts';
import { cancelClaims, everyClaims, resultClaims, runClaims } from '#tests/support/door-parties.ts';

const parse = (payload: object | string, typ: MessageType = 'run') => parseMessage(typeof payload === 'string' ? payload : JSON.stringify(payload), { headerType: typ, accepts: [typ] });

describe('parseMessage()', () => {
  test.each(everyClaims().map((claims) => [claims.typ, claims] as const))('reads what formatMessage() makes of a %s', (typ, claims) => {
    expect(parse(formatMessage({ claims }), typ)).toEqual({ ok: true, value: { claims } });
  });

  test.each(everyClaims().map((claims) => [claims.typ, claims] as const))('takes a box with a %s only where it has a body', (typ, claims) => {
    const parsed = parse(formatMessage({ claims, box: 'a.b.c.d.e' }), typ);
    expect(parsed).toEqual(mayHaveBody(typ) ? { ok: true, value: { claims, box: 'a.b.c.d.e' } } : { ok: false, error: 'malformed' });
  });

  test.each(everyClaims().map((claims) => [claims.typ, claims] as const))('refuses a %s without any one of its claims, unless that may be absent', (typ, claims) => {
    const optional = ['code', 'ref', 'pct', 'ah', 'ddl', 'trc'];
    for (const name of Object.keys(claims).filter((name) => name !== 'typ' && (typ === 'run' || !optional.includes(name)))) {
      const { [name]: _, ...rest } = claims as unknown as Record<string, unknown>;
      expect(parse(rest, typ), name).toEqual({ ok: false, error: 'malformed' });
    }
  });

  test.each(everyClaims().map((claims) => [claims.typ, claims] as const))('refuses a %s with any claim of another kind', (typ, claims) => {
    for (const name of Object.keys(claims).filter((name) => name !== 'typ')) {
      for (const value of [null, true, -1, 1.5, {}, { length: 1 }, '\u0000', 'a b', 'x'.repeat(20_000), [[]]]) {
        const isHarmless = name === 'pct' && value === 1.5;
        if (!isHarmless) expect(parse({ ...claims, [name]: value }, typ), `${name}: ${JSON.stringify(value).slice(0, 20)}`).toEqual({ ok: false, error: 'malformed' });
      }
    }
  });

  test.each([
    ['a claim that is not known', runClaims(), { admin: true }],
    ['a claim of another type', cancelClaims(), { wfd: 'ab'.repeat(32) }],
    ['another version', runClaims(), { v: 2 }],
    ['a message id in hex', runClaims(), { mid: '0'.repeat(32) }],
    ['a message id that is not canonical', runClaims(), { mid: `${'A'.repeat(21)}B` }],
    ['a digest in capitals', runClaims(), { wfd: 'AB'.repeat(32) }],
    ['a kind of effect that is not known', runClaims(), { kind: 'harmless' }],
    ['an attempt before the first', runClaims(), { att: 0 }],
    ['an approval that is no token', runClaims(), { apr: ['yes'] }],
    ['too many approvals', runClaims(), { apr: Array.from({ length: 17 }, () => 'a.b.c') }],
    ['a trace that is none', runClaims(), { trc: '00-abc-def-01' }],
    ['a time that is no whole number', runClaims(), { ddl: 1.5 }],
    ['an outcome that is not known', resultClaims(), { outcome: 'perhaps' }],
    ['a control character in an error name', resultClaims(), { code: 'States.\u0007' }],
    ['half a character in an error name', resultClaims(), { code: '\ud800' }],
    ['a box that is no text', runClaims(), { box: null }],
    ['an empty box', runClaims(), { box: '' }],
  ])('refuses %s', (_what, claims, more) => {
    expect(parse({ ...claims, ...more }, claims.typ)).toEqual({ ok: false, error: 'malformed' });
  });

  test.each([
    ['what may be absent', runClaims({ ddl: 1, trc: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, apr: ['a.b.c'], itr: 'map[3]' })],
    ['an attempt 0 of a step that was never sent', cancelClaims({ att: 0 })],
    ['an error name in any letters', resultClaims({ outcome: 'failed', code: 'Prüfung.Fehlt' })],
  ])('takes %s', (_what, claims) => {
    expect(parse({ ...claims }, claims.typ)).toEqual({ ok: true, value: { claims } });
  });

  test('refuses a type that is not expected, or not the one of the header', () => {
    const text = JSON.stringify(runClaims());
    expect(parseMessage(text, { headerType: 'run', accepts: ['cancel', 'manifest'] })).toEqual({ ok: false, error: 'type' });
    expect(parseMessage(text, { headerType: 'cancel', accepts: ['run', 'cancel'] })).toEqual({ ok: false, error: 'type' });
    expect(parse({ ...runClaims(), typ: ['run'] })).toEqual({ ok: false, error: 'type' });
    expect(parse({})).toEqual({ ok: false, error: 'type' });
  });

  test.each(['', 'null', '[]', '"run"', '{"typ":"run","typ":"run"}'])('refuses a payload that is no object: %j', (text) => {
    expect(parse(text)).toEqual({ ok: false, error: 'payload' });
  });
});
