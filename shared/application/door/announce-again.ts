import type { Clock } from '#shared/ports/clock.ts';
import type { DefinitionAnnouncer } from '#shared/ports/definition-release.ts';
import type { DefinitionStore } from '#shared/ports/definition-store.ts';
import type { Logger } from '#shared/ports/logger.ts';

/** The shortest time between two announcements of one definition by one process. */
export const ANNOUNCE_AGAIN_MS_MIN = 1_000;

/** What is needed to announce a definition again. */
export interface AnnounceAgainPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly definitionStore: DefinitionStore;
  readonly announcer: DefinitionAnnouncer;
}

/** Definitions that the bank turned out not to have. */
export interface AnnounceAgain {
  /** Remembers a revision to be announced, unless it was a moment ago: steps are sent, and refused, again. */
  want(revision: string): void;
  /** Announces what is wanted; returns how much that was. What fails stays wanted. Errors: `UWF-5001`, `UWF-5002`, `UWF-5007`. */
  work(): Promise<number>;
}

/**
 * Announces definitions again that the runner refuses as unknown: their announcement may have been lost, or refused before the runner had its handlers.
 * At most once in {@link ANNOUNCE_AGAIN_MS_MIN} for each revision. What was never released cannot be announced, and an operator is told.
 */
export function createAnnounceAgain({ clock, logger, definitionStore, announcer }: AnnounceAgainPorts): AnnounceAgain {
  const wanted = new Set<string>();
  const announcedAt = new Map<string, number>();
  const forgetOld = (now: number): void => {
    for (const [revision, at] of announcedAt) {
      if (at + ANNOUNCE_AGAIN_MS_MIN <= now) announcedAt.delete(revision);
    }
  };
  const announce = async (revision: string): Promise<void> => {
    const stored = await definitionStore.findByRevision({ revision });
    if (stored?.pinned?.manifest === undefined) return logger.warn('definition-not-released', { revision });
    await announcer.announce({ stored });
    logger.info('definition-announced-again', { revision });
  };
  return {
    want: (revision) => {
      forgetOld(clock.now());
      if (!announcedAt.has(revision)) wanted.add(revision);
    },
    work: async () => {
      const revisions = [...wanted];
      for (const revision of revisions) {
        await announce(revision);
        wanted.delete(revision);
        announcedAt.set(revision, clock.now());
      }
      return revisions.length;
    },
  };
}
