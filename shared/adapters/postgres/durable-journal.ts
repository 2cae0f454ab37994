import { isLastFact } from '#shared/core/durable/facts.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';
import type { AppendFacts, DurableJournal } from '#shared/ports/durable-journal.ts';
import { pageSize, sequenceNumber } from './limits.ts';
import { parseJson, parseNumber, parseRaw } from './rows.ts';
import { runner, type Run } from './run.ts';
import type { SqlPool, SqlRow } from './sql-client.ts';
import { toColumn } from './text.ts';

/** Whoever appends to an execution holds its row until the end of the transaction: numbers have no gaps, and no order but one. */
const HOLD_JOURNAL = `
INSERT INTO uwf.durable_journals AS j (execution_id) VALUES ($1)
ON CONFLICT (execution_id) DO UPDATE SET last = j.last RETURNING last, is_ended`;

const APPEND_FACTS = `
INSERT INTO uwf.durable_facts (execution_id, sequence, scope, number, fact)
SELECT $1, $2::integer + row_number() OVER (ORDER BY given.place), $3, given.number, given.fact
FROM unnest($4::integer[], $5::text[]) WITH ORDINALITY AS given(number, fact, place)
WHERE NOT EXISTS (SELECT 1 FROM uwf.durable_facts f WHERE f.execution_id = $1 AND f.scope = $3 AND f.number = given.number)
RETURNING number`;

const MOVE_JOURNAL = 'UPDATE uwf.durable_journals SET last = $2, is_ended = $3 WHERE execution_id = $1';

const READ_FACTS = 'SELECT sequence, fact FROM uwf.durable_facts WHERE execution_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3';

const LAST_FACT = 'SELECT sequence, fact FROM uwf.durable_facts WHERE execution_id = $1 ORDER BY sequence DESC LIMIT 1';

/** The journal of scopes in PostgreSQL. */
export function createPostgresDurableJournal(pool: SqlPool, schema: string): DurableJournal {
  const run = runner(pool, schema);
  return {
    append: async (request) => {
      if (request.facts.length > 0) await pool.transaction((client) => append(runner(client, schema), request));
    },
    read: async ({ executionId, after, max }) => (await run('read-facts', READ_FACTS, [toColumn(executionId), sequenceNumber(after), pageSize(max, 0)])).map(parseFact),
    last: async ({ executionId }) => (await run('last-fact', LAST_FACT, [toColumn(executionId)])).map(parseFact)[0],
  };
}

function parseFact(row: SqlRow): HistoryEvent {
  return { ...parseJson<Omit<HistoryEvent, 'sequence'>>(parseRaw(row, 'fact')), sequence: parseNumber(row, 'sequence') };
}

async function append(run: Run, { executionId, scope, facts }: AppendFacts): Promise<void> {
  const id = toColumn(executionId);
  const [journal] = await run('hold-journal', HOLD_JOURNAL, [id]);
  assert(journal !== undefined, 'a journal that is appended to is there');
  if (journal['is_ended'] === true) return;
  const end = facts.findIndex(isLastFact);
  const given = end < 0 ? facts : facts.slice(0, end + 1);
  const last = parseNumber(journal, 'last');
  const texts = given.map(({ sequence: _sequence, ...fact }) => JSON.stringify(fact));
  const taken = await run('append-facts', APPEND_FACTS, [id, last, toColumn(scope), given.map(({ sequence }) => sequence), texts]);
  await run('move-journal', MOVE_JOURNAL, [id, last + taken.length, end >= 0]);
}
