import type { AslMachine } from '#shared/core/asl/model.ts';
import { prepareProgram } from '#shared/core/interpreter/program.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { canonicalJson } from '#shared/core/kernel/canonical-json.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { drive, type TaskWorld } from '../swf/drive.ts';
import { createWorld } from '../swf/module.ts';
import type { World } from '../swf/world.ts';
import type { JudgedOutcome } from './outcome.ts';
import type { JudgedProgram } from './programs.ts';
import { arnsOf } from './step-functions.ts';

/** An execution as its machine can see it. */
export interface ExecutionName {
  readonly machineName: string;
  readonly executionName: string;
  readonly startedAt: number;
}

const STATUS = { succeeded: 'SUCCEEDED', failed: 'FAILED', 'timed-out': 'TIMED_OUT', stopped: 'FAILED', running: 'RUNNING' } as const;

/** What a run has come to here. */
export interface RanHere {
  readonly outcome: JudgedOutcome;
  /** Virtual milliseconds. */
  readonly tookMs: number;
  /** What was asked of the world and what it answered, one after the other. */
  readonly log: readonly LogEntry[];
  readonly hasFailedExpression: boolean;
}

/** A request, or the answer to it, by what was asked. */
export interface LogEntry {
  readonly kind: 'asked' | 'answered';
  readonly key: string;
}

/** Tells requests apart by what is asked. */
export function requestKey(resource: string, given: JsonValue): string {
  return `${resource} ${canonicalJson(given)}`;
}

/** Runs a program in our interpreter, in virtual time. */
export async function runHere(program: JudgedProgram, machine: AslMachine, { machineName, executionName, startedAt }: ExecutionName): Promise<RanHere> {
  const prepared = prepareProgram(machine);
  assert(prepared.ok, 'what our compiler writes can be run');
  const world = createWorld(program.request);
  const log: LogEntry[] = [];
  const facts = { ...arnsOf(machineName, executionName), name: executionName, machineName, startedAt, input: program.request.input ?? null };
  const { snapshot, history, tookMs } = await drive(prepared.value, facts, numbered(world, log));
  const { failure, output } = snapshot;
  const outcome: JudgedOutcome = {
    status: STATUS[snapshot.status],
    ...(output === undefined ? {} : { output }),
    ...(failure?.error === undefined ? {} : { error: failure.error }),
    ...(failure?.cause === undefined ? {} : { cause: failure.cause }),
    calls: world.calls,
    published: world.bus.published,
  };
  return { outcome, tookMs, log, hasFailedExpression: history.some(({ kind }) => kind === 'evaluation-failed') };
}

/**
 * What the world makes of ids and of the time must be the same on both sides: attempts are counted, and its clock stands still.
 * An answer counts from the turn after the request: the interpreter has done by then what it does at the same time.
 */
function numbered(world: World, log: LogEntry[]): TaskWorld {
  const numbers = new Map<string, string>();
  const answers: LogEntry[] = [];
  return {
    start: (task, complete) => {
      const attemptId = `attempt-${numbers.size + 1}`;
      const key = requestKey(task.resource, task.arguments);
      numbers.set(task.attemptId, attemptId);
      log.push({ kind: 'asked', key });
      return world.start({ ...task, attemptId }, (answer) => {
        answers.push({ kind: 'answered', key });
        complete(answer);
      });
    },
    cancel: (attemptId) => world.cancel(numbers.get(attemptId) ?? attemptId),
    idle: () => world.idle(),
    tick: () => void log.push(...answers.splice(0)),
  };
}
