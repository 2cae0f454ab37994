import type { RunStatus } from '#shared/client/index.ts';
import { isJsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import type { Colours } from '../output/colours.ts';
import { renderTable } from '../output/table.ts';
import type { Outcome } from './submit.ts';

interface Row {
  readonly transaction: string;
  readonly status: string;
  readonly decision: string;
  readonly risk: string;
  readonly steps: string;
  readonly retries: string;
}

/** One line for each transaction: how it ended, what was decided, and in which zone each step ran. Nothing in it is Tier 1. */
export function renderOutcomes(outcomes: readonly Outcome[], colours: Colours): string {
  const mark = (text: string, row: Row): string => (row.status === 'COMPLETED' ? colours.green(text) : colours.red(text));
  return renderTable(
    outcomes.map(rowOf),
    [
      { title: 'TRANSACTION', cell: (row) => row.transaction },
      { title: 'STATUS', cell: (row) => row.status, mark },
      { title: 'DECISION', cell: (row) => row.decision },
      { title: 'RISK', cell: (row) => row.risk },
      { title: 'RETRIES', cell: (row) => row.retries },
      { title: 'WHERE EACH STEP RAN', cell: (row) => row.steps },
    ],
    colours,
  );
}

const ID_CHARACTERS_MAX = 24;

function rowOf(outcome: Outcome): Row {
  const id = outcome.transaction.input['id'];
  const transaction = typeof id === 'string' ? shortened(id) : `line ${outcome.transaction.line}`;
  if (outcome.kind === 'rejected') return { transaction, status: 'NOT ACCEPTED', decision: outcome.code, risk: '', retries: '', steps: outcome.pointers.join(' ') };
  const { steps, status, errorName } = outcome.status;
  const retries = steps.reduce((sum, step) => sum + Math.max(0, step.attempts - 1), 0);
  return {
    transaction,
    status,
    decision: status === 'COMPLETED' ? memberOf(outcome.output, 'decision') : (errorName ?? ''),
    risk: memberOf(outcome.output, 'riskRange'),
    retries: retries === 0 ? '' : String(retries),
    steps: zonesOf(steps),
  };
}

/** Steps by zone, in the order in which the zones were first used: `on-prem: store, check · private-cloud: route`. */
function zonesOf(steps: RunStatus['steps']): string {
  const byZone = new Map<string, string[]>();
  for (const { zone, name } of steps) byZone.set(zone, [...(byZone.get(zone) ?? []), name]);
  return [...byZone].map(([zone, names]) => `${zone}: ${[...new Set(names)].join(' ')}`).join(' · ');
}

function shortened(text: string): string {
  return text.length <= ID_CHARACTERS_MAX ? text : `${text.slice(0, ID_CHARACTERS_MAX - 1)}…`;
}

function memberOf(output: JsonValue | undefined, name: string): string {
  const value = output !== undefined && isJsonObject(output) ? output[name] : undefined;
  return typeof value === 'string' ? value : '';
}
