import { readdirSync, readFileSync } from 'node:fs';

/** What one phase showed. */
export interface Measured {
  /** Milliseconds, in ascending order. */
  readonly latencies: readonly number[];
  readonly perSecond: number;
  /** Milliseconds of processor time for each step, by part. */
  readonly cpu: Readonly<Record<string, number>>;
}

export interface Phase {
  /** Steps that are under way at the same time. */
  readonly concurrency: number;
  readonly seconds: number;
  /** Steps before anything is counted. */
  readonly warmUp: number;
  /** Milliseconds of processor time that each part has used so far. */
  readonly cpu: () => Promise<Readonly<Record<string, number>>>;
  /** One step from its beginning to its end. */
  readonly step: () => Promise<void>;
}

/** A closed loop: whenever a step ends, the next one begins. */
export async function measure({ concurrency, seconds, warmUp, cpu, step }: Phase): Promise<Measured> {
  await loop(concurrency, (done) => done < warmUp, step);
  const before = await cpu();
  const startedAt = performance.now();
  const latencies = await loop(concurrency, () => performance.now() - startedAt < seconds * 1_000, step);
  const elapsed = (performance.now() - startedAt) / 1_000;
  const after = await cpu();
  const parts = Object.keys(after).map((part): [string, number] => [part, ((after[part] ?? 0) - (before[part] ?? 0)) / latencies.length]);
  return { latencies: [...latencies].sort((left, right) => left - right), perSecond: latencies.length / elapsed, cpu: Object.fromEntries(parts) };
}

async function loop(concurrency: number, goesOn: (done: number) => boolean, step: () => Promise<void>): Promise<readonly number[]> {
  const latencies: number[] = [];
  let begun = 0;
  const one = async (): Promise<void> => {
    while (goesOn(begun)) {
      begun += 1;
      const startedAt = performance.now();
      await step();
      latencies.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, one));
  return latencies;
}

/** The value below which so many of a hundred are. */
export function percentile(sorted: readonly number[], hundredths: number): number {
  return sorted[Math.min(Math.floor((sorted.length * hundredths) / 100), sorted.length - 1)] ?? Number.NaN;
}

/** Clock ticks are hundredths of a second wherever Linux runs. */
const TICK_MS = 10;
/** Fields of `/proc/<pid>/stat` behind the command name: the parent, and the ticks of the process and of its children that have ended. */
const PARENT_FIELD = 1;
const TICK_FIELDS = [11, 12, 13, 14];

/** Milliseconds of processor time of a process and its children; 0 where there is no `/proc`. */
export function cpuOf(pid: number): number {
  const own = statOf(pid);
  const children = listProcesses().flatMap((other) => {
    const stat = statOf(other);
    return stat !== undefined && Number(stat[PARENT_FIELD]) === pid ? [ticksOf(stat)] : [];
  });
  return TICK_MS * [own === undefined ? 0 : ticksOf(own), ...children].reduce((sum, ticks) => sum + ticks, 0);
}

function listProcesses(): readonly number[] {
  try {
    return readdirSync('/proc').map(Number).filter((pid) => Number.isInteger(pid));
  } catch {
    return [];
  }
}

function statOf(pid: number): readonly string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function ticksOf(stat: readonly string[]): number {
  return TICK_FIELDS.reduce((sum, field) => sum + Number(stat[field] ?? 0), 0);
}
