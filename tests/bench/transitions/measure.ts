import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AslMachine } from '#shared/core/asl/model.ts';
import { prepareProgram } from '#shared/core/interpreter/program.ts';
import type { Snapshot } from '#shared/core/interpreter/snapshot.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import type { OptimisationLevel } from '#shared/core/compiler/model.ts';
import { drive } from '#tests/conformance/swf/drive.ts';
import { createFake } from '#tests/conformance/swf/fake-http.ts';
import { compile } from '#tests/conformance/swf/module.ts';
import { World } from '#tests/conformance/swf/world.ts';

/** One run of a pair: what it is started with and what the world outside answers. The first of a pair is its success path. */
export interface PairRun {
  readonly input: JsonValue;
  readonly http?: unknown;
  readonly events?: readonly JsonObject[];
}

/** A workflow as a definition, and as a state machine that somebody who knows the language writes for the same purpose. */
export interface WorkflowPair {
  readonly name: string;
  readonly definition: string;
  readonly handWritten: AslMachine;
  readonly runs: readonly PairRun[];
}

/** How a run ended, and how many states it went through. */
export interface MeasuredRun {
  readonly status: Snapshot['status'];
  readonly output?: JsonValue;
  /** Only whether there is one: names and causes differ by who writes them. */
  readonly hasFailed: boolean;
  readonly transitions: number;
}

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const START = 1_700_000_000_000;

/** The pairs beside this file, by name. */
export function loadPairs(): readonly WorkflowPair[] {
  const names = readdirSync(FOLDER, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  return names.toSorted().map((name) => {
    const read = (file: string): string => readFileSync(join(FOLDER, name, file), 'utf8');
    return { name, definition: read('workflow.yaml'), handWritten: JSON.parse(read('hand-written.asl.json')), runs: JSON.parse(read('runs.json')) };
  });
}

/** The machine that the compiler makes of the definition. */
export async function compilePair(pair: WorkflowPair, optimisation: OptimisationLevel): Promise<AslMachine> {
  const { asl, diagnostics } = await compile({ definition: pair.definition, optimisation });
  assert(asl !== undefined, `${pair.name} compiles: ${diagnostics.map(({ code, pointer }) => `${code} ${pointer}`).join(', ')}`);
  return asl;
}

/** Runs a machine in our interpreter, in virtual time, in a world of its own. */
export async function measureRun(machine: AslMachine, run: PairRun): Promise<MeasuredRun> {
  const prepared = prepareProgram(machine);
  assert(prepared.ok, prepared.ok ? 'prepared' : JSON.stringify(prepared.error));
  const fake = createFake(run.http ?? [], () => undefined);
  const world = new World({ fake, secrets: {}, events: run.events ?? [], process: () => ({}), runWorkflow: async () => undefined });
  const facts = { id: 'run-1', name: 'run-1', machineId: 'bench', machineName: 'bench', startedAt: START, input: run.input };
  const { snapshot, history } = await drive(prepared.value, facts, world);
  const transitions = history.filter(({ kind }) => kind === 'state-entered' || kind === 'retry-scheduled').length;
  return { status: snapshot.status, hasFailed: snapshot.failure !== undefined, transitions, ...(snapshot.output === undefined ? {} : { output: snapshot.output }) };
}

/** What must be equal of two runs of a pair. */
export function resultOf({ status, output, hasFailed }: MeasuredRun): unknown {
  return { status, hasFailed, ...(output === undefined ? {} : { output }) };
}
