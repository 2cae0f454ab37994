import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assertStep, isEnded, parseCursor, printCursor, timersAfter, wholeMilliseconds } from '#shared/core/history/journal-rules.ts';
import { InvariantError } from '#shared/core/kernel/assert.ts';
import { eventOf, snapshotOf } from '#tests/conformance/ports/executions.ts';

describe('isEnded()', () => {
  test('is false of a running execution only', () => {
    expect((['running', 'succeeded', 'failed', 'stopped', 'timed-out'] as const).filter((status) => !isEnded(status))).toEqual(['running']);
  });
});

describe('assertStep()', () => {
  const step = (expectedSequence: number, sequences: readonly number[], sequence: number) => () =>
    assertStep({ expectedSequence, events: sequences.map((number) => eventOf(number)), snapshot: snapshotOf('e1', { sequence }) });

  test('takes events that follow each other, and none', () => {
    expect(step(0, [1], 1)).not.toThrow();
    expect(step(4, [5, 6, 7], 7)).not.toThrow();
    expect(step(4, [], 4)).not.toThrow();
  });

  test.each([
    ['a gap', 4, [5, 7], 6],
    ['a repetition', 4, [5, 5], 6],
    ['another order', 4, [6, 5], 6],
    ['an event that was there', 4, [4], 5],
    ['a snapshot that is ahead', 4, [5], 6],
    ['a snapshot that is behind', 4, [5], 4],
    ['a snapshot ahead of no events', 4, [], 5],
  ])('stops at %s', (_name, expected, sequences, sequence) => {
    expect(step(expected, sequences, sequence)).toThrow(InvariantError);
  });
});

describe('timersAfter()', () => {
  const timers = [{ timerId: 't1', dueAt: 1 }, { timerId: 't2', dueAt: 2 }, { timerId: 't1', dueAt: 3 }];

  test('leaves out what is cleared, and keeps the last setting of a timer', () => {
    const snapshot = snapshotOf('e1', { sequence: 1 });
    expect(timersAfter({ snapshot, timersSet: timers, timersCleared: ['t2', 't9'] })).toEqual([{ timerId: 't1', dueAt: 3 }]);
  });

  test('gives none of an ended execution', () => {
    expect(timersAfter({ snapshot: snapshotOf('e1', { sequence: 1, status: 'failed' }), timersSet: timers, timersCleared: [] })).toEqual([]);
  });
});

describe('wholeMilliseconds()', () => {
  test.each([[0, 0], [1, 1], [1.0001, 2], [-5, 0], [1e300, Number.MAX_SAFE_INTEGER], [Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER]])('makes %d a time of %d', (time, whole) => {
    expect(wholeMilliseconds(time)).toBe(whole);
  });
});

describe('cursors', () => {
  test('of every position are read as that position', () => {
    fc.assert(
      fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), fc.string({ minLength: 1, unit: 'binary' }), (createdAt, id) => {
        expect(parseCursor(printCursor({ createdAt, id }))).toEqual({ createdAt, id });
      }),
    );
  });

  test('that nobody printed are refused, whatever they are', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const position = parseCursor(text);
        if (position !== undefined) expect(text.endsWith(`.${position.id}`)).toBe(true);
      }),
    );
    expect(['', '.', '1.', '.a', '1a.b', '+1.b', '99999999999999999.b'].map(parseCursor)).toEqual(Array.from({ length: 7 }));
  });
});
