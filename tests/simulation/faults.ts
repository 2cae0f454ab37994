import type { Fate, ProcessLife } from './scheduler.ts';

/** What goes wrong, and when. */
export interface FaultPlan {
  /** What becomes of the next operation. */
  fate(life: ProcessLife, point: number, random: () => number): Fate | number;
  /** What happens between two operations, outside of all processes. */
  outside(outside: OutsideFaults, when: { readonly now: number; readonly random: () => number }): void;
}

/** What can happen outside of all processes. */
export interface OutsideFaults {
  /** Takes a backup of both stores. */
  backup(): void;
  /** Appends a record of either topic once more. */
  replay(): void;
  /** Sets a consumer back. */
  rewind(): void;
  /** The engine does not want a step any more. */
  cancel(): void;
  restoreCloud(): void;
  restoreBank(): void;
}

/** After this tick nothing goes wrong any more, and everything has to end. */
export const FAULT_TICKS = 500;
const PAUSE_TICKS_MAX = 230;

/** How often what comes from outside happens between two operations. */
interface Rates {
  readonly replay: number;
  readonly rewind: number;
  readonly cancel: number;
  readonly backup: number;
  readonly restore: number;
  /** Half of how many restores are of both stores. */
  readonly disaster: number;
}

const USUAL: Rates = { replay: 0.012, rewind: 0.004, cancel: 0.006, backup: 0.01, restore: 0.012, disaster: 0 };
/** For what needs restores of both stores and an old record at the right moment. */
const STORMY: Rates = { replay: 0.05, rewind: 0.01, cancel: 0.02, backup: 0.02, restore: 0.02, disaster: 0.15 };

/** Faults by chance: crashes (2 % of operations), errors, pauses, replays, rewinds, cancellations, and up to so many restores. */
export function randomFaults(restoresMax: number, weather: 'usual' | 'stormy' = 'usual'): FaultPlan {
  const rates = weather === 'usual' ? USUAL : STORMY;
  let restores = 0;
  let isOver = false;
  return {
    fate: (_life, _point, random) => {
      if (isOver) return 'well';
      const chance = random();
      if (chance < 0.01) return 'crash';
      if (chance < 0.02) return 'lost';
      if (chance < 0.025) return 'error';
      if (chance < 0.03) return 'late-error';
      return chance < 0.045 ? 1 + Math.floor(random() * PAUSE_TICKS_MAX) : 'well';
    },
    outside: (outside, { now, random }) => {
      isOver = now > FAULT_TICKS;
      if (isOver) return;
      let chance = random();
      const happens = (rate: number): boolean => (chance -= rate) < 0 && chance + rate >= 0;
      if (happens(rates.replay)) outside.replay();
      if (happens(rates.rewind)) outside.rewind();
      if (happens(rates.cancel)) outside.cancel();
      if (happens(rates.backup)) outside.backup();
      if (happens(rates.restore) && restores < restoresMax) {
        restores += 1;
        const which = random();
        // A disaster takes both stores at once.
        if (which < 0.5 + rates.disaster) outside.restoreCloud();
        if (which >= 0.5 - rates.disaster) outside.restoreBank();
      }
    },
  };
}

/** One crash, at one operation of a run that is otherwise without faults; one step is cancelled on the way. */
export function crashAt(crashPoint: number, fate: Fate): FaultPlan {
  let isCancelled = false;
  return {
    fate: (_life, point) => (point === crashPoint ? fate : 'well'),
    outside: (outside, { now }) => {
      if (isCancelled || now < 30) return;
      isCancelled = true;
      outside.cancel();
    },
  };
}
