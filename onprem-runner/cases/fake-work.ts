import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import type { CompiledProgram } from '#shared/core/compiler/model.ts';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';
import { parseEmitArguments, toCloudEvent } from '#shared/core/events/cloud-event.ts';
import type { Command } from '#shared/core/interpreter/command.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { applyRelease } from '#shared/core/tier/release.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import type { SchemaValidator } from '#shared/ports/schema-validator.ts';
import { createMemoryDocumentStore } from '../handlers/memory-document-store.ts';
import { createHandlerRegistry } from '../handlers/registry.ts';
import { runEvaluate } from '../tasks/evaluate.ts';
import type { TaskCall, TaskPorts } from '../tasks/task-context.ts';
import { resultFinding, withoutTransient } from '../tasks/task-output.ts';
import type { TaskResult } from '../tasks/task-result.ts';
import { runValidate } from '../tasks/validate.ts';
import { failureOf, type Answers } from './answers.ts';
import type { FakeEvents } from './fake-events.ts';
import type { CaseAnswer, CaseCall } from './model.ts';
import type { WorkEnd } from './work-end.ts';

/** Work that the interpreter asks for. */
export type ScheduledWork = Extract<Command, { kind: 'schedule-task' }>;

/** What the work of a case is done with. */
export interface FakeWorkParts {
  readonly program: CompiledProgram;
  readonly catalogue: readonly CatalogueEntry[];
  readonly validator: SchemaValidator;
  readonly answers: Answers;
  readonly events: FakeEvents;
  /** Where to tell what was handed out, published, and wrong with the case. */
  readonly calls: CaseCall[];
  readonly published: JsonObject[];
  readonly mistakes: string[];
}

/** Hands out one attempt. `end` is called once, now or later, or never. */
export async function doFakeWork(parts: FakeWorkParts, work: ScheduledWork, timing: { readonly now: number; readonly end: (end: WorkEnd) => void }): Promise<void> {
  const own = OWN_WORK[work.resource];
  if (own !== undefined) return timing.end(ended(await own(...ownCall(parts, work, timing.now))));
  const call = callOf(parts, work);
  parts.calls.push(call);
  const answer = parts.answers.next(call);
  if (!answer.ok) return void parts.mistakes.push(answer.error);
  if (answer.value !== undefined) return answerWork(parts, { call, answer: answer.value, work, ...timing });
  if (work.resource === 'uwf:emit') return publish(parts, work, timing);
  if (LISTENING.has(work.resource)) return parts.events.listen(work.resource, work, timing.end);
  parts.mistakes.push(`the case has no answer for '${call.task}' (${call.pointer}), which calls ${work.resource}`);
}

/** What needs nothing from outside is really done. */
const OWN_WORK: { readonly [resource: string]: ((ports: TaskPorts, call: TaskCall) => Promise<TaskResult>) | undefined } = { 'uwf:evaluate': runEvaluate, 'uwf:validate': runValidate };
const LISTENING: ReadonlySet<string> = new Set(['uwf:listen', 'uwf:subscribe', 'uwf:next-event', 'uwf:unsubscribe']);

function ownCall({ program, validator }: FakeWorkParts, work: ScheduledWork, now: number): readonly [TaskPorts, TaskCall] {
  const http = { execute: (): Promise<TaskResult> => Promise.resolve({ outcome: 'failed', error: ERROR_NAMES.unknownFunction, cause: '' }) };
  const ports: TaskPorts = { handlers: createHandlerRegistry([]), store: createMemoryDocumentStore(), http, validator, clock: { now: () => now } };
  const { attemptId, state, resource, arguments: given, retryCount } = work;
  const item: WorkItem = { kind: 'run', attemptId, executionId: attemptId, definition: program.identity, revision: '', state, resource, arguments: given, principal: '', retryCount };
  return [ports, { item, arguments: given, signal: new AbortController().signal }];
}

function ended(result: TaskResult): WorkEnd {
  return result.outcome === 'succeeded' ? { ok: true, output: result.output } : { ok: false, error: result.error, cause: result.cause };
}

function callOf({ program }: FakeWorkParts, { state, resource, arguments: given }: ScheduledWork): CaseCall {
  const source = program.sourceMap.states[state];
  return { task: source?.task ?? state, pointer: source?.pointer ?? '', resource, arguments: given };
}

function publish(parts: FakeWorkParts, work: ScheduledWork, { now, end }: { readonly now: number; readonly end: (end: WorkEnd) => void }): void {
  const parsed = parseEmitArguments(work.arguments);
  if (parsed === undefined) return end({ ok: false, error: ERROR_NAMES.invalidArguments, cause: 'the arguments do not describe an event' });
  const event = toCloudEvent(parsed, { id: work.attemptId, time: new Date(now).toISOString() });
  parts.published.push(event);
  parts.events.publish(event);
  return end({ ok: true, output: event });
}

interface Answering {
  readonly call: CaseCall;
  readonly answer: CaseAnswer;
  readonly work: ScheduledWork;
  readonly now: number;
  readonly end: (end: WorkEnd) => void;
}

function answerWork(parts: FakeWorkParts, { call, answer, work, now, end }: Answering): void {
  if (answer.never === true) return;
  const entry = parts.catalogue.find(({ name, version }) => work.resource === `uwf:function:${name}:${version}`);
  const delay = answer.afterSeconds === undefined ? {} : { afterSeconds: answer.afterSeconds };
  const argument = entry === undefined ? undefined : parts.validator.validate({ schema: entry.input, value: work.arguments })[0];
  if (argument !== undefined) return end({ ok: false, error: ERROR_NAMES.invalidArguments, cause: `the argument breaks the function's input schema at '${argument.pointer}' (${argument.keyword})`, ...delay });
  if (answer.error === undefined) return end({ ...leave(parts, { call, entry, answer, state: work.state, now }), ...delay });
  const failure = failureOf(answer.error, entry);
  if (!failure.ok) return void parts.mistakes.push(`the answer of '${call.task}': ${failure.error}`);
  return end({ ok: false, ...failure.value, ...delay });
}

interface Leaving {
  readonly call: CaseCall;
  readonly entry: CatalogueEntry | undefined;
  readonly answer: CaseAnswer;
  readonly state: string;
  readonly now: number;
}

/** Holds a result to the schema and to the release plan that it would be held to; what the plan would seal stays in the clear in a case. */
function leave(parts: FakeWorkParts, { call, entry, answer, state, now }: Leaving): WorkEnd {
  const result = { outcome: 'succeeded' as const, output: answer.output ?? null, ...(entry === undefined ? {} : { schema: entry.output }) };
  const finding = resultFinding(parts.validator, result);
  if (finding !== undefined) parts.mistakes.push(`the answer of '${call.task}' breaks the output schema of its function at '${finding.pointer}': ${finding.message}`);
  const output = withoutTransient(result);
  const plan = parts.program.placement.tasks[state]?.release;
  const released = plan === undefined ? undefined : applyRelease({ plan, result: output, now, conforms: (schema, value) => parts.validator.validate({ schema, value }).length === 0 });
  if (released === undefined || released.ok) return { ok: true, output };
  return { ok: false, error: ERROR_NAMES.egressBlocked, cause: `the result at '${released.error.pointer}' may not leave its zone (${released.error.reason})` };
}
