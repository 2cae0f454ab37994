import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AslMachine } from '#shared/core/asl/model.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { createWorld } from '../swf/module.ts';
import type { World } from '../swf/world.ts';
import { bindForJudge, type Doors } from './bind.ts';
import type { JudgedOutcome } from './outcome.ts';
import type { JudgedProgram } from './programs.ts';
import type { RanHere } from './run-here.ts';
import type { Description, StepFunctions } from './step-functions.ts';
import { Worker } from './worker.ts';

const POLL_MS = 500;
/** Time without any event after which an execution is taken to wait for something from outside. */
const QUIET_MS = 1_500;
/** What an execution may take beyond its virtual time, on a machine that does much else. */
const SLACK_MS = 90_000;

/** What a run has come to there. */
export interface RanThere {
  readonly outcome: JudgedOutcome;
  readonly startedAt: number;
}

/** The executions at the judge, and the pollers that bring them their tasks. */
export class Judge {
  private readonly service: StepFunctions;
  private readonly doors: Doors;
  private readonly workers = new Map<string, Worker>();
  private readonly closing = new AbortController();
  private polling: Promise<unknown> = Promise.resolve();

  private constructor(service: StepFunctions, doors: Doors) {
    this.service = service;
    this.doors = doors;
  }

  static async open(service: StepFunctions): Promise<Judge> {
    const name = `tasks-${randomUUID()}`;
    const judge = new Judge(service, { queueUrl: await service.createQueue(name), activityArn: await service.createActivity(name) });
    await judge.warmUp();
    judge.polling = Promise.all([judge.pollQueue(), judge.pollActivity()]);
    return judge;
  }

  /** The first expression starts a Java runtime, which takes longer than some timeouts of the programs. */
  private async warmUp(): Promise<void> {
    const name = `warm-up-${randomUUID()}`;
    const machine: AslMachine = { QueryLanguage: 'JSONata', StartAt: 'a', States: { a: { Type: 'Pass', Output: '{% 1 + 1 %}', End: true } } };
    const executionArn = await this.service.start(await this.service.createMachine(name, machine), name, null);
    const until = Date.now() + SLACK_MS;
    while ((await this.service.describe(executionArn)).status === 'RUNNING' && Date.now() < until) await sleep(POLL_MS);
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.polling;
  }

  /** Runs a program to its end, or to where nothing comes any more; `here` is how it ran in our interpreter. */
  async run(program: JudgedProgram, machine: AslMachine, name: { readonly machineName: string; readonly executionName: string }, here: RanHere): Promise<RanThere> {
    const worker = new Worker(createWorld(program.request), this.service, here.log);
    this.workers.set(name.machineName, worker);
    const machineArn = await this.service.createMachine(name.machineName, bindForJudge(machine, { doors: this.doors, run: name.machineName }));
    const executionArn = await this.service.start(machineArn, name.executionName, program.request.input ?? null);
    const description = await this.settle(executionArn, worker, here);
    this.workers.delete(name.machineName);
    return { outcome: outcomeOf(description, worker.world), startedAt: description.startedAt };
  }

  private async settle(executionArn: string, worker: Worker, { tookMs, outcome }: RanHere): Promise<Description> {
    const until = Date.now() + tookMs + SLACK_MS;
    let events = 0;
    for (;;) {
      const description = await this.service.describe(executionArn);
      if (description.status !== 'RUNNING') return description;
      await sleep(POLL_MS);
      if (Date.now() - worker.lastAt < QUIET_MS) continue;
      const before = events;
      events = await this.service.eventCount(executionArn);
      if (events !== before) worker.lastAt = Date.now();
      if (events !== before || worker.world.idle()) continue;
      if (outcome.status !== 'RUNNING' && Date.now() < until) continue;
      await this.service.stop(executionArn);
      return description;
    }
  }

  private async pollQueue(): Promise<void> {
    await this.untilClosed((signal) => this.service.receive(this.doors.queueUrl, (message) => this.deliver(message), signal));
  }

  private async pollActivity(): Promise<void> {
    await this.untilClosed(async (signal) => {
      const task = await this.service.takeActivityTask(this.doors.activityArn, signal);
      if (task !== undefined) this.deliver(task);
    });
  }

  private async untilClosed(poll: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      await poll(signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }
  }

  private deliver(message: JsonObject): void {
    void this.workers.get(String(message['revision']))?.take(message);
  }
}

function outcomeOf({ status, output, error, cause }: Description, world: World): JudgedOutcome {
  const parsed: JsonValue | undefined = output === undefined ? undefined : JSON.parse(output);
  return {
    status: statusOf(status),
    ...(parsed === undefined ? {} : { output: parsed }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    calls: world.calls,
    published: world.bus.published,
  };
}

function statusOf(status: string): JudgedOutcome['status'] {
  return status === 'SUCCEEDED' || status === 'TIMED_OUT' || status === 'RUNNING' ? status : 'FAILED';
}
