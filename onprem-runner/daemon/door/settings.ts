import type { BackoffRange } from '#shared/core/kernel/backoff.ts';
import type { RunVerdict } from '#shared/core/protocol/inbox-command.ts';
import type { RunClaims } from '#shared/core/protocol/message.ts';
import type { Topics } from '#shared/core/work/topics.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { DeadLetterLog } from '#shared/ports/dead-letter-log.ts';
import type { Digest } from '#shared/ports/digest.ts';
import type { EnvelopeReader, EnvelopeWriter } from '#shared/ports/envelope.ts';
import type { IdSource } from '#shared/ports/id-source.ts';
import type { Incarnation } from '#shared/ports/incarnation.ts';
import type { Logger } from '#shared/ports/logger.ts';
import type { MessageLog } from '#shared/ports/message-log.ts';
import type { StepInbox } from '#shared/ports/step-inbox.ts';

/** How long a claim of a step holds without being renewed. */
export const STEP_LEASE_MS_DEFAULT = 30_000;
/** Rows and records that one turn takes. */
export const INTAKE_BATCH_MAX_DEFAULT = 100;
/** Open steps of one priority above which its topic is not read on; it is again below half of that. */
export const OPEN_ROWS_MAX_DEFAULT = 5_000;
/** How often the number of open steps is looked at. */
export const BALANCE_MS_DEFAULT = 1_000;
/** How a step waits for what it needs and what is not there. */
export const STEP_RETRY_DEFAULT: StepRetry = { minMs: 200, maxMs: 60_000, triesMax: 100 };

/** How often and how soon a step is tried again that could not be performed now. */
export interface StepRetry extends BackoffRange {
  readonly triesMax: number;
}

/** Who talks to whom, and with what patience: the bank's side of one tenant's door. */
export interface BankDoorSettings {
  readonly tenant: string;
  /** The runner site: under this name it signs, and is addressed. */
  readonly site: string;
  /** Name of the cloud side. */
  readonly cloud: string;
  readonly topics: Topics;
  /** This process, among those that share the inbox. */
  readonly worker: string;
  readonly leaseMs?: number;
  readonly batchMax?: number;
  readonly openRowsMax?: number;
  readonly balanceMs?: number;
  readonly retry?: StepRetry;
}

/** Everything that the bank's side of the door is given; each part names what it needs. */
export interface BankDoorPorts {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly digest: Digest;
  readonly inbox: StepInbox;
  /** Of the inbox. */
  readonly incarnation: Incarnation;
  readonly log: MessageLog;
  readonly writer: EnvelopeWriter;
  readonly reader: EnvelopeReader;
  readonly deadLetters: DeadLetterLog;
  /** What this runner's own registry, catalogue and allow-list say of a step that it has not seen before. */
  readonly judge: (run: JudgedRun) => Promise<RunVerdict>;
}

/** A step that is to be judged: the runner trusts neither its kind nor that it is allowed. */
export interface JudgedRun {
  readonly item: WorkItem;
  readonly claims: RunClaims;
}
