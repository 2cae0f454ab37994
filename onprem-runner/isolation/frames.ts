import { FRAME_BYTES_MAX } from './limits.ts';

const HEAD_BYTES = 4;

/** A JSON message with its length before it; undefined when it is over the limit. */
export function encodeFrame(message: unknown): Uint8Array | undefined {
  const text = Buffer.from(JSON.stringify(message), 'utf8');
  if (text.byteLength > FRAME_BYTES_MAX) return undefined;
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32BE(text.byteLength);
  return Buffer.concat([head, text]);
}

/** Puts messages together from the parts in which they arrive. */
export interface FrameReader {
  /** The messages that are complete now; undefined when what comes are no messages, or one over the limit: nothing more is to be read. */
  push(chunk: Uint8Array): readonly unknown[] | undefined;
}

/** The other side may write anything: a length over the limit is refused before its bytes are gathered. */
export function createFrameReader(): FrameReader {
  let parts: Buffer[] = [];
  let size = 0;
  let wanted: number | undefined;
  const take = (bytes: number): Buffer => {
    const all = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
    parts = all.byteLength > bytes ? [all.subarray(bytes)] : [];
    size -= bytes;
    return all.subarray(0, bytes);
  };
  return {
    push: (chunk) => {
      parts.push(Buffer.from(chunk));
      size += chunk.byteLength;
      const messages: unknown[] = [];
      for (;;) {
        if (wanted === undefined && size >= HEAD_BYTES) wanted = take(HEAD_BYTES).readUInt32BE();
        if (wanted === undefined) return messages;
        if (wanted > FRAME_BYTES_MAX) return undefined;
        if (size < wanted) return messages;
        const message = parseText(take(wanted).toString('utf8'));
        wanted = undefined;
        if (message === undefined) return undefined;
        messages.push(message.value);
      }
    },
  };
}

function parseText(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
