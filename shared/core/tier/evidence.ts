import type { DeclassificationMethod } from '../definition/model.ts';
import type { RelatedPlace } from '../kernel/diagnostic.ts';
import type { Tier, Zone } from './tier.ts';

/** What an approver reads: every way data takes, every release, every observation. Plain JSON. */
export interface Evidence {
  /** Every place where data that is not clear in the target's zone enters a task, with its path. */
  readonly flows: readonly EvidenceFlow[];
  readonly declassifications: readonly EvidenceDeclassification[];
  /** What the cloud side learns besides data: that an on-prem task failed and with which codes, and how long it took. */
  readonly observations: readonly EvidenceObservation[];
}

/** One sealed value that one task gets. */
export interface EvidenceFlow {
  readonly origin: string;
  readonly tier: Tier;
  /** Pointer of the task that receives it. */
  readonly to: string;
  readonly zone: Zone;
  readonly path: readonly RelatedPlace[];
}

/** One release, with its bound. */
export interface EvidenceDeclassification {
  /** Pointer of the task. */
  readonly task: string;
  readonly path: string;
  readonly to: Tier;
  readonly purpose: string;
  readonly method: DeclassificationMethod;
  readonly expires?: string;
  /** How many different values can leave: a number, or `unbounded` for tokens and masks. */
  readonly distinctValues: number | 'unbounded';
}

/** What is learned of a task besides data. */
export interface EvidenceObservation {
  readonly task: string;
  readonly codes: readonly string[];
}
