import { describe, expect, test } from 'vitest';
import { REJECT_CODES } from '#shared/core/protocol/reject.ts';
import { runClaims } from '#tests/support/door-parties.ts';
import { IS_LONG_RUN } from '#tests/support/run-length.ts';
import { boxFor, createDice, headerOf, openSite, signAnything } from './attacker.ts';

const MUTATIONS = IS_LONG_RUN ? 50_000 : 10_000;
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const OTHERS = '.=+/ \n\u0000"{}é\u{1f600}\ud800';
const BASE64URL_WEIGHT = 5;

type Dice = (sides: number) => number;

const character = (dice: Dice): string => (dice(BASE64URL_WEIGHT) === 0 ? OTHERS.charAt(dice(OTHERS.length)) : BASE64URL.charAt(dice(BASE64URL.length)));

/** Changes of characters: replace, insert, remove, exchange, cut, double. */
const ON_TEXT: readonly ((text: string, dice: Dice) => string)[] = [
  (text, dice) => splice(text, dice(text.length), 1, character(dice)),
  (text, dice) => splice(text, dice(text.length), 0, character(dice)),
  (text, dice) => splice(text, dice(text.length), 1, ''),
  (text, dice) => swap(text, dice(text.length - 1)),
  (text, dice) => text.slice(0, dice(text.length)),
  (text, dice) => splice(text, dice(text.length), 0, text.slice(0, dice(40))),
  // The last character of a part is where base64url has several spellings of one value.
  (text, dice) => text.split('.').map((part, index) => (index === dice(3) ? part.slice(0, -1) + BASE64URL.charAt(dice(64)) : part)).join('.'),
];

/** Changes of the bytes of one part: one bit, or one byte. */
function onBytes(text: string, dice: Dice): string {
  const parts = text.split('.');
  const index = dice(parts.length);
  const bytes = Buffer.from(parts[index] ?? '', 'base64url');
  const place = dice(bytes.length);
  bytes.writeUInt8(bytes.readUInt8(place) ^ (dice(2) === 0 ? 1 << dice(8) : 1 + dice(255)), place);
  return parts.with(index, bytes.toString('base64url')).join('.');
}

function splice(text: string, at: number, length: number, put: string): string {
  return text.slice(0, at) + put + text.slice(at + length);
}

function swap(text: string, at: number): string {
  return splice(text, at, 2, text.charAt(at + 1) + text.charAt(at));
}

describe.each(['ES256', 'Ed25519'] as const)('with %s', (algorithm) => {
  test(`of ${MUTATIONS} changes of a message none is accepted, and each is refused by a code`, async () => {
    const site = openSite(algorithm);
    const claims = runClaims();
    const text = await site.writer.write({ claims, body: { arguments: { amount: 1 } } });
    const dice = createDice(algorithm === 'ES256' ? 11 : 12);
    const codes = new Map<string, number>();
    for (let round = 0; round < MUTATIONS; round += 1) {
      const mutate = dice(3) === 0 ? onBytes : ON_TEXT[dice(ON_TEXT.length)];
      const changed = mutate?.(text, dice) ?? text;
      if (changed === text) continue;
      const outcome = await site.read(claims, changed);
      expect(outcome.ok, `round ${round} was accepted`).toBe(false);
      if (!outcome.ok) codes.set(outcome.reject, (codes.get(outcome.reject) ?? 0) + 1);
    }
    expect([...codes.keys()].filter((code) => !REJECT_CODES.some((known) => known === code))).toEqual([]);
    expect([...codes.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(MUTATIONS * 0.95);
    for (const code of ['encoding', 'header', 'signature']) expect(codes.get(code), code).toBeGreaterThan(0);
  }, 120_000);

  test('of 2,000 changes of a box that is signed anew none is opened', async () => {
    const site = openSite(algorithm);
    const claims = runClaims();
    const box = await boxFor(site.parties.site[1] ?? site.siteSigner, claims);
    const dice = createDice(13);
    for (let round = 0; round < 2_000; round += 1) {
      const mutate = dice(3) === 0 ? onBytes : ON_TEXT[dice(ON_TEXT.length)];
      const changed = mutate?.(box, dice) ?? box;
      if (changed === box) continue;
      const text = await signAnything(site.cloudSigner, headerOf(site.cloudSigner, claims), { ...claims, box: changed });
      expect(await site.read(claims, text), `round ${round}`).toMatchObject({ ok: false, reject: expect.stringMatching(/^(?:box|box-key|box-context|malformed)$/) });
    }
  }, 120_000);
});
