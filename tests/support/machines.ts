import type { AslMachine, AslState } from '#shared/core/asl/model.ts';
import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';
import { prepareProgram, type Program } from '#shared/core/interpreter/program.ts';
import type { ExecutionFacts } from '#shared/core/interpreter/snapshot.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { driveExecution, type DriverOptions, type DriverResult, type FakeAnswer } from './asl-driver.ts';

/** 2023-11-14T22:13:20Z: when executions of tests start. */
export const STARTED_AT = 1_700_000_000_000;

/** A machine of these states; it starts with the first. */
export function machineOf(states: { readonly [name: string]: AslState }, more: Pick<AslMachine, 'TimeoutSeconds' | 'Comment'> = {}): AslMachine {
  const [first] = Object.keys(states);
  return { QueryLanguage: 'JSONata', StartAt: first ?? '', States: states, ...more };
}

export function programOf(machine: AslMachine): Program {
  const program = prepareProgram(machine);
  assert(program.ok, program.ok ? 'prepared' : JSON.stringify(program.error));
  return program.value;
}

export function factsOf(input: JsonValue = {}): ExecutionFacts {
  return { id: 'run-1', name: 'run-1', machineId: 'tests.machine@1.0.0', machineName: 'machine', startedAt: STARTED_AT, input };
}

export const echo: DriverOptions['task'] = (task) => ({ kind: 'succeeded', output: task.arguments });

/** Answers one attempt after the other, then nothing more. */
export function answering(...answers: readonly FakeAnswer[]): DriverOptions['task'] {
  const left = [...answers];
  return () => left.shift() ?? { kind: 'never' };
}

/** Runs a machine to its end, or to where nothing comes any more. */
export function runMachine(machine: AslMachine, input: JsonValue = {}, options: Partial<DriverOptions> = {}): DriverResult {
  return driveExecution(programOf(machine), factsOf(input), { task: echo, ...options });
}

/** The history as one line per event: kind and state. */
export function outline(history: readonly HistoryEvent[]): readonly string[] {
  return history.map((event) => (event.state === undefined ? event.kind : `${event.kind} ${event.state}`));
}
