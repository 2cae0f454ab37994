/**
 * How many requests may be under way, and since when none may begin. Additive increase, multiplicative decrease: the rule by which senders who do not
 * know of each other come to share what there is. Times are milliseconds of any one clock.
 */
export interface Pace {
  /** What the caller asked for; never exceeded. */
  readonly most: number;
  /** What is allowed now; its whole part counts. */
  readonly allowed: number;
  /** No request begins before. */
  readonly holdUntil: number;
  /** Answers to requests that were sent before this moment say nothing new: they do not slow down again. */
  readonly slowedAt: number;
}

/** Without a word of the service how long to wait: it is busy. */
const BUSY_MS_DEFAULT = 1_000;
/** A service that asks for more is asked again anyway, so that a mistake of it does not stop a batch for a day. */
const BUSY_MS_MAX = 60_000;

/** A pace that begins with all that was asked for. */
export function startPace(most: number): Pace {
  return { most, allowed: most, holdUntil: 0, slowedAt: 0 };
}

/** A request was answered as it should. */
export function paceAfterAnswer(pace: Pace): Pace {
  return pace.allowed >= pace.most ? pace : { ...pace, allowed: Math.min(pace.most, pace.allowed + 1 / pace.allowed) };
}

/** The service was too busy (429, 503): half as much, after the time that it asks for. One burst of such answers halves once. */
export function paceAfterBusy(pace: Pace, busy: { readonly now: number; readonly sentAt: number; readonly retryAfterMs?: number }): Pace {
  const wait = Math.min(busy.retryAfterMs ?? BUSY_MS_DEFAULT, BUSY_MS_MAX);
  const holdUntil = Math.max(pace.holdUntil, busy.now + wait);
  if (busy.sentAt < pace.slowedAt) return { ...pace, holdUntil };
  return { ...pace, allowed: Math.max(1, pace.allowed / 2), holdUntil, slowedAt: busy.now };
}

/** How long the next request has to wait, given how many are under way: 0 now, undefined until one of them has ended. */
export function waitOf(pace: Pace, now: number, underWay: number): number | undefined {
  if (underWay >= Math.floor(pace.allowed)) return undefined;
  return Math.max(0, pace.holdUntil - now);
}
