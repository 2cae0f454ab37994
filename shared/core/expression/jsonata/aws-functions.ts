import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { ExpressionFault } from './expression-fault.ts';
import type { Engine } from './vendor/jsonata.mjs';

/** Hash functions by the names that AWS gives them, in JSONata and in intrinsics. */
export const HASHES: ReadonlyMap<string, (message: Uint8Array) => Uint8Array> = new Map<string, (message: Uint8Array) => Uint8Array>([
  ['MD5', md5],
  ['SHA-1', sha1],
  ['SHA-256', sha256],
  ['SHA-384', sha384],
  ['SHA-512', sha512],
]);

/** Messages of the errors that these functions raise; none of them quotes an argument. */
export const AWS_FUNCTION_ERRORS: { readonly [code: string]: string } = {
  U2001: 'The second argument of partition must not be less than zero',
  U2003: 'The second argument of hash must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512',
  U2004: 'The argument of parse is not valid JSON',
};

type Implementation = (this: unknown, ...args: never[]) => unknown;

/**
 * What Step Functions adds to JSONata (recorded behaviour: a range of one item is that item, a partition stays an array of arrays; as measured
 * on AWS, fractions are cut off, and parts or steps of zero give nothing).
 * Parameters are plain names: the engine reads them from the function's text for partial application.
 */
export function awsFunctions(engine: Engine): { readonly [name: string]: Implementation } {
  return {
    partition: function (array: readonly unknown[] | undefined, size: number | undefined) {
      return array === undefined || size === undefined ? undefined : partition(engine, array, size);
    },
    range: function (first: number | undefined, last: number | undefined, step: number | undefined) {
      return first === undefined || last === undefined || step === undefined ? undefined : range(engine, { first, last, step });
    },
    hash: function (data: string | undefined, algorithm: string | undefined) {
      return data === undefined || algorithm === undefined ? undefined : hash(engine, data, algorithm);
    },
    parse: function (text: string | undefined) {
      return text === undefined ? undefined : parseJson(engine, text);
    },
    random: function (seed: number | undefined) {
      return seed === undefined ? engine.meter().random() : seededRandom(seed);
    },
    uuid: function () {
      return uuid(engine);
    },
  };
}

function raise(code: string): never {
  throw new ExpressionFault(code);
}

function partition(engine: Engine, array: readonly unknown[], given: number): unknown {
  const size = Math.trunc(given);
  if (size < 0) return raise('U2001');
  if (size === 0) return undefined;
  engine.checkItems(array.length);
  const parts: unknown[] = [];
  for (let at = 0; at < array.length; at += size) parts.push(array.slice(at, at + size));
  return parts;
}

function range(engine: Engine, given: { readonly first: number; readonly last: number; readonly step: number }): unknown {
  const span = { first: Math.trunc(given.first), last: Math.trunc(given.last), step: Math.trunc(given.step) };
  if (span.step === 0) return undefined;
  const count = Math.max(0, Math.floor((span.last - span.first) / span.step) + 1);
  engine.checkItems(count);
  engine.charge(count / 8);
  const items = engine.createSequence();
  for (let index = 0; index < count; index += 1) items.push(span.first + index * span.step);
  return items;
}

function hash(engine: Engine, data: string, algorithm: string): unknown {
  const digest = HASHES.get(algorithm);
  if (digest === undefined) return raise('U2003');
  engine.charge(data.length);
  return bytesToHex(digest(utf8ToBytes(data)));
}

function parseJson(engine: Engine, text: string): unknown {
  engine.charge(text.length / 8);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return raise('U2004');
  }
  return value;
}

const JAVA_MULTIPLIER = 0x5_deec_e66dn;
const BITS_48 = (1n << 48n) - 1n;

/** The first `nextDouble()` of `java.util.Random` with this seed, which is the number that AWS gives. */
function seededRandom(seed: number): number {
  let state = (BigInt(Math.trunc(seed)) ^ JAVA_MULTIPLIER) & BITS_48;
  const next = (bits: bigint): number => {
    state = (state * JAVA_MULTIPLIER + 0xbn) & BITS_48;
    return Number(state >> (48n - bits));
  };
  return (next(26n) * 2 ** 27 + next(27n)) / 2 ** 53;
}

/** A UUID version 4 (RFC 9562 §5.4) from the event's randomness. */
function uuid(engine: Engine): string {
  const random = engine.meter().random;
  const bytes = Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytesToHex(bytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
