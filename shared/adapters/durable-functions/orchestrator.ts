import type { OrchestrationContext, OrchestrationHandler, Task, TimerTask } from 'durable-functions';
import { TIMER_MS_MAX } from '#shared/core/durable/limits.ts';
import type { DurableAnswer, DurableRequest } from '#shared/core/durable/model.ts';
import { ORCHESTRATOR_NAME } from '#shared/core/durable/names.ts';
import { parseEnvelope } from '#shared/core/durable/parse.ts';
import { runScope } from '#shared/core/durable/run-scope.ts';
import { assert, unreachable } from '#shared/core/kernel/assert.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { ProgramSource } from './ports.ts';

type Orchestration<T> = Generator<Task, T, unknown>;
type Part<K extends DurableRequest['kind']> = Extract<DurableRequest, { kind: K }>;

/** One orchestration as the library sees it, with the tasks that it has made. */
interface Surroundings {
  readonly context: OrchestrationContext;
  /** Waits for events that a timer ended before the event came: the library gives an event to the newest wait, and what an older one gets must not be lost. */
  readonly waits: Map<string, Task[]>;
  readonly scopes: Map<string, Task>;
}

function timeOf({ context }: Surroundings): number {
  return context.df.currentUtcDateTime.getTime();
}

/** What a task gave, as plain data. */
function valueOf({ result }: Task): JsonValue {
  return parseResult(result ?? null);
}

function parseResult(result: unknown): JsonValue {
  return result as JsonValue;
}

/** A timer that the service takes as one: the longest of its own are chains, whose links the library numbers in another order than the host. */
function timerFor(around: Surroundings, until: number): TimerTask {
  return around.context.df.createTimer(new Date(Math.min(until, timeOf(around) + TIMER_MS_MAX)));
}

/** Waits for a new task, at most until a time. True when the task came first. The loser is cancelled, for an open timer keeps an instance from ending. */
function* awaitTask(around: Surroundings, task: Task, until: number | undefined): Orchestration<boolean> {
  if (until === undefined) {
    yield task;
    return true;
  }
  const timer = timerFor(around, until);
  const winner = yield around.context.df.Task.any([task, timer]);
  if (winner === timer) return false;
  if (!timer.isCompleted) timer.cancel();
  return true;
}

/** An activity that has not answered when its longest timer ends is lost: no worker holds one for days. */
function* call(around: Surroundings, request: Part<'call'>): Orchestration<DurableAnswer> {
  const task = around.context.df.callActivity(request.activity, JSON.stringify(request.input));
  try {
    const isFirst = yield* awaitTask(around, task, request.until);
    const at = timeOf(around);
    if (!isFirst) return request.until !== undefined && at < request.until ? { kind: 'lost', at } : { kind: 'due', at };
    // An activity that fails within Task.any wins like one that succeeds.
    return task.isFaulted ? { kind: 'lost', at } : { kind: 'came', value: valueOf(task), at };
  } catch {
    // Only an activity that throws is thrown here.
    return { kind: 'lost', at: timeOf(around) };
  }
}

/** What an earlier wait for the event has got since it was given up. */
function takeBelated(around: Surroundings, event: string): Task | undefined {
  const waits = around.waits.get(event) ?? [];
  const found = waits.find((task) => task.isCompleted);
  if (found !== undefined) around.waits.set(event, waits.filter((task) => task !== found));
  return found;
}

function* listen(around: Surroundings, { event, until }: Part<'listen'>): Orchestration<DurableAnswer> {
  for (;;) {
    const belated = takeBelated(around, event);
    if (belated !== undefined) return { kind: 'came', value: valueOf(belated), at: timeOf(around) };
    const task = around.context.df.waitForExternalEvent(event);
    if (yield* awaitTask(around, task, until)) return { kind: 'came', value: valueOf(task), at: timeOf(around) };
    around.waits.set(event, [...(around.waits.get(event) ?? []), task]);
    if (until !== undefined && timeOf(around) >= until) return { kind: 'due', at: timeOf(around) };
  }
}

function* sleep(around: Surroundings, { until }: Part<'sleep'>): Orchestration<DurableAnswer> {
  do yield timerFor(around, until);
  while (timeOf(around) < until);
  return { kind: 'due', at: timeOf(around) };
}

/** A task is scheduled only when it is yielded: a timer that is due at once gives the turn back whatever the scopes do. */
function* open(around: Surroundings, { scopes }: Part<'open'>): Orchestration<DurableAnswer> {
  const tasks = scopes.map(({ instanceId, input }) => around.context.df.callSubOrchestrator(ORCHESTRATOR_NAME, input, instanceId));
  tasks.forEach((task, index) => around.scopes.set(scopes[index]?.instanceId ?? '', task));
  const timer = around.context.df.createTimer(around.context.df.currentUtcDateTime);
  yield around.context.df.Task.any([...tasks, timer]);
  if (!timer.isCompleted) timer.cancel();
  return { kind: 'done', at: timeOf(around) };
}

/** Each is awaited by itself: one that is part of a new Task.any or Task.all would be scheduled again. */
function* settle(around: Surroundings, { instanceIds }: Part<'settle'>): Orchestration<DurableAnswer> {
  for (const instanceId of instanceIds) {
    const task = around.scopes.get(instanceId);
    if (task !== undefined) yield* over(task);
  }
  return { kind: 'done', at: timeOf(around) };
}

/** A scope says how it ended by its report; how its orchestration ended says nothing more. */
function* over(task: Task): Orchestration<void> {
  if (task.isCompleted || task.isFaulted) return;
  try {
    yield task;
  } catch {
    return;
  }
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
      return yield* open(around, request);
    case 'settle':
      return yield* settle(around, request);
    default:
      return unreachable(request);
  }
}

function* orchestrate(programs: Pick<ProgramSource, 'held'>, context: OrchestrationContext): Orchestration<string | undefined> {
  const around: Surroundings = { context, waits: new Map(), scopes: new Map() };
  const envelope = parseEnvelope(context.df.getInput());
  const program = programs.held(envelope.revision);
  assert(program !== undefined, 'a program is loaded before its orchestration is run');
  const conversation = runScope(program, envelope, timeOf(around));
  let step = conversation.next();
  while (step.done !== true) {
    context.df.setCustomStatus(step.value.status);
    step = conversation.next(yield* carryOut(around, step.value.request));
  }
  if (step.value.kind === 'ended') return JSON.stringify(step.value.output);
  context.df.continueAsNew(step.value.input);
  return undefined;
}

/** The one orchestrator: what it does is decided by `runScope`; this tells the library, by the rules that real runs of it taught. */
export function orchestratorOf(programs: Pick<ProgramSource, 'held'>): OrchestrationHandler {
  return (context) => orchestrate(programs, context);
}
