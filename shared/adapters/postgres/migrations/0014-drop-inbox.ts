import type { Migration } from './migration.ts';

/** The record of attempts of migration 3: what replaced it is the inbox of steps (migration 10). Nothing reads it any more. */
export const dropInbox: Migration = {
  version: 14,
  name: 'drop inbox',
  statements: ['DROP TABLE uwf.inbox_answers', 'DROP TABLE uwf.inbox'],
};
