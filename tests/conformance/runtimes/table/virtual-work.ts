import type { TaskDoor } from '#shared/application/engine-ports.ts';
import type { TaskExecutor } from '#shared/application/task-executor.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import type { TaskCompletion } from '#shared/ports/task-completion.ts';
import type { TaskAnswer } from '../../swf/drive.ts';
import type { TrialWorld } from './model.ts';
import { ScriptedWork } from './scripted-work.ts';

/** The runtime whose work it is. */
export interface VirtualClockwork {
  /** How answers are told that do not come at once. */
  completion(): TaskCompletion;
  /** Does something when so much time has passed by the clock of the run. */
  after(milliseconds: number, act: () => void): void;
}

/** The work of one run by a clock that jumps, for a worker of the target's own zone and for the door to the bank. */
export class VirtualWork {
  readonly script: ScriptedWork;
  readonly executor: TaskExecutor;
  readonly door: TaskDoor;
  private readonly clockwork: VirtualClockwork;
  private telling: Promise<void>[] = [];

  constructor(world: TrialWorld, clockwork: VirtualClockwork) {
    this.script = new ScriptedWork(world);
    this.clockwork = clockwork;
    this.executor = { execute: (item) => this.ask(item), cancel: async ({ attemptId }) => this.script.giveUp(attemptId) };
    this.door = {
      dispatch: async (tasks) => {
        for (const { item } of tasks) await (item.kind === 'run' ? this.handOver(item) : this.executor.cancel?.(item));
      },
    };
  }

  /** Waits until the runtime has taken all answers that were given; how many they were. */
  async settle(): Promise<number> {
    const { telling } = this;
    this.telling = [];
    await Promise.all(telling);
    return telling.length;
  }

  private async ask(item: WorkItem): Promise<TaskAnswer | 'pending'> {
    const answer = await this.script.ask(item, (later) => {
      if (later.afterMs === undefined) this.answer(item, later);
      else this.clockwork.after(later.afterMs, () => this.answer(item, later));
    });
    if (answer !== 'pending') this.script.answered(item);
    return answer;
  }

  private async handOver(item: WorkItem): Promise<void> {
    const answer = await this.ask(item);
    if (answer !== 'pending') this.telling.push(this.tell(item, answer));
  }

  private answer(item: WorkItem, answer: TaskAnswer): void {
    this.script.answered(item);
    this.telling.push(this.tell(item, answer));
  }

  private async tell({ executionId, attemptId }: WorkItem, answer: TaskAnswer): Promise<void> {
    const completion = this.clockwork.completion();
    const attempt = { executionId, attemptId };
    const told = await (answer.ok ? completion.complete({ ...attempt, output: answer.output }) : completion.fail({ ...attempt, error: answer.error, cause: answer.cause }));
    if (told === 'closed') this.script.giveUp(attemptId);
  }
}
