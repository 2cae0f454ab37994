import type { HeldOutput, Quarantine, UsedBy } from '#shared/ports/quarantine.ts';
import { parseText, toText, type JsonText } from './json-copy.ts';
import { pageSize } from './limits.ts';

/** A quarantine that lives as long as the process. */
export function createMemoryQuarantine(): Quarantine {
  const rows = new Map<string, JsonText<HeldOutput>>();
  let sequence = 0;
  const all = (): readonly HeldOutput[] => [...rows.values()].map(parseText);
  const put = (output: HeldOutput): void => void rows.set(output.id, toText(output));
  return {
    hold: async ({ output, now }) => {
      const known = all().find(({ visit, fingerprint }) => visit === output.visit && fingerprint === output.fingerprint);
      if (known !== undefined) put({ ...known, lastAt: Math.max(known.lastAt, now), count: known.count + 1 });
      else put({ ...output, sequence: (sequence += 1), status: 'held', version: 1, decisions: [], heldAt: now, lastAt: now, count: 1 });
      return { id: known?.id ?? output.id, isNew: known === undefined };
    },
    find: async ({ id }) => {
      const found = rows.get(id);
      return found === undefined ? undefined : parseText(found);
    },
    list: async ({ status, after = 0, max }) => {
      const matching = all().filter((output) => output.sequence > after && (status === undefined || output.status === status));
      return matching.slice(0, pageSize(max, 0));
    },
    decide: async ({ id, version, status, decision }) => {
      const found = rows.get(id);
      const output = found === undefined ? undefined : parseText(found);
      if (output === undefined || output.version !== version || output.status === 'used') return false;
      const { sealed, ...rest } = output;
      const kept = status === 'discarded' || sealed === undefined ? rest : { ...rest, sealed };
      put({ ...kept, status, version: version + 1, decisions: [...output.decisions, decision] });
      return true;
    },
    use: async ({ by, attemptId, now }) => {
      const found = all().find((output) => isMeant(output, by) && (output.status === 'released' || (output.status === 'used' && output.usedBy === attemptId)));
      if (found === undefined) return undefined;
      const used: HeldOutput = { ...found, status: 'used', usedBy: attemptId, lastAt: Math.max(found.lastAt, now) };
      put(used);
      return used;
    },
    prune: async ({ before }) => {
      for (const output of all()) if ((output.status === 'used' || output.status === 'discarded') && output.lastAt < before) rows.delete(output.id);
    },
  };
}

function isMeant(output: HeldOutput, by: UsedBy): boolean {
  return by.kind === 'visit' ? output.visit === by.visit : output.fingerprint === by.fingerprint;
}
