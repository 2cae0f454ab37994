import { RUNTIMES, type RuntimeName } from './model.ts';
import type { Cell, Row } from './table.ts';

const SHORT = { engine: 'engine', 'durable-functions': 'durable', 'step-functions': 'step-functions' } as const;

/** The table as text: a line for each trial, then what was refused and what differs, then the sums. */
export function printTable(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ id }) => id.length));
  const heads = `${'workflow'.padEnd(width)}  ${RUNTIMES.map((runtime) => SHORT[runtime].padEnd(14)).join('  ')}  ${'ms'.padEnd(16)}  ${'states'.padEnd(12)}  ${'events'.padEnd(14)}  KB of history`;
  return [heads, ...rows.map((row) => lineOf(row, width)), '', ...rows.flatMap(remarksOf), '', ...RUNTIMES.map((runtime) => sumOf(rows, runtime)), ''].join('\n');
}

function lineOf({ id, cells }: Row, width: number): string {
  const all = RUNTIMES.map((runtime) => cells[runtime]);
  const each = (value: (size: Extract<Cell, { kind: 'equal' }>['size']) => string): string => all.map((cell) => (cell.kind === 'equal' ? value(cell.size) : '-')).join('/');
  const figures = [each(({ milliseconds }) => String(Math.round(milliseconds))).padEnd(16), each(({ transitions }) => String(transitions)).padEnd(12), each(({ events }) => String(events)).padEnd(14), each(({ bytes }) => (bytes / 1_024).toFixed(1))];
  return `${id.padEnd(width)}  ${all.map(({ kind }) => kind.padEnd(14)).join('  ')}  ${figures.join('  ')}`.trimEnd();
}

function remarksOf({ id, cells }: Row): readonly string[] {
  const remarks = RUNTIMES.flatMap((runtime) => {
    const cell = cells[runtime];
    if (cell.kind === 'equal' && cell.needless !== undefined) return [{ runtime, text: `ends as in our engine, and needs its line no more: ${cell.needless}` }];
    if (cell.kind === 'refused') return [{ runtime, text: `refused: ${cell.reason}` }];
    return cell.kind === 'different' ? cell.differences.map((difference) => ({ runtime, text: `different in ${difference}` })) : [];
  });
  return [...new Set(remarks.map(({ text }) => text))].map((text) => `${id}, ${remarks.filter((one) => one.text === text).map(({ runtime }) => SHORT[runtime]).join(' and ')}: ${text}`);
}

/** What a runtime did in all. */
export function sumOf(rows: readonly Row[], runtime: RuntimeName): string {
  const cells = rows.map((row) => row.cells[runtime]);
  const count = (kind: Cell['kind']): number => cells.filter((cell) => cell.kind === kind).length;
  const sizes = cells.flatMap((cell) => (cell.kind === 'equal' ? [cell.size] : []));
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const [missing] = cells.flatMap((cell) => (cell.kind === 'not-run' && cell.reason !== undefined ? [cell.reason] : []));
  const figures = `${String(Math.round(sum(sizes.map(({ milliseconds }) => milliseconds))))} ms, ${String(sum(sizes.map(({ transitions }) => transitions)))} states, ${String(sum(sizes.map(({ events }) => events)))} events, ${String(Math.round(sum(sizes.map(({ bytes }) => bytes)) / 1_024))} KB`;
  const kinds = `equal ${String(count('equal'))}, refused ${String(count('refused'))}, different ${String(count('different'))}, not run ${String(count('not-run'))}`;
  return `${runtime}: ${kinds}${missing === undefined ? '' : ` (${missing})`}; ${figures}`;
}
