import type { Migration } from './migration.ts';

/** The most urgent that the tasks of an execution may be. NULL where the tasks themselves say it. */
export const executionPriority: Migration = {
  version: 13,
  name: 'priority of executions',
  statements: ['ALTER TABLE uwf.executions ADD COLUMN priority text'],
};
