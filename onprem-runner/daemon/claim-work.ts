import type { HeldStep, StepWorker } from './door/step-worker.ts';
import type { WorkEnd } from './door/work-step.ts';
import { claimByShare } from '../pool/claim-by-share.ts';
import type { AttemptEnd } from '../pool/call-end.ts';
import type { WorkerPool } from '../pool/worker-pool.ts';
import { poolPlaceOf } from '../pool/work-target.ts';
import type { StepPerformer } from './perform-step.ts';
import type { RunnerPorts } from './runner-ports.ts';

export interface ClaimParts {
  readonly ports: Pick<RunnerPorts, 'handlers' | 'logger'>;
  readonly pool: WorkerPool;
  readonly worker: StepWorker;
  readonly performer: StepPerformer;
  /** Told after each attempt: there is an answer to send. */
  readonly onEnded: () => void;
}

/**
 * Claims as much work as there are free hands, by fair share of its priorities, and begins it. What finds no room at its handler or target is given
 * back until there may be some. True when there may be more right away.
 */
export async function claimWork(parts: ClaimParts): Promise<boolean> {
  const { pool, worker } = parts;
  return claimByShare({ pool, claim: worker.claim, begin: (step) => begin(parts, step) });
}

async function begin({ ports, pool, worker, performer, onEnded }: ClaimParts, step: HeldStep): Promise<void> {
  const admission = pool.offer({
    ...poolPlaceOf(ports.handlers, step.item),
    priority: step.priority,
    perform: async (signal) => {
      const end = await worker.work(step, signal);
      const attempt = performer.endOf(step.key);
      if (end === 'fenced') ports.logger.warn('work-fenced', { attemptId: step.item.attemptId, executionId: step.item.executionId });
      onEnded();
      return attemptEnd(end, attempt);
    },
  });
  if (admission.kind === 'later') await worker.giveBack(step, admission.notBefore);
}

function attemptEnd(end: WorkEnd, attempt: AttemptEnd): AttemptEnd {
  return end === 'done' || end === 'failed' || end === 'untold' ? attempt : { outcome: 'deferred' };
}
