import { doubledMs } from '#shared/core/kernel/backoff.ts';
import { fitsMessage } from '#shared/application/door/step-body.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import type { StepAnswer } from '#shared/core/protocol/inbox-row.ts';
import { endWork, postponeWork, startWork } from '#shared/core/protocol/inbox-work.ts';
import { aboutRow, answerMessage } from './change-inbox.ts';
import { bankView, changeHeld, type Holding, type WorkerContext } from './hold-step.ts';
import type { PerformContext, Performed } from './perform.ts';
import { STEP_RETRY_DEFAULT } from './settings.ts';

/**
 * What came of a step that was worked on. `fenced`: somebody else has it, nothing was written. `left`: the process stops. `untold`: it has ended, and the store
 * could not be told; see `tellEnd`.
 */
export type WorkEnd = 'done' | 'failed' | 'in_doubt' | 'postponed' | 'fenced' | 'left' | 'untold';

/**
 * Takes a claimed step to its end (protocol §7): the intent, the effect by its kind, then the answer under the fence. A fenced step is left as it is:
 * nothing is written, answered or committed. Errors: `UWF-5001`; the step then comes to another worker after its lease.
 */
export async function workStep(context: WorkerContext, holding: Holding, stopping: AbortSignal): Promise<WorkEnd> {
  const { kind } = holding.row;
  if (holding.mayHaveBegun && kind === 'opaque') {
    const settled = await settle(context, holding);
    if (settled !== 'not-done') return endHeld(context, holding, settled);
  } else if (!holding.mayHaveBegun && isTooLate(context, holding)) {
    return endHeld(context, holding, timedOut('the deadline had passed before the runner took the task'));
  }
  if (kind === 'local') return workWithin(context, holding);
  // The intent, before the effect: from here on nobody knows without asking the far side.
  const view = await bankView(context.ports);
  if (!(await changeHeld(context, holding, { view, turn: (row) => startWork(row, holding.hold) }))) return 'fenced';
  const performed = await perform(context, holding);
  if (holding.isLost) return 'fenced';
  // A stop gives up what could not be drained: its hold ends, and another worker takes it.
  if (stopping.aborted && performed.kind !== 'done') return 'left';
  if (performed.kind !== 'deferred') return tellEnd(context, holding, answerOf(performed));
  return postponeHeld(context, holding, { dueAt: retryAt(context, holding), hasBegun: performed.hasBegun || holding.mayHaveBegun });
}

/** Gives the step back, or up: when nobody waits any more, or it was tried too often. What may have begun is then in doubt, and the rest has failed. */
async function postponeHeld(context: WorkerContext, holding: Holding, postponement: { readonly dueAt: number; readonly hasBegun: boolean }): Promise<WorkEnd> {
  const { triesMax } = context.settings.retry ?? STEP_RETRY_DEFAULT;
  if (holding.row.tries + 1 >= triesMax || isTooLate(context, holding)) {
    return endHeld(context, holding, postponement.hasBegun ? { outcome: 'in_doubt' } : timedOut('the runner could not reach what the task needs'));
  }
  const view = await bankView(context.ports);
  let isEnded = false;
  const isHeld = await changeHeld(context, holding, {
    view,
    turn: (row) => {
      const turn = postponeWork(row, { hold: holding.hold, postponement }, view);
      isEnded = turn?.answer !== undefined;
      return turn;
    },
  });
  if (!isHeld) return 'fenced';
  return isEnded ? 'in_doubt' : 'postponed';
}

function timedOut(cause: string): StepAnswer {
  return { outcome: 'failed', code: ERROR_NAMES.timeout, body: { error: ERROR_NAMES.timeout, cause } };
}

/** Work that nobody waits for is not begun. */
function isTooLate({ ports }: WorkerContext, { item }: Holding): boolean {
  return item.deadline !== undefined && item.deadline <= ports.clock.now();
}

/** An opaque effect that may have happened is never done again (protocol §7): its far side is asked, or a person settles it. */
async function settle({ ports }: WorkerContext, { item, hold, signal }: Holding): Promise<StepAnswer | 'not-done'> {
  const found = ports.reconcile === undefined ? 'unknown' : await ports.reconcile(item, { key: hold.key, signal: signal.signal });
  if (found === 'unknown') return { outcome: 'in_doubt' };
  return found === 'not-done' ? found : answerOf(found);
}

