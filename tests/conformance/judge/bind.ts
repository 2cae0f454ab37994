import type { AslMachine } from '#shared/core/asl/model.ts';
import { bindMachine } from '#shared/core/step-functions/bind-machine.ts';
import { retriesByActivity } from '#tests/support/retries-by-activity.ts';

/** Where the tasks of one run go. */
export interface Binding {
  readonly doors: Doors;
  /** Tells the runs apart that share the doors: their messages have it in the place of a revision. */
  readonly run: string;
}

/** How tasks come to us. */
export interface Doors {
  readonly queueUrl: string;
  readonly activityArn: string;
}

/** A program as it is published on Step Functions, as far as the judge can carry that out. */
export function bindForJudge(machine: AslMachine, { doors: { queueUrl, activityArn }, run }: Binding): AslMachine {
  const bound = bindMachine({ machine, bank: new Set(), revision: run, queues: { steps: queueUrl, bank: queueUrl } });
  return retriesByActivity(bound, new Map([[queueUrl, activityArn]]));
}
