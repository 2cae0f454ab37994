import { randomUUID } from 'node:crypto';
import { raceVariants } from '../../judge/races.ts';
import { differencesOf } from './compare.ts';
import { LIMITS } from './limits.ts';
import type { Bench, KnownCourse, Ran, RunSize, RuntimeName, StartableTrial, Trial, Verdict } from './model.ts';
import { runOnEngine } from './on-engine.ts';

/** What a runtime made of a trial, beside what our engine made of it. */
export type Cell =
  /** `needless`: a limit that is listed for it, and that it does not meet. */
  | { readonly kind: 'equal'; readonly size: RunSize; readonly needless?: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'different'; readonly differences: readonly string[] }
  /** `reason`: what is missing here; none when it was not asked for. */
  | { readonly kind: 'not-run'; readonly reason?: string };

/** A trial on every runtime. */
export interface Row {
  readonly id: string;
  readonly cells: { readonly [runtime in RuntimeName]: Cell };
}

/** The runtimes of a table. */
export interface Benches {
  readonly durable: Bench;
  /** Or why there is none. */
  readonly stepFunctions: { readonly ok: true; readonly bench: Bench<KnownCourse> } | { readonly ok: false; readonly reason: string };
  /** Whether a trial goes to Step Functions, where time is real. */
  readonly isSent: (trial: Trial, tookMs: number) => boolean;
}

/**
 * Executions at the same time on Step Functions. Those that wait come first and all at once: they take little but time, and time is real there, so nothing
 * else may make them late.
 */
const CONCURRENCY_OF_WAITING = 24;
const CONCURRENCY = 10;

/** A trial after the runtimes whose time is virtual. */
interface Begun {
  readonly trial: StartableTrial;
  readonly reference: Ran;
  readonly tookMs: number;
  readonly row: Row;
  readonly run: (bench: Bench<KnownCourse>) => Promise<Verdict>;
}

/** Runs all trials on all runtimes. */
export async function fillTable(trials: readonly Trial[], benches: Benches): Promise<readonly Row[]> {
  const rows = new Map<string, Row>();
  const begun: Begun[] = [];
  for (const trial of trials) {
    const found = isStartable(trial) ? await beginTrial(trial, benches) : rowOf(trial.id, { kind: 'refused', reason: trial.program.ok ? '' : trial.program.refusal });
    if ('row' in found) begun.push(found);
    rows.set(trial.id, 'row' in found ? found.row : found);
  }
  const { stepFunctions, isSent } = benches;
  if (stepFunctions.ok) {
    const sent = begun.filter(({ trial, tookMs }) => isSent(trial, tookMs)).toSorted((left, right) => right.tookMs - left.tookMs);
    const finish = async (one: Begun): Promise<void> => void rows.set(one.trial.id, await finishTrial(one, stepFunctions.bench));
    await inParallel(sent.filter(({ tookMs }) => tookMs > 0), CONCURRENCY_OF_WAITING, finish);
    await inParallel(sent.filter(({ tookMs }) => tookMs === 0), CONCURRENCY, finish);
    // What differs may have come too late on a machine that does much else: it is asked again, one by one.
    await inParallel(sent.filter(({ trial }) => rows.get(trial.id)?.cells['step-functions'].kind === 'different'), 1, finish);
  }
  return [...rows.values()];
}

function isStartable(trial: Trial): trial is StartableTrial {
  return trial.program.ok;
}

/** The same in all columns. */
function rowOf(id: string, cell: Cell): Row {
  return { id, cells: { engine: cell, 'durable-functions': cell, 'step-functions': cell } };
}

async function beginTrial(trial: StartableTrial, { durable, stepFunctions }: Benches): Promise<Begun | Row> {
  const course = { executionId: randomUUID(), startAt: Date.now() };
  const { verdict, log, tookMs } = await runOnEngine(trial, course);
  if (verdict.kind === 'refused') return rowOf(trial.id, verdict);
  const { ran: reference } = verdict;
  const problems = trial.problemsOf?.(reference) ?? [];
  const engine: Cell = problems.length > 0 ? { kind: 'different', differences: problems } : { kind: 'equal', size: reference.size };
  const missing: Cell = { kind: 'not-run', ...(stepFunctions.ok ? {} : { reason: stepFunctions.reason }) };
  const row: Row = { id: trial.id, cells: { engine, 'durable-functions': within('durable-functions', trial, await cellOf(trial, reference, await durable.run(trial, course))), 'step-functions': missing } };
  return { trial, reference, tookMs, row, run: (bench) => bench.run(trial, { ...course, executionId: randomUUID(), log, isEndless: reference.status === 'running', tookMs }) };
}

async function finishTrial({ trial, reference, row, run }: Begun, bench: Bench<KnownCourse>): Promise<Row> {
  return { ...row, cells: { ...row.cells, 'step-functions': within('step-functions', trial, await cellOf(trial, reference, await run(bench))) } };
}

/** A difference that is listed is a refusal; a listed one that is none has to leave the list. */
function within(runtime: keyof typeof LIMITS, { id }: Trial, cell: Cell): Cell {
  const limit = LIMITS[runtime].get(id);
  if (limit === undefined) return cell;
  if (cell.kind === 'different') return { kind: 'refused', reason: limit };
  return cell.kind === 'equal' ? { ...cell, needless: limit } : cell;
}

/** A race may be won by another branch than in our engine: each order gives an outcome that is right. */
async function cellOf(trial: StartableTrial, reference: Ran, verdict: Verdict): Promise<Cell> {
  if (verdict.kind === 'refused') return verdict;
  const { machine } = trial.program.stored.program;
  const isConcurrent = /"Type":"(?:Parallel|Map)"/u.test(JSON.stringify(machine));
  const differences = differencesOf(reference, verdict.ran, isConcurrent);
  const equal: Cell = { kind: 'equal', size: verdict.ran.size };
  if (differences.length === 0) return equal;
  for (const variant of raceVariants(machine).slice(1)) {
    const { stored } = trial.program;
    const program = { ...trial.program, stored: { ...stored, program: { ...stored.program, machine: variant } } };
    const other = await runOnEngine({ ...trial, program }, { executionId: randomUUID(), startAt: Date.now() });
    if (other.verdict.kind === 'ran' && differencesOf(other.verdict.ran, verdict.ran, isConcurrent).length === 0) return equal;
  }
  return { kind: 'different', differences };
}

async function inParallel<T>(items: readonly T[], workers: number, act: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const work = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await act(item);
  };
  await Promise.all(Array.from({ length: workers }, work));
}
