import { isLastFact } from '#shared/core/durable/facts.ts';
import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';
import type { DurableJournal } from '#shared/ports/durable-journal.ts';
import { parseText, toText, type JsonText } from './json-copy.ts';
import { pageSize } from './limits.ts';

interface Journal {
  readonly facts: JsonText<HistoryEvent>[];
  readonly known: Set<string>;
  isEnded: boolean;
}

/** A journal of scopes that lives as long as the process. */
export function createMemoryDurableJournal(): DurableJournal {
  const journals = new Map<string, Journal>();
  return {
    append: async ({ executionId, scope, facts }) => {
      const journal = journals.get(executionId) ?? { facts: [], known: new Set(), isEnded: false };
      journals.set(executionId, journal);
      for (const fact of facts) take(journal, scope, fact);
    },
    read: async ({ executionId, after, max }) => {
      const from = Math.max(0, Math.trunc(after));
      return (journals.get(executionId)?.facts ?? []).slice(from, from + pageSize(max, 0)).map(parseText);
    },
    last: async ({ executionId }) => journals.get(executionId)?.facts.slice(-1).map(parseText)[0],
  };
}

function take(journal: Journal, scope: string, fact: HistoryEvent): void {
  const key = JSON.stringify([scope, fact.sequence]);
  if (journal.isEnded || journal.known.has(key)) return;
  journal.known.add(key);
  journal.facts.push(toText({ ...fact, sequence: journal.facts.length + 1 }));
  journal.isEnded = isLastFact(fact);
}
