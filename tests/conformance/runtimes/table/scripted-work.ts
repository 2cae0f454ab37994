import { canonicalJson } from '#shared/core/kernel/canonical-json.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { TaskAnswer } from '../../swf/drive.ts';
import type { LogEntry, TrialWorld, WorkDone } from './model.ts';

/** An attempt as any runtime hands it out. */
export interface AskedWork extends WorkDone {
  readonly attemptId: string;
}

/** Tells attempts apart by what is asked. */
export function keyOf({ state, resource, arguments: given, retryCount }: WorkDone): string {
  return `${state} ${resource} ${String(retryCount)} ${canonicalJson(given)}`;
}

/** The worker of one run, the same one for all runtimes. It sees attempts by their numbers, which come from what is asked, not from the runtime. */
export class ScriptedWork {
  readonly done: WorkDone[] = [];
  readonly log: LogEntry[] = [];
  private readonly world: TrialWorld;
  /** By the runtime's id. */
  private readonly numbers = new Map<string, string>();
  private readonly visits = new Map<string, number>();

  constructor(world: TrialWorld) {
    this.world = world;
  }

  /** Hands an attempt to the worker. `later` has its answer when it does not come at once; what is handed out again is not begun again. */
  async ask(work: AskedWork, later: (answer: TaskAnswer) => void): Promise<TaskAnswer | 'pending'> {
    if (this.numbers.has(work.attemptId)) return 'pending';
    const { state, resource, arguments: given, retryCount } = work;
    this.done.push({ state, resource, arguments: given, retryCount });
    this.log.push({ kind: 'asked', key: keyOf(work) });
    let atOnce: TaskAnswer | undefined;
    let isOver = false;
    const task = { kind: 'schedule-task', attemptId: this.numberOf(work), state, resource, arguments: given, retryCount } as const;
    await this.world.start(task, (answer) => {
      if (isOver || answer.afterMs !== undefined) later(answer);
      else atOnce = answer;
    });
    isOver = true;
    return atOnce ?? 'pending';
  }

  answered(work: AskedWork): void {
    this.log.push({ kind: 'answered', key: keyOf(work) });
  }

  /** Nobody waits for the attempt any more. */
  giveUp(attemptId: string): void {
    this.world.cancel(this.numbers.get(attemptId) ?? attemptId);
  }

  /** Nothing else will happen: the world may send what it has from outside. False when it has nothing more. */
  idle(): boolean {
    return this.world.idle();
  }

  told(): { readonly [name: string]: JsonValue } {
    return this.world.told();
  }

  private numberOf({ attemptId, state }: AskedWork): string {
    const visit = (this.visits.get(state) ?? 0) + 1;
    const number = `${state}-${String(visit)}`;
    this.visits.set(state, visit);
    this.numbers.set(attemptId, number);
    return number;
  }
}
