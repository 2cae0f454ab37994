import type { DurationSpec, RetryPolicy, TaskNode, TryTask } from '../../definition/model.ts';
import { unreachable } from '../../kernel/assert.ts';
import { diagnosticError } from '../../kernel/diagnostic.ts';
import { namesMatching, type FallibleKind } from '../errors/possible.ts';
import { childTasks } from '../resolve/visit.ts';
import type { LoweringContext } from './context.ts';
import type { Handler } from './handler.ts';
import { allDirectives } from './lower-list.ts';
import { checkedOutput } from './schemas.ts';

type Filter = Pick<Handler, 'shape' | 'instance' | 'texts' | 'isUnconditional'>;

/** How the retries of a `try` are carried out. */
export type RetryPlan = Pick<Handler, 'retry' | 'attemptSeconds'>;

/**
 * Chooses between ASL's own `Retry` and a loop of states (mapping §5.5). ASL's does where exactly one state of the body can fail, what is
 * before it only computes, the error's name alone decides, and the policy has ASL's shape.
 */
export function planRetry(task: TryTask, filter: Filter, context: LoweringContext): RetryPlan {
  const policy = context.resolution.retries.get(task.catch.pointer);
  if (policy === undefined) return { retry: { kind: 'none' } };
  checkPolicy(policy, context);
  const call = onlyCall(task, context);
  const attemptSeconds = attemptLimit(policy, call, context);
  const attempt = attemptSeconds === undefined ? {} : { attemptSeconds };
  const isNative = call !== undefined && isAslShaped(policy) && isDecidedByName(filter, call) && onlyComputes(task);
  if (!isNative) return { retry: { kind: 'loop' }, ...attempt };
  const retrier = {
    IntervalSeconds: staticSeconds(policy.delay) ?? 0,
    MaxAttempts: policy.attemptCount ?? 0,
    BackoffRate: policy.backoff === 'exponential' ? 2 : 1,
  };
  return { retry: { kind: 'native', retrier }, ...attempt };
}

/** The static length in seconds. */
export function staticSeconds(duration: DurationSpec | undefined): number | undefined {
  return duration?.kind === 'milliseconds' ? duration.value / 1000 : undefined;
}

function checkPolicy(policy: RetryPolicy, { builder }: LoweringContext): void {
  if (policy.attemptCount === undefined && policy.totalDuration === undefined) {
    builder.report(diagnosticError('UWF-2040', policy.pointer, 'The retry policy would go on for ever: it has neither limit.attempt.count nor limit.duration.'));
  }
  for (const duration of [policy.attemptDuration, policy.totalDuration, policy.jitter?.from, policy.jitter?.to]) {
    if (duration?.kind === 'expression') builder.report(diagnosticError('UWF-2044', duration.pointer, 'This length of time of a retry policy cannot be an expression.'));
  }
}

function isAslShaped(policy: RetryPolicy): boolean {
  const isConditional = policy.when !== undefined || policy.exceptWhen !== undefined;
  const hasStaticDelay = policy.delay === undefined || policy.delay.kind === 'milliseconds';
  return !isConditional && hasStaticDelay && policy.backoff !== 'linear' && policy.jitter === undefined && policy.totalDuration === undefined && policy.attemptCount !== undefined;
}

function isDecidedByName(filter: Filter, call: FallibleKind): boolean {
  if (!filter.isUnconditional || filter.texts.title !== undefined || filter.texts.detail !== undefined) return false;
  const catchesAll = filter.shape.type === undefined && filter.shape.status === undefined;
  return catchesAll || namesMatching(filter.shape, call) !== 'open';
}

/** What the one state in the body that can fail calls; undefined when there is none, or more, or something else that can fail. */
function onlyCall(task: TryTask, context: LoweringContext): FallibleKind | undefined {
  const calls = task.tasks.flatMap((inner) => fallibleParts(inner, context));
  return calls.length === 1 ? calls[0] : undefined;
}

/** What can fail in a task, as far as one Retry could try it again; undefined for what it could not. */
function fallibleParts(task: TaskNode, context: LoweringContext): readonly (FallibleKind | undefined)[] {
  const checks = [task.input.schema, task.export.schema, checkedOutput(task, context)].filter((schema) => schema !== undefined).map(() => undefined);
  const own = ownFallibleParts(task, context);
  const isRaced = task.timeout !== undefined && own.length !== 0 && task.kind !== 'fork' && childTasks(task).length > 0;
  return [...checks, ...own, ...(isRaced ? [undefined] : [])];
}

function ownFallibleParts(task: TaskNode, context: LoweringContext): readonly (FallibleKind | undefined)[] {
  switch (task.kind) {
    case 'set':
    case 'switch':
    case 'wait':
      return task.kind === 'wait' && task.timeout !== undefined ? [undefined] : [];
    case 'do':
      return task.tasks.flatMap((inner) => fallibleParts(inner, context));
    case 'call-http':
    case 'call-openapi':
      return [{ kind: 'http' }];
    case 'call-function': {
      const resolved = context.resolution.calls.get(task.pointer);
      return [resolved?.kind === 'catalogue' ? { kind: 'function', entry: resolved.entry } : undefined];
    }
    case 'fork':
      return [task.timeout === undefined ? { kind: 'branches' } : undefined];
    case 'listen':
    case 'call-asyncapi':
      return [childTasks(task).length === 0 ? { kind: 'helper' } : undefined];
    case 'emit':
    case 'run':
    case 'call-grpc':
    case 'call-a2a':
    case 'call-mcp':
      return [{ kind: 'helper' }];
    case 'try':
    case 'raise':
    case 'for':
      return [undefined];
    default:
      return unreachable(task);
  }
}

/** True when running only the call again is the same as running the whole body again. */
function onlyComputes(task: TryTask): boolean {
  let isPure = true;
  visitOutside(task.tasks, (inner) => {
    if (inner.kind === 'wait' || (PURE_KINDS.has(inner.kind) && inner.export.as !== undefined)) isPure = false;
  });
  return isPure && !task.tasks.flatMap(allDirectives).some((directive) => directive.kind === 'task');
}

const PURE_KINDS: ReadonlySet<TaskNode['kind']> = new Set(['set', 'switch', 'do']);

/** Visits every task whose states stand in the scope of the `try` itself. */
function visitOutside(tasks: readonly TaskNode[], visit: (task: TaskNode) => void): void {
  for (const task of tasks) {
    visit(task);
    if (task.kind !== 'fork') visitOutside(childTasks(task), visit);
  }
}

/** `limit.attempt.duration` becomes the time limit of the one call; several calls could not share it. */
function attemptLimit(policy: RetryPolicy, call: FallibleKind | undefined, { builder }: LoweringContext): number | undefined {
  const seconds = staticSeconds(policy.attemptDuration);
  if (seconds === undefined || call !== undefined) return seconds;
  builder.report(diagnosticError('UWF-2047', policy.attemptDuration?.pointer ?? policy.pointer, 'limit.attempt.duration cannot be enforced: the try has not exactly one call.'));
  return undefined;
}
