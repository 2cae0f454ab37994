import { BATCH_RECORD_BYTES_MAX } from './limits.ts';

/** Collects the bytes of one record over the parts of a file; of a record over the limit it keeps nothing. */
export class Piece {
  #parts: Uint8Array[] = [];
  #bytes = 0;

  /** Takes `chunk` from `start` to `end`. The bytes are copied: the reader may use its buffer again. */
  add(chunk: Uint8Array, start: number, end: number): void {
    if (end <= start) return;
    this.#bytes += end - start;
    if (this.#bytes > BATCH_RECORD_BYTES_MAX) this.#parts = [];
    else this.#parts.push(chunk.slice(start, end));
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The record, and an empty piece for the next one. Undefined for a record over the limit. */
  take(): Uint8Array | undefined {
    const [parts, bytes] = [this.#parts, this.#bytes];
    this.#parts = [];
    this.#bytes = 0;
    if (bytes > BATCH_RECORD_BYTES_MAX) return undefined;
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : joined(parts, bytes);
  }
}

function joined(parts: readonly Uint8Array[], bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
