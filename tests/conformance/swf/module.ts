import type { AslMachine } from '#shared/core/asl/model.ts';
import { decodeFailure as decode } from '#shared/core/asl/decode-failure.ts';
import { STANDARD_ERROR_TYPE_BASE } from '#shared/core/asl/error-names.ts';
import { compileDefinition } from '#shared/core/compiler/compile.ts';
import type { CompiledProgram, CompileOutcome, OptimisationLevel } from '#shared/core/compiler/model.ts';
import { problemOf } from '#shared/core/history/problem.ts';
import { DOCUMENT_DEPTH_MAX } from '#shared/core/definition/limits.ts';
import { prepareProgram } from '#shared/core/interpreter/program.ts';
import type { Failure, Snapshot } from '#shared/core/interpreter/snapshot.ts';
import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { Diagnostic } from '#shared/core/kernel/diagnostic.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { validateInput, type InputProblem } from '#shared/core/tier/validate-input.ts';
import { drive, type TaskAnswer } from './drive.ts';
import { readWorld } from './fake-files.ts';
import { createFake, type Fake, type FakeFiles, type FakeWorld } from './fake-http.ts';
import { World, type ProcessOutcome, type Secrets } from './world.ts';

/** What a document is compiled and run with. Everything but the definition may be left out. */
export interface RunRequest {
  /** JSON, or the text of a JSON or YAML document. */
  readonly definition: unknown;
  readonly input?: JsonValue;
  /** The fake world outside; see {@link FakeWorld}. */
  readonly http?: FakeWorld;
  /** Documents outside of the definition by URI; what is missing is asked of `http`. */
  readonly resources?: { readonly [uri: string]: unknown };
  /** Files that rules of `http` name. */
  readonly files?: { readonly [name: string]: unknown } | ((name: string) => unknown);
  readonly optimisation?: OptimisationLevel;
  readonly events?: readonly JsonObject[];
  readonly secrets?: Secrets;
  readonly workflows?: readonly unknown[];
  readonly process?: (process: JsonObject) => ProcessOutcome | Promise<ProcessOutcome>;
  readonly capabilities?: readonly string[];
}

export interface RunOutcome {
  readonly status: 'completed' | 'faulted' | 'cancelled';
  readonly output?: JsonValue;
  /** The error object of the DSL (RFC 9457). */
  readonly error?: JsonObject;
  /** Names of the tasks in the order in which they began. */
  readonly taskRuns: readonly string[];
  /** Names of the states entered, in order. */
  readonly states: readonly string[];
  /** Requests that went out, and events that were published. */
  readonly calls: readonly JsonValue[];
  readonly published: readonly JsonObject[];
  readonly tookMs: number;
  /** Subscriptions that were left open. */
  readonly openSubscriptions: number;
  readonly diagnostics: readonly Diagnostic[];
}

const START = 1_700_000_000_000;

/** Rounds in which outside documents name further ones. */
const FETCH_ROUNDS_MAX = 8;

/** Levels of an input: more than any program makes of it, and few enough for everything that walks through it. */
const INPUT_DEPTH_MAX = 256;

/** A text that is refused as the document would be: a text of so many levels cannot be made of every object. */
const TOO_DEEP = '['.repeat(DOCUMENT_DEPTH_MAX + 1) + ']'.repeat(DOCUMENT_DEPTH_MAX + 1);

function textOf(definition: unknown): string {
  if (typeof definition === 'string') return definition;
  if (isDeeperThan(definition, DOCUMENT_DEPTH_MAX)) return TOO_DEEP;
  return JSON.stringify(definition) ?? '';
}

/** Ends at the first place that is too deep, so also with an object that holds itself. */
function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(member, levels - 1));
}

function fakeOf({ http, files }: RunRequest): Fake {
  const read = readWorld(http);
  const find = (name: string): unknown => (typeof files === 'function' ? files(name) : files !== undefined && Object.hasOwn(files, name) ? files[name] : undefined);
  const given: FakeFiles = (name) => {
    const content = find(name);
    if (content === undefined) return read.files(name);
    return typeof content === 'string' ? content : (JSON.parse(JSON.stringify(content)) as JsonValue);
  };
  return createFake(read.world, given);
}

