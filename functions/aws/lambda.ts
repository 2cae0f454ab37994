/** What Lambda tells of one invocation; the part that we read. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** Time that is kept back to say what became of the work. */
const MARGIN_MS = 5_000;
const WORK_MS_MIN = 1_000;

/** How long work may take, so that its answer is told before the function is ended. */
export function workMs(context: LambdaContext): number {
  return Math.max(context.getRemainingTimeInMillis() - MARGIN_MS, WORK_MS_MIN);
}
