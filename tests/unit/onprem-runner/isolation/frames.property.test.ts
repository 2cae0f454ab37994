import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFrameReader, encodeFrame } from '#onprem-runner/isolation/frames.ts';
import { FRAME_BYTES_MAX } from '#onprem-runner/isolation/limits.ts';

describe('frames', () => {
  test('come out as they went in, however they are cut on the way', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 8 }), fc.infiniteStream(fc.integer({ min: 1, max: 40 })), (messages, cuts) => {
        const bytes = Buffer.concat(messages.map((message) => encodeFrame(message) ?? Buffer.alloc(0)));
        const reader = createFrameReader();
        const read: unknown[] = [];
        for (let at = 0; at < bytes.byteLength; ) {
          const size = cuts.next().value;
          read.push(...(reader.push(bytes.subarray(at, at + size)) ?? ['refused']));
          at += size;
        }
        expect(JSON.stringify(read)).toBe(JSON.stringify(messages));
      }),
    );
  });

  test('a length over the limit is refused before its bytes have come', () => {
    const head = Buffer.alloc(4);
    head.writeUInt32BE(FRAME_BYTES_MAX + 1);
    expect(createFrameReader().push(head)).toBeUndefined();
    expect(encodeFrame('x'.repeat(FRAME_BYTES_MAX))).toBeUndefined();
  });

  test('what is no JSON is refused', () => {
    expect(createFrameReader().push(Buffer.from([0, 0, 0, 1, 0x7b]))).toBeUndefined();
  });
});
