import { isDeepStrictEqual } from 'node:util';
import { compilePair, loadPairs, measureRun, resultOf, type WorkflowPair } from './measure.ts';

/** Transitions of the success path at each level, and of the machine written by hand. */
interface Row {
  readonly name: string;
  readonly levels: readonly number[];
  readonly handWritten: number;
  readonly differing: number;
}

const LEVELS = [0, 1, 2] as const;

async function measurePair(pair: WorkflowPair): Promise<Row> {
  const machines = await Promise.all(LEVELS.map((level) => compilePair(pair, level)));
  let differing = 0;
  const levels: number[] = [];
  let handWritten = 0;
  for (const [index, run] of pair.runs.entries()) {
    const expected = await measureRun(pair.handWritten, run);
    if (index === 0) handWritten = expected.transitions;
    for (const machine of machines) {
      const actual = await measureRun(machine, run);
      if (index === 0) levels.push(actual.transitions);
      if (!isDeepStrictEqual(resultOf(actual), resultOf(expected))) differing += 1;
    }
  }
  return { name: pair.name, levels, handWritten, differing };
}

function line(cells: readonly (string | number)[]): string {
  return cells.map((cell, index) => (index === 0 ? String(cell).padEnd(20) : String(cell).padStart(12))).join('');
}

/** State transitions on the success path of compiled programs beside machines written by hand. False when some result differs. */
export async function reportTransitions(write: (text: string) => void): Promise<boolean> {
  const rows = await Promise.all(loadPairs().map(measurePair));
  const total = (of: (row: Row) => number): number => rows.reduce((sum, row) => sum + of(row), 0);
  const ratio = (compiled: number, handWritten: number): string => (compiled / handWritten).toFixed(2);
  write(`${line(['workflow', '-O0', '-O1', '-O2', 'by hand', 'ratio -O1'])}\n`);
  for (const { name, levels, handWritten } of rows) write(`${line([name, ...levels, handWritten, ratio(levels[1] ?? 0, handWritten)])}\n`);
  const totals = LEVELS.map((_, index) => total(({ levels }) => levels[index] ?? 0));
  const byHand = total(({ handWritten }) => handWritten);
  write(`${line(['all', ...totals, byHand, ratio(totals[1] ?? 0, byHand)])}\n`);
  const differing = rows.filter((row) => row.differing > 0);
  for (const row of differing) write(`${row.name}: ${row.differing} results differ\n`);
  return differing.length === 0;
}
