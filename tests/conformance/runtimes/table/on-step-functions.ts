import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createDispatchHandler, createStepHandler, type QueueHandler } from '#functions/aws/task-handlers.ts';
import { createMemoryExecutionIndex } from '#shared/adapters/memory/index.ts';
import { randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { createStepFunctionsCompletion, createStepFunctionsEngine } from '#shared/adapters/step-functions/index.ts';
import { createDefinitionCache } from '#shared/application/definition-cache.ts';
import { createHostedRuntime } from '#shared/application/runtime/hosted-runtime.ts';
import type { AslMachine } from '#shared/core/asl/model.ts';
import { parseTaskMessage } from '#shared/core/step-functions/task-message.ts';
import type { ExecutionIndex } from '#shared/ports/execution-index.ts';
import type { Logger } from '#shared/ports/logger.ts';
import type { Runtime } from '#shared/ports/runtime.ts';
import type { StoredDefinition } from '#shared/ports/definition-store.ts';
import { storedDefinition } from '#tests/support/api/stored-definition.ts';
import { publishRetriesByActivity } from '#tests/support/retries-by-activity.ts';
import { CloudWork, type CloudRun } from './cloud-work.ts';
import { PRINCIPAL, type Bench, type KnownCourse, type RunSize, type StartableTrial, type Verdict } from './model.ts';
import { Order } from './order.ts';
import { createSource, pollSource, type CloudClients, type Source } from './queues.ts';
import { bytesOf, ranOf } from './ran.ts';
import { refusalOf } from './refusal.ts';
import { ScriptedWork } from './scripted-work.ts';

const REGION = 'us-east-1';
const ARN = `arn:aws:states:${REGION}:000000000000`;
const ROLE_ARN = 'arn:aws:iam::000000000000:role/test';
const LOOK_MS = 300;
/** Time without any event after which an execution is taken to wait for something from outside. */
const QUIET_MS = 1_500;
/** What an execution may take beyond the time of its timers, on a machine that does much else. */
const SLACK_MS = 90_000;
const HANDLER_LIMIT_MS = 60_000;
const EVENTS_MAX = 25_000;
const EVENTS_PAGE_MAX = 1_000;

const WARM_UP: AslMachine = { QueryLanguage: 'JSONata', StartAt: 'a', States: { a: { Type: 'Pass', Output: '{% 1 + 1 %}', End: true } } };

/** Step Functions as an independent implementation has it, over its real API, with our functions behind its queues. */
export class StepFunctionsBench implements Bench<KnownCourse> {
  readonly name = 'step-functions';
  private readonly clients: CloudClients;
  private readonly sources: { readonly steps: Source; readonly bank: Source };
  private readonly index: ExecutionIndex = createMemoryExecutionIndex();
  private readonly definitions = new Map<string, StoredDefinition>();
  private readonly work: CloudWork;
  private readonly closing = new AbortController();
  private polling: Promise<unknown> = Promise.resolve();
  private count = 0;

  private constructor(clients: CloudClients, sources: StepFunctionsBench['sources']) {
    this.clients = clients;
    this.sources = sources;
    this.work = new CloudWork(createStepFunctionsCompletion(clients.sfn));
  }

  static async open(endpoint: string): Promise<StepFunctionsBench> {
    const options = { endpoint, region: REGION, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
    const clients = { sfn: new SFNClient(options), sqs: new SQSClient(options) };
    const name = randomUUID().slice(0, 8);
    const sources = { steps: await createSource(clients, `steps-${name}`), bank: await createSource(clients, `bank-${name}`) };
    publishRetriesByActivity(clients.sfn, new Map(Object.values(sources).map(({ queueUrl, activityArn }) => [queueUrl, activityArn])));
    const bench = new StepFunctionsBench(clients, sources);
    bench.poll();
    await bench.warmUp();
    return bench;
  }

  /** The first expression starts a Java runtime, which takes longer than some timeouts of the trials. */
  private async warmUp(): Promise<void> {
    const stored = storedDefinition({ name: 'warm-up', machine: WARM_UP });
    const runtime = this.openRuntime();
    await runtime.publish({ stored });
    const { executionId } = await runtime.start({ stored, input: null, principal: PRINCIPAL });
    const until = Date.now() + SLACK_MS;
    while (Date.now() < until && (await runtime.load({ executionId }))?.record.status === 'running') await sleep(LOOK_MS);
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.polling;
    this.clients.sfn.destroy();
    this.clients.sqs.destroy();
  }

  async run(trial: StartableTrial, course: KnownCourse): Promise<Verdict> {
    const { executionId } = course;
    const { stored, input } = trial.program;
    const run: CloudRun = { work: new ScriptedWork(trial.openWorld()), order: new Order(course.log) };
    const runtime = this.openRuntime();
    this.work.runs.set(executionId, run);
    this.definitions.set(stored.revision, stored);
    const began = performance.now();
    try {
      await runtime.publish({ stored });
      await runtime.start({ stored, input, principal: PRINCIPAL, executionId });
      await this.settle(runtime, run, course);
      const milliseconds = performance.now() - began;
      return { kind: 'ran', ran: await ranOf({ runtime, executionId, work: run.work, milliseconds, kept: await this.kept(executionId) }) };
    } catch (thrown) {
      return refusalOf(thrown);
    } finally {
      this.work.runs.delete(executionId);
    }
  }

  /** Machines of a prefix of their own: documents of several trials share a name. */
  private openRuntime(): Runtime {
    this.count += 1;
    const { steps, bank } = this.sources;
    const place = { prefix: `trial-${String(this.count)}`, arn: ARN, machines: { roleArn: ROLE_ARN, queues: { steps: steps.queueUrl, bank: bank.queueUrl } } };
    return createHostedRuntime({ clock: systemClock, ids: randomIdSource, index: this.index, engine: createStepFunctionsEngine(this.clients.sfn, place) });
  }

  private poll(): void {
    const logger: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const programs = createDefinitionCache({ definitionStore: { findByRevision: async ({ revision }) => this.definitions.get(revision) } });
    const ports = { logger, index: this.index, programs };
    const step = createStepHandler({ ...ports, executor: this.work.executor, completion: this.work.completion }, HANDLER_LIMIT_MS);
    const dispatch = createDispatchHandler({ ...ports, door: this.work.door, relay: async () => 0 });
    const { signal } = this.closing;
    this.polling = Promise.all([
      pollSource(this.clients, this.sources.steps, { handle: this.keepingTokens(step), signal }),
      pollSource(this.clients, this.sources.bank, { handle: this.keepingTokens(dispatch), signal }),
    ]);
  }

  private keepingTokens(handle: QueueHandler): QueueHandler {
    return (event) => {
      for (const { body } of event.Records) {
        const message = parseTaskMessage(body);
        if (message !== undefined) this.work.keepToken(message);
      }
      return handle(event);
    };
  }

  /** Follows an execution to its end, or to where nothing comes any more. */
  private async settle(runtime: Runtime, { work, order }: CloudRun, { executionId, isEndless, tookMs }: KnownCourse): Promise<void> {
    const until = Date.now() + tookMs + SLACK_MS;
    let events = 0;
    while ((await runtime.load({ executionId }))?.record.status === 'running') {
      await sleep(LOOK_MS);
      if (Date.now() - order.lastAt < QUIET_MS) continue;
      const before = events;
      events = (await runtime.history({ executionId, after: 0, max: EVENTS_MAX })).length;
      if (events !== before) order.lastAt = Date.now();
      if (events !== before || work.idle()) continue;
      if (isEndless || Date.now() > until) return;
    }
  }

  /** What the service keeps of an execution. */
  private async kept(executionId: string): Promise<Pick<RunSize, 'events' | 'bytes'>> {
    const place = (await this.index.load({ executionId }))?.place;
    const { events = [] } = await this.clients.sfn.send(new GetExecutionHistoryCommand({ executionArn: place, maxResults: EVENTS_PAGE_MAX }));
    return { events: events.length, bytes: bytesOf(events) };
  }
}
