import type { RefusalWaits } from '#shared/core/protocol/step-answer.ts';
import type { Topics } from '#shared/core/work/topics.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { DeadLetterLog } from '#shared/ports/dead-letter-log.ts';
import type { Digest } from '#shared/ports/digest.ts';
import type { EnvelopeReader, EnvelopeWriter } from '#shared/ports/envelope.ts';
import type { IdSource } from '#shared/ports/id-source.ts';
import type { Incarnation } from '#shared/ports/incarnation.ts';
import type { Logger } from '#shared/ports/logger.ts';
import type { MessageLog } from '#shared/ports/message-log.ts';
import type { StepStore } from '#shared/ports/step-store.ts';
import type { TaskCompletion } from '#shared/ports/task-completion.ts';

/** How long a dispatched step may be silent before it is sent again: longer than a few heartbeats of the runner. */
export const STEP_SILENCE_MS_DEFAULT = 60_000;
/** Steps that may be open at a site that has not told its own bound. */
export const OPEN_STEPS_MAX_DEFAULT = 1_000;
/** Records, rows and calls that one turn takes. */
export const DOOR_BATCH_MAX_DEFAULT = 100;
/** After this time a message or call whose relay died is taken by another. */
export const DOOR_LEASE_MS_DEFAULT = 10_000;
/** How refused steps wait. */
export const REFUSAL_WAITS_DEFAULT: RefusalWaits = { pauseMs: 500, pauseMsMax: 60_000, unknownMsMax: 60_000 };

/** Who talks to whom, and with what patience: the cloud's side of one tenant's door to one runner site. */
export interface DoorSettings {
  readonly tenant: string;
  /** Under which name the cloud side signs, and is addressed. */
  readonly party: string;
  /** The runner site that does the steps. */
  readonly site: string;
  readonly topics: Topics;
  readonly silenceMs?: number;
  readonly openMax?: number;
  readonly batchMax?: number;
  readonly leaseMs?: number;
  readonly refusals?: RefusalWaits;
}

/** Everything that the cloud's side of the door is given; each use case names the part that it needs. */
export interface DoorPorts {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly digest: Digest;
  readonly steps: StepStore;
  /** Of the step store. */
  readonly incarnation: Incarnation;
  readonly log: MessageLog;
  readonly writer: EnvelopeWriter;
  readonly reader: EnvelopeReader;
  readonly deadLetters: DeadLetterLog;
  readonly completion: TaskCompletion;
  /** Told the revision of each step that the runner refuses because it does not know the definition, once the refusal is taken in. */
  readonly onUnknownDefinition?: (revision: string) => void;
}
