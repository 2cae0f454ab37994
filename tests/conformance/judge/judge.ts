import { randomUUID } from 'node:crypto';
import type { AslMachine } from '#shared/core/asl/model.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { compile } from '../swf/module.ts';
import { gapBehind } from './gaps.ts';
import { differences } from './outcome.ts';
import type { JudgedProgram } from './programs.ts';
import { raceVariants } from './races.ts';
import { runHere, type RanHere } from './run-here.ts';
import { Judge } from './run-there.ts';
import { StepFunctions } from './step-functions.ts';

/**
 * Executions at the same time. Those that wait come first and all at once: they take little but time, and time is real there, so nothing else may make
 * them late. What differs all the same is asked again at the end, one by one.
 */
const CONCURRENCY_OF_WAITING = 32;
const CONCURRENCY = 10;

/** What was found out about a program at one level of optimisation. */
export interface Verdict {
  /** `kit/…@0`. */
  readonly id: string;
  readonly differences: readonly string[];
  /** The gap of the judge that the differences come from, where one is known. */
  readonly gap?: string;
}

/** A program at all levels that give the same machine: it is executed once. */
interface Trial {
  readonly ids: readonly string[];
  readonly program: JudgedProgram;
  readonly machine: AslMachine;
  readonly here: RanHere;
}

/** Number from which virtual time starts; the real one is not known before the judge has begun. */
const START = 1_700_000_000_000;
const EXECUTION_NAME = 'run-1';

async function prepare(program: JudgedProgram, levels: readonly (0 | 1 | 2)[]): Promise<readonly Trial[]> {
  const trials = new Map<string, Trial>();
  for (const level of levels) {
    const { asl, diagnostics } = await compile({ ...program.request, optimisation: level });
    assert(asl !== undefined, `${program.id} compiles: ${diagnostics.map(({ code }) => code).join(', ')}`);
    const key = JSON.stringify(asl);
    const known = trials.get(key);
    const ids = [...(known?.ids ?? []), `${program.id}@${level}`];
    const here = await runHere(program, asl, { machineName: 'trial', executionName: EXECUTION_NAME, startedAt: START });
    trials.set(key, { ids, program, machine: asl, here });
  }
  return [...trials.values()];
}

/** Compiles the programs, runs them at the judge and in our interpreter, and tells where the two differ. */
export async function judgePrograms(endpoint: string, programs: readonly JudgedProgram[], levels: readonly (0 | 1 | 2)[]): Promise<readonly Verdict[]> {
  const trials = (await Promise.all(programs.map((program) => prepare(program, levels)))).flat().sort((left, right) => right.here.tookMs - left.here.tookMs);
  const judge = await Judge.open(new StepFunctions(endpoint));
  try {
    const found = [
      ...(await judgeAll(judge, trials.filter(({ here }) => here.tookMs > 0), CONCURRENCY_OF_WAITING)),
      ...(await judgeAll(judge, trials.filter(({ here }) => here.tookMs === 0), CONCURRENCY)),
    ];
    const unexplained = found.filter(({ finding }) => finding.differences.length > 0 && finding.gap === undefined);
    const again = new Map((await judgeAll(judge, unexplained.map(({ trial }) => trial), 1)).map(({ trial, finding }) => [trial, finding]));
    return found.flatMap(({ trial, finding }) => trial.ids.map((id) => ({ id, ...(again.get(trial) ?? finding) }))).sort((left, right) => (left.id < right.id ? -1 : 1));
  } finally {
    await judge.close();
  }
}

type Finding = Omit<Verdict, 'id'>;

interface Compared {
  readonly trial: Trial;
  readonly finding: Finding;
}

async function judgeAll(judge: Judge, trials: readonly Trial[], concurrency: number): Promise<readonly Compared[]> {
  const waiting = [...trials];
  const compared: Compared[] = [];
  const work = async (): Promise<void> => {
    for (let trial = waiting.shift(); trial !== undefined; trial = waiting.shift()) compared.push({ trial, finding: await compareRuns(judge, trial, `program-${randomUUID()}`) });
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return compared;
}

async function compareRuns(judge: Judge, { program, machine, here }: Trial, machineName: string): Promise<Finding> {
  const name = { machineName, executionName: EXECUTION_NAME };
  try {
    const there = await judge.run(program, machine, name, here);
    const compared = raceVariants(machine).map(async (variant) => differences((await runHere(program, variant, { ...name, startedAt: there.startedAt })).outcome, there.outcome));
    const found = await Promise.all(compared);
    const gap = gapBehind({ machine, hasFailedExpression: here.hasFailedExpression, there: there.outcome });
    if (found.some((one) => one.length === 0)) return { differences: [] };
    return { differences: found[0] ?? [], ...(gap === undefined ? {} : { gap }) };
  } catch (error) {
    return { differences: [`the judge does not take it: ${error instanceof Error ? error.message.slice(0, 400) : 'unknown'}`] };
  }
}
