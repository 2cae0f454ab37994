import { RUNTIMES } from '#tests/conformance/runtimes/table/model.ts';
import { openBenches } from '#tests/conformance/runtimes/table/open-benches.ts';
import { printTable } from '#tests/conformance/runtimes/table/print.ts';
import { fillTable } from '#tests/conformance/runtimes/table/table.ts';
import { readTrials } from '#tests/conformance/runtimes/table/trials.ts';
import { startLocalStack } from '#tests/support/localstack.ts';

export interface RuntimesReport {
  readonly write: (text: string) => void;
  /** Only trials that have it in their name. */
  readonly part: string;
}

/** Prints the table of runtimes. False when a runtime does something otherwise, and in CI when one could not be run. */
export async function reportRuntimes({ write, part }: RuntimesReport): Promise<boolean> {
  const benches = await openBenches(await startLocalStack({ mayInstall: true }));
  try {
    const trials = (await readTrials()).filter(({ id }) => id.includes(part));
    const rows = await fillTable(trials, { ...benches, isSent: () => true });
    write(`${printTable(rows)}\n`);
    const isMissing = !benches.stepFunctions.ok && process.env['CI'] === 'true';
    return rows.length > 0 && !isMissing && rows.every(({ cells }) => RUNTIMES.every((runtime) => cells[runtime].kind !== 'different'));
  } finally {
    await benches.close();
  }
}
