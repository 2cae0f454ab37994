import { describe, expect, test } from 'vitest';
import type { Clock } from '#shared/ports/clock.ts';
import type { Digest } from '#shared/ports/digest.ts';
import type { IdSource } from '#shared/ports/id-source.ts';

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const SEED = /^[0-9a-f]{32}$/;

export function clockContract(name: string, open: () => Clock): void {
  describe(`Clock on ${name}`, () => {
    test('tells whole epoch milliseconds and does not go back', () => {
      const clock = open();
      const times = Array.from({ length: 100 }, () => clock.now());
      expect(times.every((time) => Number.isSafeInteger(time) && time > 0)).toBe(true);
      expect(times).toEqual([...times].sort((left, right) => left - right));
    });
  });
}

export function idSourceContract(name: string, open: () => IdSource): void {
  describe(`IdSource on ${name}`, () => {
    test('gives UUIDs of version 4 and seeds of 128 bits, each one once', () => {
      const source = open();
      const uuids = Array.from({ length: 1_000 }, () => source.uuid());
      const seeds = Array.from({ length: 1_000 }, () => source.seed());
      expect(uuids.filter((uuid) => !UUID_V4.test(uuid))).toEqual([]);
      expect(seeds.filter((seed) => !SEED.test(seed))).toEqual([]);
      expect(new Set([...uuids, ...seeds]).size).toBe(2_000);
    });
  });
}

export function digestContract(name: string, open: () => Digest): void {
  describe(`Digest on ${name}`, () => {
    test.each([
      ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
      ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
      ['ż', '97306aa9ffb6f38e888e35c835d86f91abb3fa662bfe8d81029381979a820209'],
    ])('gives SHA-256 of %j over its UTF-8 bytes', (text, expected) => {
      expect(open().sha256Hex(text)).toBe(expected);
    });
  });
}
