import { gunzipSync, inflateSync } from 'node:zlib';
import type { ScanSource } from '#onprem-runner/demo/scan/scan.ts';

const OUTPUT_BYTES_MAX = 4 * 1024 * 1024;
const KEPT_BYTES = 64 * 1024;
/** Texts of base64 that may be a compressed stream. */
const BASE64 = /(?:H4sI|eJ[wxyz0-5])[A-Za-z0-9+/_-]{16,}={0,2}/gu;

/** The same source, each chunk followed by what is inside of the compressed streams (gzip, zlib; also in base64) that begin in it. */
export function unpacked(source: ScanSource): ScanSource {
  return {
    name: source.name,
    chunks: async function* chunks() {
      let kept: Buffer = Buffer.alloc(0);
      for await (const chunk of source.chunks()) {
        yield chunk;
        const window = Buffer.concat([kept, chunk]);
        yield* streamsIn(window);
        kept = window.subarray(Math.max(0, window.length - KEPT_BYTES));
      }
    },
  };
}

function* streamsIn(bytes: Buffer): Iterable<Buffer> {
  yield* binaryStreams(bytes);
  for (const [text] of bytes.toString('latin1').matchAll(BASE64)) yield* binaryStreams(Buffer.from(text, 'base64'));
}

function* binaryStreams(bytes: Buffer): Iterable<Buffer> {
  for (let at = bytes.indexOf(0x1f); at >= 0; at = bytes.indexOf(0x1f, at + 1)) if (bytes[at + 1] === 0x8b && bytes[at + 2] === 8) yield* inflated(() => gunzipSync(bytes.subarray(at), OPTIONS));
  for (let at = bytes.indexOf(0x78); at >= 0; at = bytes.indexOf(0x78, at + 1)) if (isZlib(bytes, at)) yield* inflated(() => inflateSync(bytes.subarray(at, at + KEPT_BYTES), OPTIONS));
}

const OPTIONS = { maxOutputLength: OUTPUT_BYTES_MAX, finishFlush: 2 } as const;

/** The header's check (RFC 1950 §2.2), and levels that writers use. */
function isZlib(bytes: Buffer, at: number): boolean {
  const flags = bytes[at + 1] ?? 0;
  return [0x5e, 0x9c, 0xda].includes(flags) && ((0x78 << 8) | flags) % 31 === 0;
}

function inflated(unpack: () => Buffer): readonly Buffer[] {
  try {
    return [Buffer.concat([unpack(), Buffer.from('\n')])];
  } catch {
    return [];
  }
}
