import { visitKey } from '#shared/core/protocol/step-key.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import type { AttemptEnd } from '../pool/call-end.ts';
import type { Counters } from './counters.ts';
import type { Performed, PerformContext } from './door/perform.ts';
import { performWork, type PerformPorts, type PerformSettings, type WorkOutcome } from './perform-work.ts';
import type { RunnerProgram } from './programs.ts';

/** What performing a step of the door needs. */
export interface StepPerformer {
  perform(item: WorkItem, context: PerformContext): Promise<Performed>;
  /** How the last attempt of a key ended, as the pool counts it; forgotten once it was asked for. */
  endOf(key: string): AttemptEnd;
}

export interface StepPerformerOptions {
  readonly ports: PerformPorts;
  readonly settings: PerformSettings;
  readonly counters: Counters;
  readonly find: (revision: string) => Promise<RunnerProgram | undefined>;
}

/** Joins the protocol's worker to the tasks of this runner: deadlines, keys, counters and logs. */
export function createStepPerformer({ ports, settings, counters, find }: StepPerformerOptions): StepPerformer {
  const ends = new Map<string, AttemptEnd>();
  return {
    perform: async (item, { key, signal, onProgress, transaction }) => {
      const onHeartbeat = (percent: number): void => {
        const told = ports.egress.beat(percent);
        if (told !== undefined) onProgress(told);
      };
      const clock = deadlineSignal(item, ports.clock.now());
      const signals = clock === undefined ? signal : AbortSignal.any([signal, clock.signal]);
      try {
        const outcome = await performWork(ports, settings, { item, find, signal: signals, idempotencyKey: keyFor(settings.tenant, item, key), onHeartbeat, ...(transaction === undefined ? {} : { transaction }) });
        ends.set(key, endOf(outcome));
        tell({ ports, counters }, item, outcome);
        return performedOf(outcome);
      } finally {
        clock?.clear();
      }
    },
    endOf: (key) => {
      const end = ends.get(key) ?? { outcome: 'deferred' };
      ends.delete(key);
      return end;
    },
  };
}

/** Over the retries of one visit that a workflow asks for the far side sees one key; without a visit that of the step. */
function keyFor(tenant: string, { executionId, scope, visit }: WorkItem, key: string): string {
  return visit === undefined ? key : visitKey(tenant, { exe: executionId, itr: scope ?? '', visit });
}

function endOf(outcome: WorkOutcome): AttemptEnd {
  if (outcome.outcome === 'failed') return { outcome: 'failed', error: outcome.error };
  return { outcome: outcome.outcome };
}

function performedOf(outcome: WorkOutcome): Performed {
  switch (outcome.outcome) {
    case 'succeeded':
      return { kind: 'done', output: outcome.output };
    case 'failed':
      return { kind: 'failed', error: outcome.error, cause: outcome.cause };
    case 'deferred':
      return { kind: 'deferred', hasBegun: outcome.hasBegun };
  }
}

function tell({ ports, counters }: Pick<StepPerformerOptions, 'ports' | 'counters'>, item: WorkItem, outcome: WorkOutcome): void {
  const fields = { attemptId: item.attemptId, executionId: item.executionId, state: item.state };
  if (outcome.outcome === 'failed') {
    counters.failed(outcome.error);
    ports.logger.warn('work-failed', { ...fields, error: outcome.error });
  } else if (outcome.outcome === 'succeeded') {
    counters.succeeded(item, outcome.releases);
    ports.logger.info('work-succeeded', { ...fields, releases: outcome.releases.length });
  }
}

/** Longest delay of a timer of the platform. */
const TIMER_MS_MAX = 2 ** 31 - 1;

function deadlineSignal({ deadline }: WorkItem, now: number): { readonly signal: AbortSignal; clear(): void } | undefined {
  if (deadline === undefined) return undefined;
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), Math.min(Math.max(deadline - now, 0), TIMER_MS_MAX));
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}

