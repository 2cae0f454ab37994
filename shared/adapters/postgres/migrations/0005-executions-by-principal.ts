import type { Migration } from './migration.ts';

/** A caller sees their own executions only: their page costs what they have started, not what everybody has. */
export const executionsByPrincipal: Migration = {
  version: 5,
  name: 'executions by principal',
  statements: ['CREATE INDEX executions_by_principal ON uwf.executions (principal, created_at DESC, id DESC)'],
};
