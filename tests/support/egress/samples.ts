import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { luhnRemainder, mod97Remainder } from '#shared/core/egress/checksum.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';

const ALPHABETS = { n: '0123456789', a: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', c: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', h: '0123456789abcdef' } as const;

/** Characters by a structure such as `4a14n`, made of a seed: many times faster than a pattern for each of them. */
function textBy(structure: string, seed: number): string {
  let state = seed | 1;
  const next = (): number => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return (state ^ (state >>> 13)) >>> 0;
  };
  return [...structure.matchAll(/(\d+)([nach])/gu)]
    .map(([, count, kind]) => {
      const alphabet = ALPHABETS[kind === 'n' || kind === 'a' || kind === 'h' ? kind : 'c'];
      return Array.from({ length: Number(count) }, () => alphabet[next() % alphabet.length]).join('');
    })
    .join('');
}

const textsBy = (structure: string): fc.Arbitrary<string> => fc.nat().map((seed) => textBy(structure, seed));

/** The number with the digit behind it that makes Luhn's check hold. */
function withLuhn(number: string): string {
  return `${number}${(10 - luhnRemainder(`${number}0`)) % 10}`;
}

const CARD_KINDS: readonly (readonly [prefix: string, length: number])[] = [
  ['4', 16], ['4', 13], ['4', 19], ['51', 16], ['55', 16], ['2221', 16], ['2720', 16], ['2200', 16], ['34', 15], ['37', 15], ['6011', 16], ['65', 16],
  ['36', 14], ['3528', 16], ['62', 16], ['62', 19], ['5018', 16], ['67', 16], ['8600', 16], ['9860', 16], ['9704', 16],
];

/** A card number of any issuer, valid as far as anyone can tell. */
export const cardNumbers: fc.Arbitrary<string> = fc
  .constantFrom(...CARD_KINDS)
  .chain(([prefix, length]) => textsBy(`${length - prefix.length - 1}n`).map((middle) => withLuhn(prefix + middle)));

/** A card number in the groups that it is printed in, with some separator. */
export const groupedCardNumbers: fc.Arbitrary<string> = fc.tuple(cardNumbers, fc.constantFrom(' ', '-', '.', '_', '\u00a0', '\u2013', ' - ', '\n', '\t')).map(([card, separator]) => {
  const groups = card.length === 15 ? /^(.{4})(.{6})(.{5})$/u : card.length === 14 ? /^(.{4})(.{6})(.{4})$/u : /^(.{4})(.{4})(.{4})(.{1,4})(.{3})?$/u;
  return (groups.exec(card) ?? []).slice(1).filter((group) => group !== undefined).join(separator);
});

const ACCOUNTS: readonly (readonly [country: string, account: string])[] = [
  ['DE', '18n'], ['GB', '4a14n'], ['FR', '10n11c2n'], ['KZ', '3n13c'], ['NO', '11n'], ['NL', '4a10n'], ['TR', '6n16c'], ['MT', '4a5n18c'],
  ['PL', '24n'], ['LV', '4a13c'], ['CH', '5n12c'], ['GE', '2a16n'], ['ES', '20n'], ['AE', '19n'], ['PK', '4a16c'], ['RU', '14n15c'],
];

/** An IBAN whose checksum holds. */
export const ibans: fc.Arbitrary<string> = fc.constantFrom(...ACCOUNTS).chain(([country, account]) =>
  textsBy(account).map((text) => `${country}${String(98 - mod97Remainder(`${text}${country}00`)).padStart(2, '0')}${text}`),
);

/** An IBAN in groups of four. */
export const groupedIbans: fc.Arbitrary<string> = fc.tuple(ibans, fc.constantFrom(' ', '-', '.', '\u00a0')).map(([iban, separator]) => (iban.match(/.{1,4}/gu) ?? []).join(separator));

/** Without those of digits only: one of some ten thousand such ids is a card number to anybody who reads it. */
const hexadecimal = (count: number): fc.Arbitrary<string> => textsBy(`${count}h`).filter((text) => /[a-f]/iu.test(text));
const bytes = (count: number): fc.Arbitrary<Buffer> => textsBy(`${count * 2}h`).map((text) => Buffer.from(text, 'hex'));
const times = fc.date({ min: new Date('1990-01-01T00:00:00Z'), max: new Date('2038-01-01T00:00:00Z'), noInvalidDate: true });

