import type { CompiledProgram, CompileOutcome } from '#shared/core/compiler/model.ts';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';
import { advance, startSnapshot } from '#shared/core/interpreter/advance.ts';
import type { Command } from '#shared/core/interpreter/command.ts';
import { prepareProgram, type Program } from '#shared/core/interpreter/program.ts';
import type { ExecutionStatus, Snapshot } from '#shared/core/interpreter/snapshot.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { removeAt } from '#shared/core/tier/seal-input.ts';
import { transientPlaces } from '#shared/core/tier/transient.ts';
import type { SchemaValidator } from '#shared/ports/schema-validator.ts';
import { createAgenda, type Agenda } from './agenda.ts';
import { createAnswers } from './answers.ts';
import { createFakeEvents } from './fake-events.ts';
import { doFakeWork, type FakeWorkParts } from './fake-work.ts';
import type { CaseOutcome, CaseStatus, WorkflowCase } from './model.ts';
import type { WorkEnd } from './work-end.ts';

/** Turns of one case; more means a workflow that never ends. */
const TURNS_MAX = 10_000;
/** Start of a case that names none. */
const STARTED_AT = Date.parse('2026-01-01T00:00:00Z');

/** A case with the document that it is about, compiled. */
export interface CasePlay {
  readonly workflowCase: WorkflowCase;
  readonly outcome: CompileOutcome;
  readonly catalogue: readonly CatalogueEntry[];
  readonly validator: SchemaValidator;
}

const NOTHING = { calls: [], events: [], seconds: 0, diagnostics: [], mistakes: [] } as const;

/**
 * Runs a case to its end: the real program in the real interpreter, by a clock that jumps, against work that answers what the case says. Equal
 * cases give equal outcomes. Everything is in the clear: what the runner would seal, and only that, is not sealed here.
 */
export async function playCase({ workflowCase, outcome, catalogue, validator }: CasePlay): Promise<CaseOutcome> {
  const diagnostics = outcome.diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  if (!outcome.accepted) return { ...NOTHING, status: 'not-compiled', diagnostics };
  const { program } = outcome;
  const prepared = prepareProgram(program.machine, { causesQuoteValues: true });
  if (!prepared.ok) return { ...NOTHING, status: 'not-compiled', mistakes: prepared.error.map(({ pointer, message }) => `${pointer}: ${message}`) };
  const input = withoutTransientFields(program, workflowCase.input ?? {});
  const [finding] = validator.validate({ schema: program.inputSchema, value: input });
  if (finding !== undefined) return { ...NOTHING, status: 'input-refused', error: `the input at '${finding.pointer}': ${finding.message}` };
  const events = createFakeEvents(workflowCase.events ?? []);
  const parts: FakeWorkParts = { program, catalogue, validator, answers: createAnswers(workflowCase), events, calls: [], published: [], mistakes: [] };
  return drive(prepared.value, { parts, input, startedAt: workflowCase.startAt === undefined ? STARTED_AT : Date.parse(workflowCase.startAt) });
}

/** As the client library does. */
function withoutTransientFields(program: CompiledProgram, input: JsonValue): JsonValue {
  return removeAt(input, new Set(transientPlaces(program.inputSchema, input)));
}

interface Drive {
  readonly parts: FakeWorkParts;
  readonly input: JsonValue;
  readonly startedAt: number;
}

async function drive(program: Program, { parts, input, startedAt }: Drive): Promise<CaseOutcome> {
  const agenda = createAgenda();
  let snapshot = startSnapshot(factsOf(parts.program, input, startedAt));
  let now = startedAt;
  agenda.add(now, { kind: 'execution-started' });
  for (let turn = 0; snapshot.status === 'running' && parts.mistakes.length === 0; turn += 1) {
    if (turn >= TURNS_MAX) parts.mistakes.push(`the execution has not ended after ${TURNS_MAX} turns`);
    if (!agenda.isDue(now) && parts.events.sendNext()) continue;
    const due = agenda.next();
    if (due === undefined) break;
    now = Math.max(now, due.at);
    const step = advance(program, snapshot, { ...due.event, at: now, seed: `turn-${turn}` });
    snapshot = step.snapshot;
    for (const command of step.commands) await perform({ agenda, parts, clock: () => now }, command);
  }
  return outcomeOf(parts, snapshot, now - startedAt);
}

function factsOf({ identity }: CompiledProgram, input: JsonValue, startedAt: number): Snapshot['execution'] {
  const name = `${identity.namespace}.${identity.name}@${identity.version}`;
  return { id: 'case', name: 'case', machineId: name, machineName: name, startedAt, input };
}

interface Shell {
  readonly agenda: Agenda;
  readonly parts: FakeWorkParts;
  readonly clock: () => number;
}

async function perform({ agenda, parts, clock }: Shell, command: Command): Promise<void> {
  switch (command.kind) {
    case 'start-timer':
      return agenda.moveTimer(command.timerId, command.dueAt);
    case 'clear-timer':
      return agenda.moveTimer(command.timerId, undefined);
    case 'cancel-task':
      return parts.events.cancel(command.attemptId);
    case 'schedule-task':
      return doFakeWork(parts, command, { now: clock(), end: (end) => finish(agenda, command.attemptId, end, clock()) });
  }
}

function finish(agenda: Agenda, attemptId: string, end: WorkEnd, now: number): void {
  const at = now + Math.round((end.afterSeconds ?? 0) * 1_000);
  agenda.add(at, end.ok ? { kind: 'task-succeeded', attemptId, output: end.output } : { kind: 'task-failed', attemptId, error: end.error, cause: end.cause });
}

const STATUSES: { readonly [status in ExecutionStatus]: CaseStatus } = { running: 'waiting', succeeded: 'succeeded', failed: 'failed', stopped: 'failed', 'timed-out': 'timed-out' };

function outcomeOf({ calls, published, mistakes, answers }: FakeWorkParts, snapshot: Snapshot, tookMs: number): CaseOutcome {
  const { output, failure } = snapshot;
  const unused = mistakes.length > 0 ? [] : answers.unused().map((name) => `nothing was handed out for the answer of '${name}'`);
  const events: readonly JsonObject[] = published;
  return {
    status: STATUSES[snapshot.status],
    ...(output === undefined ? {} : { output }),
    ...(failure?.error === undefined ? {} : { error: failure.error }),
    ...(failure?.cause === undefined ? {} : { cause: failure.cause }),
    calls,
    events,
    seconds: tookMs / 1_000,
    diagnostics: [],
    mistakes: [...mistakes, ...unused],
  };
}
