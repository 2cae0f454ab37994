import { findViolations, type EndedRun, type FaultWindow, type Observed, type Operation, type Violation } from './oracle.ts';

/** What became of the operations that were started between one kind of fault and the next fault. */
export interface FaultRow {
  readonly fault: string;
  readonly times: number;
  readonly operations: number;
  readonly succeeded: number;
  readonly inDoubt: number;
  readonly cancelled: number;
  readonly lost: number;
  readonly doubled: number;
  /** Longest time without a success that touches one of the faults. */
  readonly silenceMs: number;
}

/** The oracle's answer. */
export interface Verdict {
  readonly violations: readonly Violation[];
  readonly rows: readonly FaultRow[];
  /** Of the operations that were started while faults went on: how many there are, and how many had succeeded before the last fault was over. */
  readonly during: { readonly started: number; readonly succeeded: number };
}

/** Judges what was seen. */
export function judge(observed: Observed): Verdict {
  const violations = findViolations(observed);
  const runs = new Map(observed.runs.map((run) => [run.runId, run]));
  const runOf = ({ runId }: Operation): EndedRun | undefined => (runId === undefined ? undefined : runs.get(runId));
  const faults = [...observed.faults].sort((left, right) => left.from - right.from);
  const [begin, end] = [faults[0]?.from ?? 0, faults.at(-1)?.to ?? 0];
  const started = observed.operations.filter(({ startedAt }) => startedAt >= begin && startedAt <= end);
  const kindOf = (operation: Operation): string | undefined => faults.findLast(({ from }) => from <= operation.startedAt)?.kind;
  const successes = observed.runs.flatMap(({ status, endedAt }) => (status === 'COMPLETED' && endedAt !== undefined ? [endedAt] : [])).sort((left, right) => left - right);
  const rows = [...new Set(faults.map(({ kind }) => kind))].map((kind): FaultRow => {
    const operations = started.filter((operation) => kindOf(operation) === kind);
    const count = (isSuch: (run: EndedRun) => boolean): number => operations.filter((operation) => isSuch(runOf(operation) ?? NO_RUN)).length;
    const ids = new Set(operations.map(({ runId }) => runId));
    const broken = (which: Violation['kind']): number => violations.filter((violation) => violation.kind === which && violation.runId !== undefined && ids.has(violation.runId)).length;
    const windows = faults.filter((fault) => fault.kind === kind);
    return {
      fault: kind,
      times: windows.length,
      operations: operations.length,
      succeeded: count(({ status }) => status === 'COMPLETED'),
      inDoubt: count(({ error }) => error === 'Uwf.InDoubt'),
      cancelled: count(({ status }) => status === 'CANCELLED'),
      lost: broken('lost'),
      doubled: broken('doubled'),
      silenceMs: Math.max(...windows.map((window) => longestSilence(window, successes))),
    };
  });
  const inTime = started.filter((operation) => {
    const run = runOf(operation);
    return run?.status === 'COMPLETED' && run.endedAt !== undefined && run.endedAt <= end;
  });
  return { violations, rows, during: { started: started.length, succeeded: inTime.length } };
}

const NO_RUN: EndedRun = { runId: '', status: 'LOST' };

function longestSilence({ from, to }: FaultWindow, successes: readonly number[]): number {
  const before = successes.findLast((at) => at <= from) ?? from;
  const after = successes.find((at) => at >= to) ?? to;
  const points = [before, ...successes.filter((at) => at > from && at < to), after];
  return Math.max(...points.slice(1).map((at, index) => at - (points[index] ?? at)));
}

const COLUMNS = ['fault', 'times', 'operations', 'succeeded', 'inDoubt', 'cancelled', 'lost', 'doubled', 'silenceMs'] as const satisfies readonly (keyof FaultRow)[];
const TITLES: Readonly<Record<(typeof COLUMNS)[number], string>> = { fault: 'fault', times: 'times', operations: 'started', succeeded: 'succeeded', inDoubt: 'in doubt', cancelled: 'cancelled', lost: 'lost', doubled: 'doubled', silenceMs: 'longest silence (ms)' };

/** The verdict for people: one line for each kind of fault, and one for all. */
export function printVerdict({ rows, violations, during }: Verdict): string {
  const sum = (column: Exclude<(typeof COLUMNS)[number], 'fault'>): number => rows.reduce((total, row) => total + row[column], 0);
  const of = (kind: Violation['kind']): number => violations.filter((violation) => violation.kind === kind).length;
  const total: FaultRow = {
    fault: 'all', times: sum('times'), operations: sum('operations'), succeeded: sum('succeeded'), inDoubt: sum('inDoubt'), cancelled: sum('cancelled'), lost: of('lost'), doubled: of('doubled'),
    silenceMs: Math.max(0, ...rows.map(({ silenceMs }) => silenceMs)),
  };
  const lines = [COLUMNS.map((column) => TITLES[column]), ...[...rows, total].map((row) => COLUMNS.map((column) => String(row[column])))];
  const widths = COLUMNS.map((_column, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  const table = lines.map((line) => line.map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0))).join('  '));
  const end = `of ${String(during.started)} operations started during the faults ${String(during.succeeded)} had succeeded before the last one was over; untrue ${String(of('untrue'))}, stuck ${String(of('stuck'))}`;
  return [...table, end].join('\n');
}