/** What fields of Tier 2 and 3 hold in a bank's workflows. None of it is personal. */
const HARMLESS: readonly fc.Arbitrary<JsonValue>[] = [
  fc.uuid(),
  fc.uuid().map((id) => id.toUpperCase()),
  fc.uuid().map((id) => id.replaceAll('-', '')),
  hexadecimal(16), hexadecimal(24), hexadecimal(32), hexadecimal(40), hexadecimal(64),
  fc.tuple(hexadecimal(32), hexadecimal(16)).map(([trace, span]) => `00-${trace}-${span}-01`),
  bytes(32).map((digest) => digest.toString('base64')),
  bytes(32).map((digest) => digest.toString('base64url')),
  bytes(16).map((id) => id.toString('base64url')),
  bytes(64).map((signature) => `sha512-${signature.toString('base64')}`),
  textsBy('26c'),
  fc.string().map((text) => `sha256:${createHash('sha256').update(text).digest('hex')}`),
  times.map((time) => time.toISOString()),
  times.map((time) => time.toISOString().replace('Z', '+05:00')),
  times.map((time) => time.toISOString().slice(0, 10)),
  times.map((time) => time.toISOString().replace(/[-:TZ.]/gu, '')),
  times.map((time) => time.toISOString().replace('T', ' ').slice(0, 19)),
  times.map((time) => time.toUTCString()),
  times.map((time) => time.getTime()),
  times.map((time) => Math.floor(time.getTime() / 1_000)),
  // Before September 2001 such a number has 15 digits, as card numbers have.
  times.map((time) => String(Math.max(time.getTime(), 1e12) * 1_000)),
  fc.integer({ min: 1, max: 999 }).map((days) => `P${days}DT4H`),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: 0, max: 1 }),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: 0, max: 1 }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }),
  fc.integer(),
  fc.integer({ min: 0, max: 1e9 }).map((cents) => (cents / 100).toFixed(2)),
  fc.integer({ min: 1_000, max: 1e9 }).map((cents) => (cents / 100).toLocaleString('en-US', { minimumFractionDigits: 2 })),
  fc.integer({ min: 1_000, max: 1e9 }).map((cents) => `${(cents / 100).toLocaleString('fr-FR', { minimumFractionDigits: 2 })} KZT`),
  fc.integer({ min: -1e9, max: 1e9 }).map((cents) => `${cents > 0 ? '+' : ''}${(cents / 100).toFixed(2)}`),
  fc.integer({ min: 1, max: 99_999_999 }).map((number) => `ORD-${String(number).padStart(8, '0')}`),
  fc.tuple(times, fc.integer({ min: 1, max: 999_999 })).map(([time, number]) => `INV/${time.getFullYear()}/${String(number).padStart(6, '0')}`),
  fc.integer({ min: 1, max: 999_999_999 }).map(String),
  fc.integer({ min: 1, max: 999_999_999 }).map((number) => String(number).padStart(12, '0')),
  fc.bigInt({ min: 1_000_000_000_000_000_000n, max: 1_999_999_999_999_999_999n }).map(String),
  fc.tuple(fc.nat({ max: 40 }), fc.nat({ max: 40 }), fc.nat({ max: 400 })).map(([major, minor, patch]) => `${major}.${minor}.${patch}-rc.${patch}`),
  fc.tuple(fc.nat({ max: 40 }), fc.nat({ max: 40 })).map(([major, minor]) => `examples.antifraud@${major}.${minor}.0-beta.one`),
  fc.ipV4(), fc.ipV6(),
  fc.constantFrom('PASS', 'FAIL', 'REVIEW', 'KZT', 'EUR', 'private-cloud', 'on-prem', 'CARD_PAYMENT', 'application/json; charset=utf-8', 'urn:uwf:error:AML_UNAVAILABLE'),
  fc.constantFrom('Transfer between own accounts', 'The request was refused by rule 17 of list 3', 'See https://bank.example/docs/rules?version=12&lang=en#section-4.2', '@middy/core@6.4.5'),
  fc.lorem({ maxCount: 12 }),
  fc.boolean(),
  fc.constant(null),
];

/** A payload that may leave: a few fields, some of them nested. */
export const harmlessPayloads: fc.Arbitrary<JsonObject> = fc
  .array(fc.tuple(fc.constantFrom('id', 'reference', 'createdAt', 'score', 'amount', 'status', 'digest', 'traceId', 'note', 'rule', 'version', 'count'), fc.nat({ max: HARMLESS.length - 1 }).chain((index) => HARMLESS[index] ?? fc.constant(null))), { minLength: 4, maxLength: 20 })
  .map((fields) => ({ ...Object.fromEntries(fields), items: fields.map(([, value]) => value) }));
