import { describe, expect, test } from 'vitest';
import type { MessageClaims } from '#shared/core/protocol/message.ts';
import { recordKeyOf } from '#shared/core/protocol/check-claims.ts';
import type { EnvelopeReader, EnvelopeWriter, ReadEnvelope } from '#shared/ports/envelope.ts';
import { cancelClaims, CLOUD, COMMANDS, everyClaims, manifestClaims, NOW, NOW_SECONDS, resultClaims, runClaims, SITE } from '#tests/support/door-parties.ts';

/** Writers and readers of both sides: the site takes run, cancel and manifest, the cloud everything else. */
export interface OpenedEnvelopes {
  readonly cloudWriter: EnvelopeWriter;
  readonly siteWriter: EnvelopeWriter;
  /** Signs as the cloud with a key that nobody knows. */
  readonly strangerWriter: EnvelopeWriter;
  readonly siteReader: EnvelopeReader;
  readonly cloudReader: EnvelopeReader;
}

const BODY = { arguments: { amount: 12.5, note: 'Überweisung ✓' }, principal: 'partner-1' };

export function envelopeContract(name: string, open: () => Promise<OpenedEnvelopes>): void {
  const at = (claims: MessageClaims, text: string, more: Partial<ReadEnvelope> = {}): ReadEnvelope => ({ text, topic: claims.top, key: recordKeyOf(claims), now: NOW, seen: async () => undefined, ...more });
  const pass = async (claims: MessageClaims, more: Partial<ReadEnvelope> = {}) => {
    const { cloudWriter, siteWriter, siteReader, cloudReader } = await open();
    const text = await (claims.iss === CLOUD ? cloudWriter : siteWriter).write({ claims });
    return (claims.aud === SITE ? siteReader : cloudReader).read(at(claims, text, more));
  };

  describe(`EnvelopeWriter and EnvelopeReader on ${name}`, () => {
    test.each(everyClaims().map((claims) => [claims.typ, claims] as const))('a %s arrives as it was written', async (_typ, claims) => {
      expect(await pass(claims)).toEqual({ ok: true, claims, body: {}, payloadHash: expect.stringMatching(/^[\w-]{43}$/) });
    });

    test.each([runClaims(), resultClaims(), manifestClaims()])('the body of a $typ arrives with it', async (claims) => {
      const { cloudWriter, siteWriter, siteReader, cloudReader } = await open();
      const text = await (claims.iss === CLOUD ? cloudWriter : siteWriter).write({ claims, body: BODY });
      expect(await (claims.aud === SITE ? siteReader : cloudReader).read(at(claims, text))).toMatchObject({ ok: true, claims, body: BODY });
    });

    test.each([
      ['a body where there is none', cancelClaims(), BODY],
      ['a message id that is too short', runClaims({ mid: 'abc' }), undefined],
      ['an attempt before the first', runClaims({ att: 0 }), undefined],
      ['a separator in an id', cancelClaims({ stp: 'a\u001fb' }), undefined],
      ['a record over its limit', runClaims(), { text: 'x'.repeat(200_000) }],
      ['a body that is nested too deeply', runClaims(), { value: JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`) }],
    ])('write() refuses %s', async (_what, claims, body) => {
      const { cloudWriter } = await open();
      await expect(cloudWriter.write(body === undefined ? { claims } : { claims, body })).rejects.toMatchObject({ code: 'UWF-4220' });
    });

    test('a record that is written twice is one message: its payload hash is the same', async () => {
      const { cloudWriter, siteReader } = await open();
      const claims = runClaims();
      const first = await siteReader.read(at(claims, await cloudWriter.write({ claims, body: BODY })));
      const again = await siteReader.read(at(claims, await cloudWriter.write({ claims, body: BODY }), { seen: async () => (first.ok ? first.payloadHash : 'none') }));
      expect(again).toEqual(first);
      expect(again).toMatchObject({ ok: true });
    });

    test.each([
      ['other claims', { att: 2 }, BODY],
      ['another body', {}, { ...BODY, principal: 'partner-2' }],
      ['no body', {}, undefined],
    ])('the same message id with %s is a conflict', async (_what, more, body) => {
      const { cloudWriter, siteReader } = await open();
      const claims = runClaims();
      const first = await siteReader.read(at(claims, await cloudWriter.write({ claims, body: BODY })));
      const other = { ...claims, ...more };
      const text = await cloudWriter.write(body === undefined ? { claims: other } : { claims: other, body });
      expect(await siteReader.read(at(other, text, { seen: async (mid) => (mid === claims.mid && first.ok ? first.payloadHash : undefined) }))).toEqual({ ok: false, reject: 'mid-conflict' });
    });

    test('a run that is only too old is refused with its claims, so that it can be answered', async () => {
      const claims = runClaims();
      expect(await pass(claims, { now: (claims.exp + 60) * 1_000 })).toEqual({ ok: false, reject: 'expired', claims });
      expect(await pass(claims, { now: (claims.exp + 60) * 1_000 - 1 })).toMatchObject({ ok: true });
    });

    test('a run that is too old and otherwise bad is refused without claims', async () => {
      const claims = runClaims();
      expect(await pass(claims, { now: (claims.exp + 60) * 1_000, seen: async () => 'another' })).toEqual({ ok: false, reject: 'mid-conflict' });
      expect(await pass(claims, { now: (claims.exp + 60) * 1_000, key: 'another' })).toEqual({ ok: false, reject: 'record-key' });
    });

    test.each([
      ['time', { iat: NOW_SECONDS + 61, exp: NOW_SECONDS + 100 }],
      ['time', { exp: NOW_SECONDS + 901 }],
      ['time', { exp: NOW_SECONDS }],
    ])('%s: a command that lives at the wrong time is refused: %j', async (reject, more) => {
      expect(await pass(runClaims(more))).toEqual({ ok: false, reject });
    });

    test('clocks may differ by a minute, and a result may be a week old', async () => {
      expect(await pass(runClaims({ iat: NOW_SECONDS + 60, exp: NOW_SECONDS + 100 }))).toMatchObject({ ok: true });
      expect(await pass(resultClaims(), { now: NOW + 604_800_000 })).toMatchObject({ ok: true });
      expect(await pass(resultClaims({ exp: NOW_SECONDS + 604_801 }))).toEqual({ ok: false, reject: 'time' });
    });

    test.each([
      ['audience', runClaims({ aud: 'site-2' }), {}],
      ['audience', runClaims({ tid: 'other' }), {}],
      ['topic', runClaims(), { topic: 'uwf.test.bank.cmd.high' }],
      ['record-key', runClaims(), { key: 'another execution' }],
      ['record-key', manifestClaims(), { key: 'site-2' }],
    ])('%s: a message in the wrong place is refused', async (reject, claims, more) => {
      const { cloudWriter, siteReader } = await open();
      expect(await siteReader.read(at(claims, await cloudWriter.write({ claims }), more))).toEqual({ ok: false, reject });
    });

    test('a type that the reader does not take is refused', async () => {
      const { cloudWriter, siteWriter, siteReader, cloudReader } = await open();
      const run = runClaims();
      const result = resultClaims();
      expect(await cloudReader.read(at(run, await cloudWriter.write({ claims: run })))).toEqual({ ok: false, reject: 'type' });
      expect(await siteReader.read(at(result, await siteWriter.write({ claims: result })))).toEqual({ ok: false, reject: 'type' });
    });

    test('a key that is not known is refused before anything that it signed is looked at', async () => {
      const { strangerWriter, siteReader } = await open();
      const claims = runClaims({ top: 'elsewhere' });
      expect(await siteReader.read(at(claims, await strangerWriter.write({ claims })))).toEqual({ ok: false, reject: 'unknown-key' });
    });

    test('a record over the limit of its type is refused before it is read', async () => {
      const { siteReader } = await open();
      expect(await siteReader.read(at(runClaims(), 'A'.repeat(1_000_001)))).toEqual({ ok: false, reject: 'size' });
    });

    test.each([
      ['encoding', (text: string) => `${text}=`],
      ['encoding', (text: string) => ` ${text}`],
      ['encoding', (text: string) => `${text}.AA`],
      ['encoding', (text: string) => text.split('.').slice(0, 2).join('.')],
      ['encoding', () => ''],
      ['header', (text: string) => `.${text.split('.').slice(1).join('.')}`],
      ['signature', (text: string) => text.split('.').with(1, Buffer.from('{}').toString('base64url')).join('.')],
      ['signature', (text: string) => text.split('.').with(2, '').join('.')],
    ])('%s: a record that was touched is refused', async (reject, touch) => {
      const { cloudWriter, siteReader } = await open();
      const claims = runClaims({ top: COMMANDS });
      expect(await siteReader.read(at(claims, touch(await cloudWriter.write({ claims, body: BODY }))))).toEqual({ ok: false, reject });
    });
  });
}