async function fetchResource(fake: Fake, uri: string): Promise<string | undefined> {
  const response = await fake({ method: 'GET', url: uri, headers: {}, query: {}, body: undefined });
  if (response === undefined || (response.status ?? 200) >= 300) return undefined;
  const content = response.text ?? response.json ?? response.body;
  return typeof content === 'string' || content === undefined ? content : JSON.stringify(content);
}

/** Compiles with what the world has of the documents that the definition needs. */
async function compileWith(request: RunRequest, fake: Fake): Promise<CompileOutcome> {
  const resources = new Map(Object.entries(request.resources ?? {}).map(([uri, content]) => [uri, textOf(content)]));
  for (let round = 0; ; round += 1) {
    const outcome = compileOnce(request, resources);
    const needs = outcome.accepted ? [] : (outcome.needs ?? []);
    const found = await Promise.all(needs.map(async (uri) => [uri, await fetchResource(fake, uri)] as const));
    const fresh = found.flatMap(([uri, text]) => (text === undefined ? [] : [[uri, text] as const]));
    if (fresh.length === 0 || round === FETCH_ROUNDS_MAX) return outcome;
    for (const [uri, text] of fresh) resources.set(uri, text);
  }
}

function compileOnce(request: Pick<RunRequest, 'definition' | 'optimisation' | 'capabilities'>, resources: ReadonlyMap<string, string>): CompileOutcome {
  return compileDefinition({
    text: textOf(request.definition),
    target: { name: 'conformance', runtime: 'engine', zone: 'on-prem', ...(request.capabilities === undefined ? {} : { capabilities: request.capabilities }) },
    catalogue: [],
    resources,
    ...(request.optimisation === undefined ? {} : { optimisation: request.optimisation }),
  });
}

/** Compiles a document; `asl` is absent when it is refused. */
export async function compile(request: RunRequest): Promise<{ readonly asl?: AslMachine; readonly diagnostics: readonly Diagnostic[] }> {
  const outcome = await compileWhole(request);
  return outcome.accepted ? { asl: outcome.program.machine, diagnostics: outcome.diagnostics } : { diagnostics: outcome.diagnostics };
}

/** The same with all that is known of the program. */
export function compileWhole(request: RunRequest): Promise<CompileOutcome> {
  return compileWith(request, fakeOf(request));
}

const STATUS = { succeeded: 'completed', failed: 'faulted', 'timed-out': 'faulted', stopped: 'cancelled', running: 'faulted' } as const;

/** Compiles a document and runs the program in our interpreter, in virtual time. A refused document is faulted with a configuration error. */
export async function run(request: RunRequest): Promise<RunOutcome> {
  const fake = fakeOf(request);
  const outcome = await compileWith(request, fake);
  if (!outcome.accepted) return refused(outcome.diagnostics);
  const problems = inputProblems(outcome.program, request.input ?? null);
  return problems.length === 0 ? execute(outcome.program, { request, fake, diagnostics: outcome.diagnostics }) : unfit(problems, outcome.diagnostics);
}

const validator = createSchemaValidator();

/** What the API checks before an execution starts. Nothing is sealed here, so there are no keys. */
function inputProblems({ inputSchema, placement, identity }: CompiledProgram, input: JsonValue): readonly InputProblem[] {
  if (isDeeperThan(input, INPUT_DEPTH_MAX)) return [{ kind: 'schema', pointer: '', schemaPointer: '', message: `is nested more than ${INPUT_DEPTH_MAX} deep` }];
  const validate = (schema: JsonObject | boolean, value: JsonValue): ReturnType<typeof validator.validate> => validator.validate({ schema, value });
  return validateInput({ input, inputSchema, sealedFields: placement.input, definition: identity, principal: 'conformance', tenant: 'conformance', knownKeys: new Set(), validate });
}

/** The workflow faults before its first task: no place but the whole definition is to blame. */
function unfit(problems: readonly InputProblem[], diagnostics: readonly Diagnostic[]): RunOutcome {
  const detail = problems.map(({ pointer, message }) => `${pointer} ${message}`.trim()).join('; ');
  return notStarted({ type: `${STANDARD_ERROR_TYPE_BASE}validation`, status: 400, title: 'The input does not fit the workflow', detail, instance: '/' }, diagnostics);
}

function refused(diagnostics: readonly Diagnostic[]): RunOutcome {
  const detail = diagnostics.filter(({ severity }) => severity === 'error').map(({ code, pointer, message }) => `${code} ${pointer}: ${message}`).join('\n');
  const error = { type: `${STANDARD_ERROR_TYPE_BASE}configuration`, status: 400, title: 'The definition is refused', detail };
  return notStarted(error, diagnostics);
}

