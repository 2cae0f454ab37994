import type { Migration } from './migration.ts';

/** What a version was compiled from beside its source: the texts of outside documents, as they were then. NULL where that is nothing. */
export const definitionPins: Migration = {
  version: 7,
  name: 'definition pins',
  statements: ['ALTER TABLE uwf.definitions ADD COLUMN pinned text'],
};
