import type { Terminal } from '../output/terminal.ts';
import { PROGRESS_DRAWN_MS, PROGRESS_TOLD_MS } from './limits.ts';

/** How far a batch is. */
export interface BatchPosition {
  readonly lines: number;
  readonly failures: number;
  readonly skipped: number;
  /** Lines of this attempt, by which its speed is told. */
  readonly fresh: number;
  readonly underWay: number;
  /** How much of the file was read; absent for a stream. */
  readonly share?: number;
}

/** Tells how far a batch is: a bar for a person, now and then a line for a log. */
export interface BatchProgress {
  update(position: BatchPosition): void;
  /** Takes the bar away. */
  end(): void;
}

/** `now`: milliseconds of any one clock. */
export function createProgress(terminal: Terminal, now: () => number): BatchProgress {
  const { draw } = terminal;
  const begun = now();
  let told = begun;
  const every = draw === undefined ? PROGRESS_TOLD_MS : PROGRESS_DRAWN_MS;
  return {
    update: (position) => {
      if (now() - told < every) return;
      told = now();
      const text = progressText(position, (told - begun) / 1_000);
      if (draw === undefined) terminal.tell(text);
      else draw(position.share === undefined ? text : `${bar(position.share)} ${text}`);
    },
    end: () => draw?.(''),
  };
}

/** One line: `43 %, 12345 lines, 312/s, 3 failed, 32 under way`. */
export function progressText({ lines, failures, skipped, fresh, underWay, share }: BatchPosition, seconds: number): string {
  const speed = seconds > 0 ? [`${Math.round(fresh / seconds)}/s`] : [];
  const parts = [...(share === undefined ? [] : [`${Math.floor(share * 100)} %`]), `${lines} lines`, ...speed];
  const bad = [...(failures > 0 ? [`${failures} failed`] : []), ...(skipped > 0 ? [`${skipped} skipped`] : [])];
  return [...parts, ...bad, `${underWay} under way`].join(', ');
}

const BAR_CHARACTERS = 20;

function bar(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * BAR_CHARACTERS);
  return `[${'='.repeat(full)}${' '.repeat(BAR_CHARACTERS - full)}]`;
}
