import { wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import { PRUNE_DOOR } from './door-statements.ts';
import { PRUNE_EVENTS } from './event-statements.ts';
import { PRUNE_HOSTED_KEYS } from './execution-index-statements.ts';
import { PRUNE_KEYS } from './execution-statements.ts';
import { PRUNE_ROWS_MAX } from './limits.ts';
import { PRUNE_LOG } from './message-log-statements.ts';
import { PRUNE_IDS } from './queue-statements.ts';
import { runner } from './run.ts';
import type { SqlPool } from './sql-client.ts';

const STATEMENTS = { 'prune-keys': PRUNE_KEYS, 'prune-hosted-keys': PRUNE_HOSTED_KEYS, 'prune-ids': PRUNE_IDS, 'prune-events': PRUNE_EVENTS, 'prune-log': PRUNE_LOG, ...PRUNE_DOOR } as const;

/** Forgets what is only kept to recognise repetitions, in steps of a bounded size. */
export async function prune(pool: SqlPool, schema: string, before: number): Promise<void> {
  const run = runner(pool, schema);
  for (const [name, text] of Object.entries(STATEMENTS)) {
    let rows = PRUNE_ROWS_MAX;
    while (rows >= PRUNE_ROWS_MAX) rows = (await run(name, text, [wholeMilliseconds(before), PRUNE_ROWS_MAX])).length;
  }
}
