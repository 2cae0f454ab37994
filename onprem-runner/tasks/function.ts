import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import { HandlerError } from '../handlers/handler-error.ts';
import type { Handler, RunnerContext } from '../handlers/define-handler.ts';
import type { TaskCall, TaskPorts } from './task-context.ts';
import { handlerFailure, taskFailure, type TaskResult } from './task-result.ts';

/** Time for one attempt of a handler that names none. */
const HANDLER_TIMEOUT_MS_DEFAULT = 60_000;
const RESOURCE = /^uwf:function:([^:]+):([^:]+)$/u;

/** `uwf:function:<name>:<version>`: runs a handler of the bank. */
export async function runFunction(ports: TaskPorts, call: TaskCall): Promise<TaskResult> {
  const [, name, version] = RESOURCE.exec(call.item.resource) ?? [];
  const handler = name === undefined || version === undefined ? undefined : ports.handlers.find(name, version);
  if (handler === undefined) return taskFailure(ERROR_NAMES.unknownFunction, 'this runner has no such function');
  const [finding] = ports.validator.validate({ schema: handler.input, value: call.arguments });
  if (finding !== undefined) return taskFailure(ERROR_NAMES.invalidArguments, `the argument breaks the function's input schema at '${finding.pointer}' (${finding.keyword})`);
  return invoke(ports, call, handler);
}

/** Ends when the handler does or its time is over, whichever comes first; a handler that goes on after that is no longer heard. */
async function invoke(ports: TaskPorts, call: TaskCall, handler: Handler): Promise<TaskResult> {
  // A timer that is cleared, and no signal derived from others: attempts are many, and neither is to outlive its own.
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const timer = setTimeout(abort, handler.timeoutSeconds === undefined ? HANDLER_TIMEOUT_MS_DEFAULT : handler.timeoutSeconds * 1_000);
  call.signal.addEventListener('abort', abort, { once: true });
  if (call.signal.aborted) abort();
  const { signal } = controller;
  try {
    return await new Promise<TaskResult>((resolve) => {
      const giveUp = (): void => resolve(taskFailure(ERROR_NAMES.timeout, 'the function took too long'));
      if (signal.aborted) return giveUp();
      signal.addEventListener('abort', giveUp, { once: true });
      return void settle(handler, call.arguments, contextOf(ports, call, signal)).then(resolve);
    });
  } finally {
    clearTimeout(timer);
    call.signal.removeEventListener('abort', abort);
  }
}

/** Never rejects: whatever a handler throws becomes an ASL error without its message. */
async function settle(handler: Handler, input: JsonValue, context: RunnerContext): Promise<TaskResult> {
  try {
    const output = toJson(await handler.handle(input, context));
    if (output === undefined) return taskFailure(ERROR_NAMES.handlerFailed, 'the result of the function is not JSON');
    return { outcome: 'succeeded', output, schema: handler.output };
  } catch (error) {
    return failureOf(handler, error);
  }
}

function failureOf(handler: Handler, error: unknown): TaskResult {
  const code = error instanceof HandlerError ? error.code : undefined;
  const spec = code !== undefined && Object.hasOwn(handler.errors, code) ? handler.errors[code] : undefined;
  if (code === undefined || spec === undefined) return taskFailure(ERROR_NAMES.handlerFailed, 'the function failed with something outside of its catalogue of errors');
  return handlerFailure(code, spec);
}

function contextOf(ports: TaskPorts, call: TaskCall, signal: AbortSignal): RunnerContext {
  return {
    attemptId: call.item.attemptId,
    idempotencyKey: call.idempotencyKey ?? call.item.attemptId,
    executionId: call.item.executionId,
    attempt: call.item.retryCount + 1,
    signal,
    store: ports.store,
    fail: (code) => {
      throw new HandlerError(code);
    },
    heartbeat: (percent) => call.onHeartbeat?.(percent),
    ...(call.transaction === undefined ? {} : { transaction: call.transaction }),
  };
}

/** What the result is once it is written down; undefined when it cannot be. */
function toJson(value: unknown): JsonValue | undefined {
  try {
    const text: string | undefined = JSON.stringify(value);
    return text === undefined ? undefined : (JSON.parse(text) as JsonValue);
  } catch {
    return undefined;
  }
}
