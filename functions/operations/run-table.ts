import { cancelRun } from './cancel-run.ts';
import { getData } from './get-data.ts';
import { getHealth } from './get-health.ts';
import { getHistory } from './get-history.ts';
import { getStatus } from './get-status.ts';
import { listKeys } from './list-keys.ts';
import { listRuns } from './list-runs.ts';
import type { Operation } from './operation.ts';
import { redriveRun } from './redrive-run.ts';
import { runWorkflow } from './run-workflow.ts';

/**
 * The operations of runs, which most requests are of. They need no compiler, so that a host can serve them from a small program, with fewer rights than
 * those of the whole table ({@link import('./table.ts').operations}), which has them too.
 */
export const runOperations: readonly Operation[] = [runWorkflow, getStatus, getData, getHistory, cancelRun, redriveRun, listRuns, listKeys, getHealth];
