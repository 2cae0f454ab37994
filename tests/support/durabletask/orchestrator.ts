import type { DurableAnswer, DurableProgram, DurableRequest } from '#shared/core/durable/model.ts';
import { ORCHESTRATOR_NAME } from '#shared/core/durable/names.ts';
import { parseEnvelope } from '#shared/core/durable/parse.ts';
import { runScope } from '#shared/core/durable/run-scope.ts';
import { unreachable } from '#shared/core/kernel/assert.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { DurableTaskLibrary, LibraryContext, LibraryOrchestrator, LibraryTask } from './library.ts';
import { toExecutionTime, toServiceTime, type Pace } from './time.ts';

/** What an orchestration of the library begins with. */
export interface LibraryStart {
  /** The input that the core takes. */
  readonly input: string;
  readonly pace: Pace;
  /** Numbers of tasks that earlier generations have used. */
  readonly spent: number;
}

interface Surroundings {
  readonly library: DurableTaskLibrary;
  readonly context: LibraryContext;
  readonly pace: Pace;
  /** Waits for events that a timer ended before the event came: the library gives an event to the oldest, so it is that which is awaited again. */
  readonly waits: Map<string, LibraryTask>;
  readonly scopes: Map<string, LibraryTask>;
  spent: number;
}

type Orchestration<T> = Generator<LibraryTask, T, unknown>;
type Part<K extends DurableRequest['kind']> = Extract<DurableRequest, { kind: K }>;

function timeOf({ context, pace }: Surroundings): number {
  return toExecutionTime(pace, context.currentUtcDateTime.getTime());
}

/** The library numbers timers, activities and children in one row. */
function counted<T>(around: Surroundings, task: T): T {
  around.spent += 1;
  return task;
}

/**
 * The backend tells a new generation what an earlier one has asked for, and the library knows tasks by their number only: a timer that was left behind would
 * end what has its number now. So numbers are used once: a timer that is taken back in the turn in which it is made uses one up, and nothing else.
 */
function skipNumbers(context: LibraryContext, count: number): void {
  for (let number = 0; number < count; number += 1) context.createTimer(context.currentUtcDateTime).cancel();
}

function parseResult(result: unknown): JsonValue {
  return (result ?? null) as JsonValue;
}

/** Waits for a task, at most until a time. True when the task came first. */
function* awaitTask(around: Surroundings, task: LibraryTask, until: number | undefined): Orchestration<boolean> {
  if (until === undefined) {
    if (!task.isComplete) yield task;
    return true;
  }
  const timer = counted(around, around.context.createTimer(new Date(toServiceTime(around.pace, until))));
  yield around.library.whenAny([task, timer]);
  if (!task.isComplete) return false;
  timer.cancel();
  return true;
}

function* call(around: Surroundings, { activity, input, until }: Part<'call'>): Orchestration<DurableAnswer> {
  const task = counted(around, around.context.callActivity(activity, JSON.stringify(input)));
  try {
    const isFirst = yield* awaitTask(around, task, until);
    const at = timeOf(around);
    if (!isFirst) return { kind: 'due', at };
    return task.isFailed ? { kind: 'lost', at } : { kind: 'came', value: parseResult(task.result), at };
  } catch {
    // Only an activity that throws is thrown here.
    return { kind: 'lost', at: timeOf(around) };
  }
}

function* listen(around: Surroundings, { event, until }: Part<'listen'>): Orchestration<DurableAnswer> {
  const task = around.waits.get(event) ?? around.context.waitForExternalEvent(event);
  around.waits.set(event, task);
  if (!(yield* awaitTask(around, task, until))) return { kind: 'due', at: timeOf(around) };
  around.waits.delete(event);
  return { kind: 'came', value: parseResult(task.result), at: timeOf(around) };
}

function* sleep(around: Surroundings, { until }: Part<'sleep'>): Orchestration<DurableAnswer> {
  do yield counted(around, around.context.createTimer(new Date(toServiceTime(around.pace, until))));
  while (timeOf(around) < until);
  return { kind: 'due', at: timeOf(around) };
}

/** A task is scheduled as it is made, with the turn that is under way. */
function open(around: Surroundings, { scopes }: Part<'open'>): DurableAnswer {
  for (const { instanceId, input } of scopes) {
    const start: LibraryStart = { input, pace: around.pace, spent: 0 };
    around.scopes.set(instanceId, counted(around, around.context.callSubOrchestrator(ORCHESTRATOR_NAME, JSON.stringify(start), { instanceId })));
  }
  return { kind: 'done', at: timeOf(around) };
}

function* settle(around: Surroundings, { instanceIds }: Part<'settle'>): Orchestration<DurableAnswer> {
  for (const instanceId of instanceIds) {
    const task = around.scopes.get(instanceId);
    try {
      if (task?.isComplete === false) yield task;
    } catch {
      // A scope says how it ended by its report; how its orchestration ended says nothing more.
    }
  }
  return { kind: 'done', at: timeOf(around) };
}

function* carryOut(around: Surroundings, request: DurableRequest): Orchestration<DurableAnswer> {
  switch (request.kind) {
    case 'call':
      return yield* call(around, request);
    case 'listen':
      return yield* listen(around, request);
    case 'sleep':
      return yield* sleep(around, request);
    case 'open':
      return open(around, request);
    case 'settle':
      return yield* settle(around, request);
    default:
      return unreachable(request);
  }
}

function* orchestrate(around: Surroundings, program: DurableProgram, input: string): Orchestration<string | undefined> {
  const { context, pace } = around;
  const conversation = runScope(program, parseEnvelope(input), timeOf(around));
  let step = conversation.next();
  while (step.done !== true) {
    context.setCustomStatus(step.value.status);
    step = conversation.next(yield* carryOut(around, step.value.request));
  }
  if (step.value.kind === 'ended') return JSON.stringify(step.value.output);
  const next: LibraryStart = { input: step.value.input, pace, spent: around.spent };
  context.continueAsNew(JSON.stringify(next), false);
  return undefined;
}

function parseStart(input: unknown): LibraryStart {
  return JSON.parse(String(input)) as LibraryStart;
}

/** The generic orchestrator on another library and another backend: what it does is decided by the same `runScope`. */
export function libraryOrchestrator(library: DurableTaskLibrary, programOf: (revision: string) => Promise<DurableProgram>): LibraryOrchestrator {
  return async function* (context, given) {
    const { input, pace, spent } = parseStart(given);
    const program = await programOf(parseEnvelope(input).revision);
    skipNumbers(context, spent);
    return yield* orchestrate({ library, context, pace, waits: new Map(), scopes: new Map(), spent }, program, input);
  };
}
