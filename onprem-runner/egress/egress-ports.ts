import type { Detectors } from '#shared/core/egress/detectors.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { DeclassifiedRelease } from '#shared/core/tier/release.ts';
import type { AuditFact } from '#shared/core/vault/audit-chain.ts';
import type { WorkItem } from '#shared/core/work/message.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { IdSource } from '#shared/ports/id-source.ts';
import type { Logger } from '#shared/ports/logger.ts';
import type { Quarantine } from '#shared/ports/quarantine.ts';
import type { SchemaValidator } from '#shared/ports/schema-validator.ts';
import type { Sealer } from '#shared/ports/sealer.ts';
import type { PlacedTask, RunnerProgram } from '../daemon/programs.ts';
import type { HandlerRegistry } from '../handlers/registry.ts';
import type { TaskFailure, TaskSuccess } from '../tasks/task-result.ts';
import type { QuarantineBox } from './quarantine/box.ts';

/** What the guard works with. Everything lies in the on-prem zone. */
export interface EgressPorts {
  readonly sealer: Sealer;
  readonly validator: SchemaValidator;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly handlers: HandlerRegistry;
  readonly detectors: Detectors;
  readonly quarantine: Quarantine;
  readonly box: QuarantineBox;
  /** Records what was held, in the bank's audit log. */
  readonly audit: (fact: AuditFact) => Promise<unknown>;
}

/** One attempt whose output is about to leave. */
export interface ResultRequest extends StoredRequest {
  readonly result: TaskSuccess;
}

/** One attempt whose output may lie released in the quarantine. */
export interface StoredRequest {
  readonly item: WorkItem;
  /** The visit of the state that the attempt belongs to: its idempotency key, the same over the workflow's own retries. The attempt id unless given. */
  readonly visit?: string;
  readonly program: RunnerProgram;
  readonly task: PlacedTask;
  readonly tenant: string;
  readonly runnerId: string;
}

/** How an attempt ended, fit to leave the zone. */
export type ReleasedResult = { readonly outcome: 'succeeded'; readonly output: JsonValue; readonly releases: readonly DeclassifiedRelease[] } | TaskFailure;
