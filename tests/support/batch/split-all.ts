import type { FileFault, RecordSplitter } from '#shared/core/batch/record.ts';

/** What a splitter makes of a text that comes in parts of `size` bytes. */
export interface SplitText {
  readonly records: readonly { readonly item: number; readonly line: number; readonly text: string | undefined }[];
  readonly fault?: FileFault;
}

/** Gives a text to a splitter in parts. The parts share one buffer, as those of a reader may. */
export function splitAll(splitter: RecordSplitter, text: string | Uint8Array, size = 7): SplitText {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const buffer = new Uint8Array(size);
  const outcomes = [];
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.subarray(at, at + size);
    buffer.set(part);
    outcomes.push(splitter.push(buffer.subarray(0, part.length)));
    if (outcomes.at(-1)?.fault !== undefined) break;
  }
  if (outcomes.at(-1)?.fault === undefined) outcomes.push(splitter.end());
  const records = outcomes.flatMap((outcome) => outcome.records).map(({ item, line, bytes: content }) => ({ item, line, text: content === undefined ? undefined : new TextDecoder().decode(content) }));
  const fault = outcomes.at(-1)?.fault;
  return { records, ...(fault === undefined ? {} : { fault }) };
}
