import type { Clock } from '#shared/ports/clock.ts';
import type { Logger } from '#shared/ports/logger.ts';
import { startLoop, type Loop } from '../daemon/loop.ts';

/** How long what only recognises repetitions is kept: idempotency keys, message ids, ended attempts, published events. */
const KEEP_MS = 7 * 86_400_000;
const PRUNE_INTERVAL_MS = 3_600_000;

export interface PruningOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly prune: (request: { readonly before: number }) => Promise<void>;
}

/** Forgets what is old in the stores of a zone, at once and from then on every hour. A failure is logged and tried again. */
export function startPruning({ clock, logger, prune }: PruningOptions): Loop {
  return startLoop({
    idleMs: PRUNE_INTERVAL_MS,
    turn: async () => {
      await prune({ before: clock.now() - KEEP_MS });
      return false;
    },
    onError: () => logger.warn('prune-failed', {}),
  });
}
