import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import type { TaskAnswer } from '../swf/drive.ts';
import type { World } from '../swf/world.ts';
import { requestKey, type LogEntry } from './run-here.ts';
import type { StepFunctions } from './step-functions.ts';

/** What lies between two answers to requests that are open at the same time, so that the first one counts as the first. */
const GAP_MS = 1_000;
/** How long an answer waits for what came earlier here; it may never come. */
const HOLD_MS_MAX = 4_000;
const STEP_MS = 50;

interface Request {
  readonly key: string;
  readonly token: string;
  readonly attemptId: string;
  readonly arrivedAt: number;
}

/** Does the tasks of one run. What is open at the same time is answered in the order in which it was answered here: who races gets the same race. */
export class Worker {
  readonly world: World;
  /** When something last happened. */
  lastAt = Date.now();
  private started = 0;
  private lastAnswerAt = 0;
  private readonly service: StepFunctions;
  /** What happened here and not there yet. */
  private readonly ahead: LogEntry[];

  constructor(world: World, service: StepFunctions, log: readonly LogEntry[]) {
    this.world = world;
    this.service = service;
    this.ahead = [...log];
  }

  async take(message: JsonObject): Promise<void> {
    this.started += 1;
    this.lastAt = Date.now();
    const attemptId = `attempt-${this.started}`;
    const task = { kind: 'schedule-task', attemptId, state: '', resource: String(message['resource']), arguments: message['arguments'] ?? null, retryCount: 0 } as const;
    const key = requestKey(task.resource, task.arguments);
    this.happened({ kind: 'asked', key });
    const request = { key, token: String(message['token']), attemptId, arrivedAt: Date.now() };
    await this.world.start(task, (answer) => void this.answer(request, answer));
  }

  private async answer(request: Request, answer: TaskAnswer): Promise<void> {
    await sleep(answer.afterMs ?? 0);
    const until = Date.now() + HOLD_MS_MAX;
    while (Date.now() < until && !this.isNext(request)) await sleep(STEP_MS);
    this.happened({ kind: 'answered', key: request.key });
    this.lastAnswerAt = Date.now();
    this.lastAt = Date.now();
    if (!(await this.service.complete(request.token, answer))) this.world.cancel(request.attemptId);
  }

  /** All that came earlier here has come, and no answer just now while this request already waited. */
  private isNext({ key, arrivedAt }: Request): boolean {
    const isFirst = this.placeOf({ kind: 'answered', key }) <= 0;
    return isFirst && (this.lastAnswerAt < arrivedAt || Date.now() - this.lastAnswerAt >= GAP_MS);
  }

  private happened(entry: LogEntry): void {
    const place = this.placeOf(entry);
    if (place >= 0) this.ahead.splice(place, 1);
  }

  private placeOf({ kind, key }: LogEntry): number {
    return this.ahead.findIndex((entry) => entry.kind === kind && entry.key === key);
  }
}
