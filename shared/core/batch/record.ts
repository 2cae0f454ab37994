/**
 * One record of a file of inputs, cut out and not yet read. `item` counts the records from 1; `line` is how people find it: the line of the file
 * where it begins, or the position in a JSON array, also from 1. `bytes` is absent where the record is over the limit.
 */
export interface RawRecord {
  readonly item: number;
  readonly line: number;
  readonly bytes?: Uint8Array;
}

/** The file is not what it is said to be: from here on nobody can tell where a record begins. */
export interface FileFault {
  readonly line: number;
  readonly reason: string;
}

/** What a part of a file gave. After a fault nothing more comes. */
export interface SplitOutcome {
  readonly records: readonly RawRecord[];
  readonly fault?: FileFault;
}

/** Cuts a file into records, part by part, holding no more than one record. */
export interface RecordSplitter {
  push(chunk: Uint8Array): SplitOutcome;
  /** The file has ended. */
  end(): SplitOutcome;
}
