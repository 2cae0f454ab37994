import { Ajv2020 } from 'ajv/dist/2020.js';
import type { AslMachine } from '#shared/core/asl/model.ts';
import { compileDefinition } from '#shared/core/compiler/compile.ts';
import type { CompileOutcome, CompiledProgram, DeploymentTarget, OptimisationLevel } from '#shared/core/compiler/model.ts';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';
import { compileExpression } from '#shared/core/expression/jsonata/parse.ts';
import { evaluateExpression } from '#shared/core/expression/jsonata/evaluate.ts';
import type { ExecutionStatus, Failure } from '#shared/core/interpreter/snapshot.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import type { ScheduledTask, FakeAnswer } from '#tests/support/asl-driver.ts';
import { runMachine } from '#tests/support/machines.ts';

const HEADER = `document: { dsl: 1.0.1, namespace: tests, name: unit, version: 1.0.0 }
evaluate: { language: jsonata }
`;

function functionEntry(name: string, more: Partial<CatalogueEntry> = {}): CatalogueEntry {
  return { name, version: '1.0.0', zone: 'private-cloud', input: { type: 'object' }, output: {}, errors: [], declassify: [], ...more };
}

/** Functions that the documents of these tests call. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  functionEntry('echo'),
  functionEntry('flaky', {
    errors: [
      { code: 'BUSY', status: 503, title: 'Busy', retryable: true },
      { code: 'WRONG', status: 422, title: 'Wrong', retryable: false },
    ],
  }),
];

/** Where the documents of these tests run. */
export const TARGET: DeploymentTarget = { name: 'tests', runtime: 'engine', zone: 'private-cloud' };

/** Compiles the part of a document that follows its header; a state for every task unless a test is about fusing them. */
export function compileText(body: string, optimisation: OptimisationLevel = 0): CompileOutcome {
  return compileDefinition({ text: `${HEADER}${body}`, target: TARGET, catalogue: CATALOGUE, optimisation });
}

/** The program of a document that must compile. */
export function programOf(body: string): CompiledProgram {
  const outcome = compileText(body);
  assert(outcome.accepted, `the document compiles: ${JSON.stringify(outcome.diagnostics)}`);
  return outcome.program;
}

export function machineOf(body: string): AslMachine {
  return programOf(body).machine;
}

/** Findings as `code pointer`. */
export function findingsOf(body: string): readonly string[] {
  return compileText(body).diagnostics.map(({ code, pointer }) => `${code} ${pointer}`);
}

export interface RunResult {
  readonly status: ExecutionStatus;
  readonly output: JsonValue | undefined;
  readonly failure: Failure | undefined;
  /** The error object in the failure's cause. */
  readonly error: unknown;
  /** Names of the states entered, in order. */
  readonly states: readonly string[];
  /** Arguments of the tasks handed out, in order. */
  readonly given: readonly JsonValue[];
  /** Milliseconds from start to end. */
  readonly took: number;
}

export type Answers = (task: ScheduledTask, index: number) => FakeAnswer;

/** Runs a machine in the real interpreter. Tasks answer as told; `uwf:evaluate` is evaluated. */
export function runAsl(machine: AslMachine, input: JsonValue = {}, answers: Answers = (task) => ({ kind: 'succeeded', output: task.arguments })): RunResult {
  const given: JsonValue[] = [];
  const task = (scheduled: ScheduledTask): FakeAnswer => {
    if (scheduled.resource === 'uwf:validate') return validateWork(scheduled.arguments);
    if (scheduled.resource === 'uwf:evaluate') return { kind: 'succeeded', output: evaluateWork(scheduled.arguments) };
    given.push(scheduled.arguments);
    return answers(scheduled, given.length - 1);
  };
  const { snapshot, history } = runMachine(machine, input, { task });
  const first = history[0]?.at ?? 0;
  return {
    status: snapshot.status,
    output: snapshot.output,
    failure: snapshot.failure,
    error: parseCause(snapshot.failure?.cause),
    states: history.filter((event) => event.kind === 'state-entered').flatMap((event) => (event.state === undefined ? [] : [event.state])),
    given,
    took: (history.at(-1)?.at ?? first) - first,
  };
}

/** Compiles and runs a document. */
export function runDocument(body: string, input: JsonValue = {}, answers?: Answers): RunResult {
  return runAsl(machineOf(body), input, answers);
}

/** A failure as a function or the HTTP worker reports it. */
export function failing(type: string, status: number, more: JsonObject = {}): FakeAnswer {
  return { kind: 'failed', error: `${type}#${status}`, cause: JSON.stringify({ type, status, ...more }) };
}

function parseCause(cause: string | undefined): unknown {
  try {
    return cause === undefined ? undefined : JSON.parse(cause);
  } catch {
    return undefined;
  }
}

/** What a worker does with the arguments of `uwf:validate`. */
export function validateWork(work: JsonValue): FakeAnswer {
  const schema = isJsonObject(work) ? work['schema'] : undefined;
  assert(isJsonObject(work) && (typeof schema === 'boolean' || (schema !== undefined && isJsonObject(schema))), 'the arguments of uwf:validate are complete');
  const validate = new Ajv2020({ strict: false }).compile(schema);
  if (validate(work['value'])) return { kind: 'succeeded', output: work['value'] ?? null };
  return failing('https://open-workflow-specification.org/spec/1.0.0/errors/validation', 400, { title: 'Validation error' });
}

/** What a worker does with the arguments of `uwf:evaluate`. */
export function evaluateWork(work: JsonValue): JsonValue {
  assert(isJsonObject(work), 'the arguments of uwf:evaluate are an object');
  const { template, states, variables } = work;
  assert(template !== undefined && states !== undefined && isJsonObject(variables), 'the arguments of uwf:evaluate are complete');
  return evaluateTemplate(template, { ...variables, states });
}

function evaluateTemplate(template: JsonValue, variables: JsonObject): JsonValue {
  if (isJsonArray(template)) return template.map((item) => evaluateTemplate(item, variables));
  if (!isJsonObject(template)) return template;
  const text = template['uwf:expression'];
  if (typeof text === 'string') return evaluateText(text, variables);
  return Object.fromEntries(Object.entries(template).map(([key, member]) => [key, evaluateTemplate(member, variables)]));
}

/** The value of an expression that must have one. */
export function evaluateText(text: string, variables: JsonObject): JsonValue {
  const compiled = compileExpression(text);
  assert(compiled.ok, `the expression parses: ${text}`);
  const result = evaluateExpression(compiled.value, { variables, now: 0, random: () => 0.5 });
  assert(result.ok && result.value !== undefined, `the expression has a value: ${text}`);
  return result.value;
}
