import { describe, expect, test } from 'vitest';
import { LIMITS } from './limits.ts';
import { differencesOf } from './compare.ts';
import type { Bench, KnownCourse, Ran, Trial, Verdict } from './model.ts';
import { engineBench } from './on-engine.ts';
import { Order } from './order.ts';
import { printTable } from './print.ts';
import { fillTable, type Cell, type Row } from './table.ts';
import { readTrials } from './trials.ts';

/** Read once: all of them are compiled. */
const all = readTrials();
const TYPE = 'https://open-workflow-specification.org/spec/1.0.0/errors/runtime#500';

const ran: Ran = {
  status: 'succeeded', output: { n: 1 }, told: { published: [{ a: 1 }, { b: 2 }] },
  work: [{ state: 'a', resource: 'uwf:http', arguments: 1, retryCount: 0 }, { state: 'b', resource: 'uwf:http', arguments: 2, retryCount: 0 }],
  visits: { outer: ['a', 'b'], inner: ['x'] }, isCutShort: false, size: { milliseconds: 1, transitions: 3, events: 8, bytes: 100 },
};
const [first, second] = ran.work;
const [swapped, one] = [[second, first], [first]].map((work) => work.filter((item) => item !== undefined));

describe('differencesOf()', () => {
  test.each<[string, Partial<Ran>]>([
    ['status', { status: 'failed', failure: { error: 'States.Timeout' } }],
    ['output', { output: { n: 2 } }],
    ['work', { work: one ?? [] }],
    ['work', { work: ran.work.map((work) => ({ ...work, retryCount: 1 })) }],
    ['published', { told: { published: [{ a: 1 }] } }],
    ['states', { visits: { ...ran.visits, outer: ['b', 'a'] } }],
    ['states of branches', { visits: { ...ran.visits, inner: ['x', 'x'] } }],
  ])('tells another %s', (what, other) => {
    expect(differencesOf(ran, { ...ran, ...other }, true)).toEqual([expect.stringContaining(what)]);
  });

  test('tells another order of the work, unless something goes on side by side', () => {
    const other = { ...ran, work: swapped ?? [], told: { published: [{ b: 2 }, { a: 1 }] } };
    expect(differencesOf(ran, other, false)).toEqual([expect.stringContaining('work'), expect.stringContaining('published')]);
    expect(differencesOf(ran, other, true)).toEqual([]);
  });

  test('compares how far branches have come only where none was cut short', () => {
    const other = { ...ran, visits: { ...ran.visits, inner: [] } };
    expect(differencesOf({ ...ran, isCutShort: true }, other, true)).toEqual([]);
    expect(differencesOf(ran, other, true)).toHaveLength(1);
  });

  test('compares what an error of the DSL says, and of others the name only', () => {
    const failed = (error: string, cause: string): Ran => ({ ...ran, status: 'failed', failure: { error, cause } });
    expect(differencesOf(failed('States.Timeout', 'one text'), failed('States.Timeout', 'another'), false)).toEqual([]);
    expect(differencesOf(failed('States.Timeout', ''), failed('States.Runtime', ''), false)).toHaveLength(1);
    expect(differencesOf(failed(TYPE, '{"status":500,"title":"a"}'), failed(TYPE, '{"status":500,"title":"b"}'), false)).toEqual([expect.stringContaining('error object')]);
  });
});

describe('the table', () => {
  const [limited = ''] = LIMITS['step-functions'].keys();
  const trials = async (...ids: readonly string[]): Promise<readonly Trial[]> => (await all).filter(({ id }) => ids.includes(id));
  const changed = (change: (verdict: Verdict) => Verdict): Bench<KnownCourse> => ({ ...engineBench, run: async (trial, course) => change(await engineBench.run(trial, course)) });
  const fill = async (ids: readonly string[], bench: Bench<KnownCourse>): Promise<readonly Row[]> => fillTable(await trials(...ids), { durable: engineBench, stepFunctions: { ok: true, bench }, isSent: () => true });
  const cellOf = async (id: string, bench: Bench<KnownCourse>): Promise<Cell | undefined> => (await fill([id], bench))[0]?.cells['step-functions'];
  const otherOutput = changed((verdict) => (verdict.kind === 'ran' ? { ...verdict, ran: { ...verdict.ran, output: 'another' } } : verdict));

  test('has a runtime that does the same as equal, one that does not as different, and one that cannot as refused', async () => {
    expect(await cellOf('own/for--01-accumulates', engineBench)).toMatchObject({ kind: 'equal', size: { transitions: 9 } });
    expect(await cellOf('own/for--01-accumulates', otherOutput)).toMatchObject({ kind: 'different' });
    expect(await cellOf('own/for--01-accumulates', changed(() => ({ kind: 'refused', reason: 'no' })))).toEqual({ kind: 'refused', reason: 'no' });
    expect(await cellOf('own/schema--07-input-of-the-workflow', engineBench)).toMatchObject({ kind: 'refused' });
  });

  test('takes a difference that is listed for a refusal, and tells a line of the list that is needless', async () => {
    expect(await cellOf(limited, otherOutput)).toEqual({ kind: 'refused', reason: LIMITS['step-functions'].get(limited) });
    expect(await cellOf(limited, engineBench)).toMatchObject({ kind: 'equal', needless: expect.any(String) });
  });

  test('holds a case of a workflow to what it expects, on our engine', async () => {
    const [found] = await trials('examples/antifraud/1.0.0#passes');
    expect(found?.problemsOf?.({ ...ran, told: { calls: [], published: [], mistakes: [] } })).toContainEqual(expect.stringContaining('output'));
  });

  test('prints a line for each trial, what was refused and what differs, and the sums', async () => {
    const text = printTable(await fill(['own/for--01-accumulates', 'own/schema--07-input-of-the-workflow'], otherOutput));
    expect(text).toMatch(/^own\/for--01-accumulates +equal +equal +different/mu);
    expect(text).toContain('own/for--01-accumulates, step-functions: different in output');
    expect(text).toContain('own/schema--07-input-of-the-workflow, engine and durable and step-functions: refused: not started');
    expect(text).toContain('step-functions: equal 0, refused 1, different 1, not run 0');
  });

  test('lists limits of trials that there are, each one once', async () => {
    const ids = (await all).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const hasRecordings = ids.some((id) => id.startsWith('recorded/'));
    const listed = Object.values(LIMITS).flatMap((limits) => [...limits.keys()]);
    expect(listed.filter((id) => !ids.includes(id) && (hasRecordings || !id.startsWith('recorded/')))).toEqual([]);
  });
});

test('answers are given in the order in which our engine gave them', async () => {
  const order = new Order([{ kind: 'asked', key: 'a' }, { kind: 'asked', key: 'b' }, { kind: 'answered', key: 'b' }, { kind: 'answered', key: 'a' }]);
  const given: string[] = [];
  const askedAt = Date.now();
  ['a', 'b'].forEach((key) => order.asked(key));
  await Promise.all(['a', 'b'].map(async (key) => {
    await order.turnOf(key, askedAt);
    given.push(key);
  }));
  expect(given).toEqual(['b', 'a']);
});
