import { paceAfterAnswer, paceAfterBusy, startPace, waitOf, type Pace } from '#shared/core/batch/pace.ts';
import type { ServiceAnswer } from './watch-answers.ts';

/** Lets lines begin: no more at a time than asked for and than the service bears, and none too far ahead of the oldest that is under way. */
export interface Gate {
  /** Resolves when the record may begin; false when none may any more. */
  enter(item: number): Promise<boolean>;
  leave(item: number): void;
  answered(answer: ServiceAnswer): void;
  close(): void;
  /** Records that are under way, the oldest first. */
  readonly underWay: ReadonlySet<number>;
  readonly allowed: number;
}

/** `window`: how far a record may be ahead of the oldest one under way. `now`: milliseconds of any one clock. */
export function createGate(options: { readonly most: number; readonly window: number; readonly now: () => number }): Gate {
  const { window, now } = options;
  const underWay = new Set<number>();
  let pace: Pace = startPace(options.most);
  let isClosed = false;
  let wake: () => void = () => undefined;
  const changed = (milliseconds?: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = milliseconds === undefined ? undefined : setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const isTooFar = (item: number): boolean => {
    const [oldest = item] = underWay;
    return item - oldest >= window;
  };
  return {
    underWay,
    get allowed() {
      return Math.floor(pace.allowed);
    },
    enter: async (item) => {
      while (!isClosed) {
        const wait = isTooFar(item) ? undefined : waitOf(pace, now(), underWay.size);
        if (wait === 0) {
          underWay.add(item);
          return true;
        }
        await changed(wait);
      }
      return false;
    },
    leave: (item) => {
      underWay.delete(item);
      wake();
    },
    answered: ({ isBusy, ...answer }) => {
      pace = isBusy ? paceAfterBusy(pace, { ...answer, now: now() }) : paceAfterAnswer(pace);
      wake();
    },
    close: () => {
      isClosed = true;
      wake();
    },
  };
}