/**
 * The effect lies in the inbox's own database: it happens in the transaction that ends the step, or not at all. The row is locked meanwhile, so such
 * effects have to be short.
 */
async function workWithin(context: WorkerContext, holding: Holding): Promise<WorkEnd> {
  const { ports, settings } = context;
  const { hold } = holding;
  const result: { end: WorkEnd } = { end: 'fenced' };
  holding.isLocked = true;
  await ports.inbox.finishWithin({
    key: hold.key,
    finish: async (stored, transaction) => {
      result.end = 'fenced';
      const view = await bankView(ports);
      if (endWork(stored?.row, { hold, answer: { outcome: 'in_doubt' } }, view) === undefined) return undefined;
      const performed = await perform(context, holding, { transaction });
      if (performed.kind === 'deferred') {
        result.end = 'postponed';
        return undefined;
      }
      const answer = answerOf(performed);
      const turn = endWork(stored?.row, { hold, answer }, view);
      if (stored === undefined || turn?.row === undefined || turn.answer === undefined) return undefined;
      result.end = endOf(answer);
      return { row: turn.row, expectedVersion: stored.version, seen: [], messages: [answerMessage(ports, settings, { answer: turn.answer, about: aboutRow(stored.row), view })] };
    },
  });
  holding.isLocked = false;
  // Rolled back: nothing of it has happened.
  return result.end === 'postponed' ? postponeHeld(context, holding, { dueAt: retryAt(context, holding), hasBegun: false }) : result.end;
}

async function perform({ ports }: WorkerContext, holding: Holding, more: Pick<PerformContext, 'transaction'> = {}): Promise<Performed> {
  const { item, hold, row, signal } = holding;
  const onProgress = (percent: number): void => void (holding.percent = percent);
  try {
    return await ports.perform(item, { key: hold.key, epoch: hold.epoch, signal: signal.signal, onProgress, ...more });
  } catch {
    // What was thrown is not told: messages of foreign errors may quote data.
    ports.logger.error('step-broken', { executionId: item.executionId, attemptId: item.attemptId });
    if (row.kind === 'opaque') return { kind: 'in-doubt' };
    return { kind: 'deferred', hasBegun: more.transaction === undefined };
  }
}

function answerOf(performed: Exclude<Performed, { readonly kind: 'deferred' }>): StepAnswer {
  if (performed.kind === 'in-doubt') return { outcome: 'in_doubt' };
  if (performed.kind === 'failed') return { outcome: 'failed', code: performed.error, body: { error: performed.error, cause: performed.cause } };
  const body = { output: performed.output };
  if (fitsMessage(body)) return { outcome: 'done', body };
  return { outcome: 'failed', code: ERROR_NAMES.dataLimitExceeded, body: { error: ERROR_NAMES.dataLimitExceeded, cause: 'the result is over the size of a message' } };
}

function endOf({ outcome }: StepAnswer): WorkEnd {
  return outcome === 'cancelled' ? 'failed' : outcome;
}

/** The next try: exponentially later, within its bounds. */
function retryAt({ ports, settings }: WorkerContext, { row }: Holding): number {
  return ports.clock.now() + doubledMs(settings.retry ?? STEP_RETRY_DEFAULT, row.tries);
}

/**
 * Stores how a step ended. When the store is away for a moment, what this process knows is not lost with it: it is kept, and told under the same fence once
 * the store is back. Only what nobody else has done meanwhile is taken.
 */
export async function tellEnd(context: WorkerContext, holding: Holding, answer: StepAnswer): Promise<WorkEnd> {
  try {
    return await endHeld(context, holding, answer);
  } catch (thrown) {
    if (!(thrown instanceof UwfError) || thrown.code !== 'UWF-5001') throw thrown;
    holding.untold = answer;
    context.ports.logger.warn('step-untold', { executionId: holding.item.executionId, attemptId: holding.item.attemptId, code: thrown.code });
    return 'untold';
  }
}

async function endHeld(context: WorkerContext, holding: Holding, answer: StepAnswer): Promise<WorkEnd> {
  const { hold, item } = holding;
  const view = await bankView(context.ports);
  if (await changeHeld(context, holding, { view, turn: (row) => endWork(row, { hold, answer }, view) })) return endOf(answer);
  context.ports.logger.warn('step-fenced', { executionId: item.executionId, attemptId: item.attemptId });
  return 'fenced';
}
