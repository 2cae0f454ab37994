import { outcomeJson, type LineOutcome } from '#shared/core/batch/outcome.ts';
import { Tallying, type Tally } from '#shared/core/batch/tally.ts';
import { replaceFile } from './files.ts';
import { inOrder } from './in-order.ts';
import type { JournalPart } from './journal.ts';

/** Where a batch keeps what it knows. All beside each other, named after the report. */
export interface BatchPlaces {
  /** NDJSON: one row for each line, in the order of the file. */
  readonly report: string;
  readonly summary: string;
  readonly journal: string;
  readonly lock: string;
}

/** The files that belong to a report. */
export function placesOf(report: string): BatchPlaces {
  return { report, summary: `${report}.summary.json`, journal: `${report}.journal`, lock: `${report}.lock` };
}

/** Writes the report of everything that the journal knows; gives it in numbers. `onRow` sees every row. Errors: `UWF-6001`. */
export async function writeReport(places: BatchPlaces, parts: readonly JournalPart[], onRow: (outcome: LineOutcome) => void): Promise<Tally> {
  const counts = new Tallying();
  await replaceFile(places.report, rows(places, parts, (outcome) => {
    counts.add(outcome);
    onRow(outcome);
  }));
  return counts.tally;
}

const ROWS_TOGETHER = 1_000;

async function* rows({ journal }: BatchPlaces, parts: readonly JournalPart[], onRow: (outcome: LineOutcome) => void): AsyncGenerator<string, void, undefined> {
  let together: string[] = [];
  for await (const entry of inOrder(journal, parts)) {
    onRow(entry);
    together.push(`${JSON.stringify(outcomeJson(entry))}\n`);
    if (together.length < ROWS_TOGETHER) continue;
    yield together.join('');
    together = [];
  }
  yield together.join('');
}
