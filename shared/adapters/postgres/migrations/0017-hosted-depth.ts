import type { Migration } from './migration.ts';

/** How many executions stand above one, each of which started the next. NULL where there is none. */
export const hostedDepth: Migration = {
  version: 17,
  name: 'depth of hosted executions',
  statements: ['ALTER TABLE uwf.hosted_executions ADD COLUMN depth integer'],
};
