import type { ExecutionEvent } from '#shared/core/interpreter/event.ts';

/** An event without its time. */
export type Unstamped = ExecutionEvent extends infer E ? (E extends ExecutionEvent ? Omit<E, 'at' | 'seed'> : never) : never;

interface Due {
  readonly at: number;
  readonly order: number;
  readonly event: Unstamped;
}

/** What comes next by a clock that jumps from event to event: by time, then by the order in which it was asked for. */
export interface Agenda {
  add(at: number, event: Unstamped): void;
  moveTimer(timerId: string, at: number | undefined): void;
  /** True when something is to happen by this time. */
  isDue(at: number): boolean;
  next(): Due | undefined;
}

/** An agenda with nothing on it. */
export function createAgenda(): Agenda {
  let due: readonly Due[] = [];
  let order = 0;
  const add = (at: number, event: Unstamped): void => {
    order += 1;
    due = [...due, { at, order, event }].sort((left, right) => left.at - right.at || left.order - right.order);
  };
  return {
    add,
    moveTimer: (timerId, at) => {
      due = due.filter(({ event }) => event.kind !== 'timer-fired' || event.timerId !== timerId);
      if (at !== undefined) add(at, { kind: 'timer-fired', timerId });
    },
    isDue: (at) => (due[0]?.at ?? Number.POSITIVE_INFINITY) <= at,
    next: () => {
      const [first, ...rest] = due;
      due = rest;
      return first;
    },
  };
}
