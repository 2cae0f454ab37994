import { expect, test } from 'vitest';
import { BATCH_RECORD_BYTES_MAX } from '#shared/core/batch/limits.ts';
import { Piece } from '#shared/core/batch/piece.ts';

test('a piece keeps copies of what it was given, and is empty when it was taken', () => {
  const piece = new Piece();
  const buffer = new Uint8Array([1, 2, 3, 4]);
  piece.add(buffer, 1, 3);
  buffer.fill(9);
  piece.add(buffer, 0, 1);
  piece.add(buffer, 2, 2);
  expect([piece.bytes, piece.take(), piece.take()]).toEqual([3, new Uint8Array([2, 3, 9]), new Uint8Array(0)]);
});

test('of a record over the limit a piece keeps nothing, and says so once', () => {
  const piece = new Piece();
  piece.add(new Uint8Array(BATCH_RECORD_BYTES_MAX), 0, BATCH_RECORD_BYTES_MAX);
  piece.add(new Uint8Array(1), 0, 1);
  expect([piece.take(), piece.take()]).toEqual([undefined, new Uint8Array(0)]);
});
