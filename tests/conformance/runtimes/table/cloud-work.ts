import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskDoor } from '#shared/application/engine-ports.ts';
import type { TaskExecutor, TaskOutcome } from '#shared/application/task-executor.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import type { AttemptReference, CompletionOutcome, TaskCompletion } from '#shared/ports/task-completion.ts';
import type { TaskAnswer } from '../../swf/drive.ts';
import type { Order } from './order.ts';
import { keyOf, type ScriptedWork } from './scripted-work.ts';

/** The work of one run on a cloud, in real time. */
export interface CloudRun {
  readonly work: ScriptedWork;
  readonly order: Order;
}

/** Does the work of all runs that go on at a time, for the functions behind the queues. */
export class CloudWork {
  readonly runs = new Map<string, CloudRun>();
  readonly completion: TaskCompletion;
  readonly executor: TaskExecutor;
  readonly door: TaskDoor;
  private readonly tokens = new Map<string, string>();

  constructor(completion: TaskCompletion) {
    this.completion = {
      complete: (request) => this.toldOrGivenUp(request, completion.complete(request)),
      fail: (request) => this.toldOrGivenUp(request, completion.fail(request)),
      heartbeat: (request) => completion.heartbeat(request),
    };
    this.executor = { execute: (item) => this.execute(item) };
    this.door = {
      dispatch: async (tasks) => {
        for (const { item, token } of tasks) {
          assert(item.kind === 'run' && token !== undefined, 'a task of a cloud has a token');
          this.tokens.set(item.attemptId, token);
          const outcome = await this.execute(item);
          if (outcome !== 'pending') await this.tell(item, outcome);
        }
      },
    };
  }

  /** What the message of an attempt brings for whoever answers it later. */
  keepToken({ attemptId, token }: Required<Pick<AttemptReference, 'attemptId' | 'token'>>): void {
    this.tokens.set(attemptId, token);
  }

  private async execute(item: WorkItem): Promise<TaskOutcome | 'pending'> {
    const run = this.runs.get(item.executionId);
    // Of a run that is over; its message has come late.
    if (run === undefined) return 'pending';
    const askedAt = Date.now();
    run.order.asked(keyOf(item));
    const answer = await run.work.ask(item, (later) => void this.answerLater(run, item, { answer: later, askedAt }));
    if (answer !== 'pending') await run.order.turnOf(keyOf(item), askedAt);
    return answer;
  }

  private async answerLater({ order }: CloudRun, item: WorkItem, { answer, askedAt }: { readonly answer: TaskAnswer; readonly askedAt: number }): Promise<void> {
    await sleep(answer.afterMs ?? 0);
    await order.turnOf(keyOf(item), askedAt);
    await this.tell(item, answer);
  }

  private async tell({ executionId, attemptId }: WorkItem, answer: TaskOutcome): Promise<void> {
    const token = this.tokens.get(attemptId);
    assert(token !== undefined, 'an attempt that was handed out has a token');
    const attempt = { executionId, attemptId, token };
    await (answer.ok ? this.completion.complete({ ...attempt, output: answer.output }) : this.completion.fail({ ...attempt, error: answer.error, cause: answer.cause }));
  }

  private async toldOrGivenUp({ executionId, attemptId }: AttemptReference, telling: Promise<CompletionOutcome>): Promise<CompletionOutcome> {
    const outcome = await telling;
    if (outcome === 'closed') this.runs.get(executionId)?.work.giveUp(attemptId);
    return outcome;
  }
}
