import { withSecrets } from '#shared/core/asl/secret-references.ts';
import { ERROR_NAMES, STANDARD_ERROR_TYPE_BASE } from '#shared/core/asl/error-names.ts';
import { parseEmitArguments, toCloudEvent } from '#shared/core/events/cloud-event.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { createHttpTaskExecutor } from '#shared/adapters/http-task/index.ts';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import { evaluateWork } from './evaluate-work.ts';
import type { ScheduledTask, TaskAnswer, TaskWorld } from './drive.ts';
import { EventBus } from './event-bus.ts';
import { fakeFetch, type Fake } from './fake-http.ts';

/** What a fake process leaves. */
export interface ProcessOutcome {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly code?: number;
}

/** Secrets by name. */
export type Secrets = { readonly [name: string]: JsonValue };

export interface WorldOptions {
  readonly fake: Fake;
  readonly secrets: Secrets;
  /** Events from outside; each comes when the workflow waits for one. */
  readonly events: readonly JsonObject[];
  readonly process: (process: JsonObject) => ProcessOutcome | Promise<ProcessOutcome>;
  /** Runs another workflow; undefined when there is none of that name. */
  readonly runWorkflow: (wanted: { readonly namespace: string; readonly name: string; readonly version: string; readonly input: JsonValue }) => Promise<TaskAnswer | undefined>;
}

type Complete = (answer: TaskAnswer) => void;
type Executor = (task: ScheduledTask, complete: Complete) => void | Promise<void>;

/** Does the tasks of a program with the product's own executors where there are any, over a fake world outside. */
export class World implements TaskWorld {
  readonly bus: EventBus;
  /** Requests that went out. */
  readonly calls: JsonValue[] = [];
  private readonly options: WorldOptions;
  private readonly executors: { readonly [resource: string]: Executor };
  private now = 0;

  constructor(options: WorldOptions) {
    this.options = options;
    this.bus = new EventBus(options.events);
    const { bus } = this;
    const subscriptionOf = (task: ScheduledTask): string => (isJsonObject(task.arguments) ? String(task.arguments['subscription']) : '');
    this.executors = {
      'uwf:http': async (task, complete) => complete(await this.http(task)),
      'uwf:evaluate': (task, complete) => complete(evaluateWork(task.arguments)),
      'uwf:validate': (task, complete) => complete(validate(task.arguments)),
      'uwf:emit': (task, complete) => complete(this.emit(task)),
      'uwf:listen': (task, complete) => bus.listen(task.attemptId, task.arguments, complete),
      'uwf:subscribe': (task, complete) => bus.subscribe(task.attemptId, task.arguments, complete),
      'uwf:next-event': (task, complete) => bus.next(task.attemptId, subscriptionOf(task), complete),
      'uwf:unsubscribe': (task, complete) => bus.unsubscribe(subscriptionOf(task), complete),
      'uwf:run-workflow': async (task, complete) => complete(await this.workflow(task)),
      'uwf:run-script': async (task, complete) => complete(await this.process(task)),
      'uwf:run-shell': async (task, complete) => complete(await this.process(task)),
    };
  }

  async start(task: ScheduledTask, complete: Complete): Promise<void> {
    const executor = Object.hasOwn(this.executors, task.resource) ? this.executors[task.resource] : undefined;
    if (executor === undefined) return complete({ ok: false, error: ERROR_NAMES.unknownFunction, cause: `nothing here does ${task.resource}` });
    await executor(task, complete);
  }

  cancel(attemptId: string): void {
    this.bus.cancel(attemptId);
  }

  idle(): boolean {
    return this.bus.sendNext();
  }

  tick(now: number): void {
    this.now = now;
  }

  private async http(task: ScheduledTask): Promise<TaskAnswer> {
    const { fake, secrets } = this.options;
    this.calls.push(task.arguments);
    const known = new Map(Object.entries(secrets));
    // The fake world is the only one that can be reached, so every host that is named may be called.
    const egressHosts = [...new Set([...hostsIn(task.arguments), ...hostsIn(secrets)])];
    const executor = createHttpTaskExecutor({ egressHosts, errorDetail: 'body', fetch: fakeFetch(fake), secrets: async (value) => withSecrets(value, known), now: () => this.now });
    const result = await executor.execute({ arguments: task.arguments });
    return result.outcome === 'succeeded' ? { ok: true, output: result.output } : { ok: false, error: result.error, cause: result.cause };
  }

  private emit({ attemptId, arguments: given }: ScheduledTask): TaskAnswer {
    const parsed = parseEmitArguments(given);
    if (parsed === undefined) return { ok: false, error: ERROR_NAMES.invalidArguments, cause: 'the arguments do not describe an event' };
    const event = toCloudEvent(parsed, { id: attemptId, time: new Date(this.now).toISOString() });
    this.bus.publish(event);
    return { ok: true, output: event };
  }

  private async workflow({ arguments: given }: ScheduledTask): Promise<TaskAnswer> {
    const { namespace, name, version, input } = isJsonObject(given) ? given : {};
    const answer = await this.options.runWorkflow({ namespace: String(namespace), name: String(name), version: String(version), input: input ?? null });
    return answer ?? domainFailure('configuration', 400, 'There is no such workflow');
  }

  private async process({ arguments: given }: ScheduledTask): Promise<TaskAnswer> {
    const { process, return: wanted } = isJsonObject(given) ? given : {};
    const { stdout = '', stderr = '', code = 0 } = await this.options.process(isJsonObject(process) ? process : {});
    if (code !== 0 && wanted !== 'code' && wanted !== 'all') return domainFailure('runtime', 500, 'The process has failed');
    const results: { readonly [wanted: string]: JsonValue } = { stdout, stderr, code, all: { stdout, stderr, code }, none: null };
    return { ok: true, output: results[String(wanted)] ?? null };
  }
}

function hostsIn(value: JsonValue): readonly string[] {
  if (typeof value === 'string') return /^https?:/.test(value) && URL.canParse(value) ? [new URL(value).host] : [];
  if (isJsonArray(value)) return value.flatMap(hostsIn);
  return isJsonObject(value) ? Object.values(value).flatMap(hostsIn) : [];
}

function domainFailure(kind: string, status: number, title: string): TaskAnswer {
  const type = `${STANDARD_ERROR_TYPE_BASE}${kind}`;
  return { ok: false, error: `${type}#${status}`, cause: JSON.stringify({ type, status, title }) };
}

const validator = createSchemaValidator();

function validate(given: JsonValue): TaskAnswer {
  const { value, schema } = isJsonObject(given) ? given : {};
  const findings = validator.validate({ schema: isJsonObject(schema) || typeof schema === 'boolean' ? schema : false, value: value ?? null });
  const [first] = findings;
  return first === undefined ? { ok: true, output: value ?? null } : domainFailure('validation', 400, 'The value breaks the schema');
}
