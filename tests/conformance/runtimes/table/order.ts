import { setTimeout as sleep } from 'node:timers/promises';
import type { LogEntry } from './model.ts';

/** What lies between two answers to requests that are open at the same time, so that the first one counts as the first. */
const GAP_MS = 1_000;
/** How long an answer waits for what came earlier in our engine; it may never come. */
const HOLD_MS_MAX = 4_000;
const STEP_MS = 50;

/** Keeps to the order in which our engine asked and was answered, where time is real and nobody else keeps an order: who races gets the same race. */
export class Order {
  /** When something last happened. */
  lastAt = Date.now();
  private lastAnswerAt = 0;
  /** What happened in our engine and not here yet. */
  private readonly ahead: LogEntry[];

  constructor(log: readonly LogEntry[]) {
    this.ahead = [...log];
  }

  asked(key: string): void {
    this.happened({ kind: 'asked', key });
    this.lastAt = Date.now();
  }

  /** Resolves when it is the turn of an answer. */
  async turnOf(key: string, askedAt: number): Promise<void> {
    const until = Date.now() + HOLD_MS_MAX;
    while (Date.now() < until && !this.isNext(key, askedAt)) await sleep(STEP_MS);
    this.happened({ kind: 'answered', key });
    this.lastAnswerAt = Date.now();
    this.lastAt = Date.now();
  }

  /** All that came earlier in our engine has come, and no answer just now while this request already waited. */
  private isNext(key: string, askedAt: number): boolean {
    return this.placeOf({ kind: 'answered', key }) <= 0 && (this.lastAnswerAt < askedAt || Date.now() - this.lastAnswerAt >= GAP_MS);
  }

  private happened(entry: LogEntry): void {
    const place = this.placeOf(entry);
    if (place >= 0) this.ahead.splice(place, 1);
  }

  private placeOf({ kind, key }: LogEntry): number {
    return this.ahead.findIndex((entry) => entry.kind === kind && entry.key === key);
  }
}
