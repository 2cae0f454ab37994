/** How much of something one actor may do: so much in a minute, and so much at once after a pause. */
export interface BudgetRule {
  readonly perMinute: number;
  readonly burst: number;
}

/** What an actor has left, and when that was. */
export interface Budget {
  readonly level: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

const MINUTE_MS = 60_000;

/**
 * Takes `cost` out of a budget that grows with time (a token bucket); undefined when there is not enough: then nothing is taken. A clock that
 * goes back gives nothing.
 */
export function spendBudget(budget: Budget | undefined, rule: BudgetRule, { cost, now }: { readonly cost: number; readonly now: number }): Budget | undefined {
  const grown = budget === undefined ? rule.burst : budget.level + (Math.max(0, now - budget.at) * rule.perMinute) / MINUTE_MS;
  const level = Math.min(rule.burst, grown);
  return level < cost ? undefined : { level: level - cost, at: Math.max(budget?.at ?? now, now) };
}
