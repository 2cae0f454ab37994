import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';
import type { DurableJournal } from '#shared/ports/durable-journal.ts';
import { difficultJson, LARGE_TEXT, type Open, type Opened } from './opened.ts';

function fact(sequence: number, state: string, more: Partial<HistoryEvent> = {}): HistoryEvent {
  return { sequence, at: 1_795_401_234_567 + sequence, kind: 'state-entered', state, frame: [], details: {}, ...more };
}

/** What every journal of scopes must do. */
export function durableJournalContract(name: string, open: Open<DurableJournal>): void {
  describe(`DurableJournal on ${name}`, () => {
    let opened: Opened<DurableJournal>;
    let journal: DurableJournal;
    let executionId: string;
    beforeEach(async () => {
      opened = await open();
      journal = opened.port;
      executionId = randomUUID();
    });
    afterEach(() => opened.close());

    const read = (after = 0, max = 1_000): Promise<readonly HistoryEvent[]> => opened.other.read({ executionId, after, max });
    const told = async (): Promise<readonly (string | undefined)[]> => (await read()).map(({ state }) => state);

    test('append() puts the facts of all scopes into one order, numbered without gaps', async () => {
      await journal.append({ executionId, scope: '', facts: [fact(1, 'a'), fact(2, 'b')] });
      await journal.append({ executionId, scope: '2', facts: [fact(2, 'inner', { frame: [0], at: 1 })] });
      await opened.other.append({ executionId, scope: '', facts: [fact(3, 'c')] });
      const facts = await read();
      expect(facts.map(({ sequence, state }) => [sequence, state])).toEqual([[1, 'a'], [2, 'b'], [3, 'inner'], [4, 'c']]);
      expect(facts[2]).toEqual({ ...fact(2, 'inner', { frame: [0], at: 1 }), sequence: 3 });
    });

    test('append() takes a fact once, by its scope and number', async () => {
      await journal.append({ executionId, scope: '2', facts: [fact(2, 'a'), fact(3, 'b')] });
      await opened.other.append({ executionId, scope: '2', facts: [fact(2, 'a'), fact(3, 'b'), fact(4, 'c')] });
      await journal.append({ executionId, scope: '3', facts: [fact(2, 'd')] });
      await journal.append({ executionId, scope: '3', facts: [] });
      expect(await told()).toEqual(['a', 'b', 'c', 'd']);
    });

    test('append() takes nothing after the end is told', async () => {
      await journal.append({ executionId, scope: '', facts: [fact(1, 'a'), fact(2, '', { kind: 'execution-stopped' }), fact(3, 'late')] });
      await journal.append({ executionId, scope: '2', facts: [fact(1, 'later')] });
      expect((await read()).map(({ kind }) => kind)).toEqual(['state-entered', 'execution-stopped']);
    });

    test('append() by many at once leaves no gap and loses nothing', async () => {
      await Promise.all(Array.from({ length: 12 }, (_, scope) => (scope % 2 === 0 ? journal : opened.other).append({ executionId, scope: String(scope % 8), facts: [fact(1, `${scope % 8}a`), fact(2, `${scope % 8}b`)] })));
      const facts = await read();
      expect(facts.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
      expect(facts.map(({ state }) => state).toSorted()).toEqual(Array.from({ length: 8 }, (_, scope) => [`${scope}a`, `${scope}b`]).flat());
      expect(facts.filter((_, index) => index % 2 === 1).every(({ state }, index) => state === facts[index * 2]?.state?.replace('a', 'b'))).toBe(true);
    });

    test('read() gives pages, and of an unknown execution nothing; last() what was taken last', async () => {
      await journal.append({ executionId, scope: '', facts: [fact(1, 'a'), fact(2, 'b'), fact(3, 'c')] });
      expect((await read(1, 1)).map(({ state }) => state)).toEqual(['b']);
      expect(await read(3)).toEqual([]);
      expect(await journal.last({ executionId })).toEqual(fact(3, 'c'));
      expect(await journal.read({ executionId: randomUUID(), after: 0, max: 10 })).toEqual([]);
      expect(await journal.last({ executionId: randomUUID() })).toBeUndefined();
    });

    test('gives facts back as they were', async () => {
      const given = fact(7, 'state\u0000 "ü"', { frame: [0, 12], details: { input: difficultJson(), output: LARGE_TEXT } });
      await journal.append({ executionId, scope: 'a\u0000b', facts: [given] });
      expect(await read()).toEqual([{ ...given, sequence: 1 }]);
    });
  });
}