function notStarted(error: JsonObject, diagnostics: readonly Diagnostic[]): RunOutcome {
  return { status: 'faulted', error, taskRuns: [], states: [], calls: [], published: [], tookMs: 0, openSubscriptions: 0, diagnostics };
}

interface Execution {
  readonly request: RunRequest;
  readonly fake: Fake;
  readonly diagnostics: readonly Diagnostic[];
}

async function execute(program: CompiledProgram, { request, fake, diagnostics }: Execution): Promise<RunOutcome> {
  const prepared = prepareProgram(program.machine);
  assert(prepared.ok, prepared.ok ? 'prepared' : JSON.stringify(prepared.error));
  const world = worldOf(request, fake);
  const facts = { id: 'run-1', name: 'run-1', machineId: 'conformance', machineName: program.identity.name, startedAt: START, input: request.input ?? null };
  const { snapshot, history, tookMs } = await drive(prepared.value, facts, world);
  const error = errorOf(snapshot, history, program);
  return {
    status: STATUS[snapshot.status],
    ...(snapshot.output === undefined ? {} : { output: snapshot.output }),
    ...(error === undefined ? {} : { error }),
    taskRuns: taskRunsOf(history, program),
    states: enteredStates(history),
    calls: world.calls,
    published: world.bus.published,
    tookMs,
    openSubscriptions: world.bus.openSubscriptions,
    diagnostics,
  };
}

/** The fake world that a run of the program of this document meets, as if nothing had happened in it yet. */
export function createWorld(request: RunRequest): World {
  return worldOf(request, fakeOf(request));
}

function worldOf(request: RunRequest, fake: Fake): World {
  return new World({
    fake,
    secrets: request.secrets ?? {},
    events: request.events ?? [],
    process: request.process ?? (() => ({})),
    runWorkflow: (wanted) => runOther(wanted, request),
  });
}

async function runOther(wanted: { readonly namespace: string; readonly name: string; readonly version: string; readonly input: JsonValue }, request: RunRequest): Promise<TaskAnswer | undefined> {
  for (const definition of request.workflows ?? []) {
    const compiled = await compileWith({ ...request, definition }, fakeOf(request));
    if (!compiled.accepted) continue;
    const { identity } = compiled.program;
    if (identity.namespace !== wanted.namespace || identity.name !== wanted.name || (wanted.version !== 'latest' && identity.version !== wanted.version)) continue;
    const outcome = await run({ ...request, definition, input: wanted.input });
    if (outcome.status === 'completed') return { ok: true, output: outcome.output ?? null };
    const error = outcome.error ?? {};
    return { ok: false, error: `${String(error['type'])}#${String(error['status'])}`, cause: JSON.stringify(error) };
  }
  return undefined;
}

function enteredStates(history: readonly HistoryEvent[]): readonly string[] {
  return history.flatMap((event) => (event.kind === 'state-entered' && event.state !== undefined ? [event.state] : []));
}

/** A task begins with the first of its states; states of the same task one after the other are one run of it. */
function taskRunsOf(history: readonly HistoryEvent[], { sourceMap }: CompiledProgram): readonly string[] {
  const entries = enteredStates(history).flatMap((state) => sourceMap.states[state] ?? []);
  return entries.filter((entry, index) => entry.pointer !== '' && (entry.phase === 'body' || entry.phase === 'if') && entries[index - 1]?.pointer !== entry.pointer).map(({ task }) => task);
}

/** The error of a faulted run as the DSL has it, decoded from `Error` and `Cause` (mapping §4.6). */
function errorOf(snapshot: Snapshot, history: readonly HistoryEvent[], program: CompiledProgram): JsonObject | undefined {
  if (snapshot.status === 'running') return { type: `${STANDARD_ERROR_TYPE_BASE}timeout`, status: 408, title: 'The workflow does not come to an end' };
  const problem = problemOf({ ...snapshot, history, sourceMap: program.sourceMap });
  return problem === undefined ? undefined : { ...problem };
}

/** The error object of the DSL that `Error` and `Cause` stand for (mapping §4.6). */
export function decodeFailure(failure: Failure): JsonObject {
  return { ...decode(failure) };
}
