import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OutputToHold, Quarantine } from '#shared/ports/quarantine.ts';
import { LARGE_TEXT, type Open, type Opened } from './opened.ts';

const START = 1_795_401_234_567;
const TASK = { tenant: 'bank', definition: 'tests.check@1.0.0', revision: 'r1', state: 'check', resource: 'uwf:function:check:1.0.0' };

function output(id: string, more: Partial<OutputToHold> = {}): OutputToHold {
  return { id, visit: `visit-${id}`, attemptId: `attempt-${id}`, executionId: 'run-1', task: TASK, findings: [{ reason: 'iban', pointer: '/note' }], fingerprint: `print-${id}`, sealed: `sealed-${id}`, ...more };
}

/** What every quarantine must do. */
export function quarantineContract(name: string, open: Open<Quarantine>): void {
  describe(`Quarantine on ${name}`, () => {
    let opened: Opened<Quarantine>;
    let quarantine: Quarantine;
    beforeEach(async () => {
      opened = await open();
      quarantine = opened.port;
    });
    afterEach(() => opened.close());

    const hold = (held: OutputToHold, now = START) => quarantine.hold({ output: held, now });
    const decide = (id: string, version: number, status: 'approved' | 'released' | 'discarded', on = quarantine) =>
      on.decide({ id, version, status, decision: { decision: status === 'approved' ? 'approve' : status === 'released' ? 'release' : 'discard', by: 'ann', reason: `it "is" ${status}\n`, at: START } });
    const use = (visit: string, attemptId: string, on = quarantine) => on.use({ by: { kind: 'visit', visit }, attemptId, now: START });

    test('holds an output as it was given', async () => {
      const given = output('a\u0000\\1', { sealed: LARGE_TEXT, findings: [{ reason: 'schema', pointer: '' }, { reason: 'email', pointer: '/a~1b/0' }] });
      expect(await hold(given)).toEqual({ id: given.id, isNew: true });
      expect(await quarantine.find({ id: given.id })).toEqual({ ...given, sequence: expect.any(Number), status: 'held', version: 1, decisions: [], heldAt: START, lastAt: START, count: 1 });
      expect(await quarantine.find({ id: 'unknown' })).toBeUndefined();
    });

    test('counts the same output of the same visit, and no other one', async () => {
      await hold(output('a'));
      expect(await hold(output('b', { visit: 'visit-a', fingerprint: 'print-a', attemptId: 'attempt-2' }), START + 5)).toEqual({ id: 'a', isNew: false });
      expect(await hold(output('c', { visit: 'visit-a' }))).toEqual({ id: 'c', isNew: true });
      expect(await hold(output('d', { fingerprint: 'print-a' }))).toEqual({ id: 'd', isNew: true });
      expect(await quarantine.find({ id: 'a' })).toMatchObject({ count: 2, heldAt: START, lastAt: START + 5, attemptId: 'attempt-a' });
      expect(await quarantine.find({ id: 'b' })).toBeUndefined();
    });

    test('lists in the order of holding, by status, in pages', async () => {
      for (const id of ['c', 'a', 'b']) await hold(output(id));
      await decide('a', 1, 'discarded');
      const ids = (outputs: readonly { readonly id: string }[]) => outputs.map(({ id }) => id);
      const all = await quarantine.list({ max: 10 });
      expect(ids(all)).toEqual(['c', 'a', 'b']);
      expect(ids(await quarantine.list({ status: 'held', max: 10 }))).toEqual(['c', 'b']);
      expect(ids(await quarantine.list({ max: 2 }))).toEqual(['c', 'a']);
      expect(ids(await quarantine.list({ after: all[1]?.sequence ?? 0, max: 2 }))).toEqual(['b']);
      expect(await quarantine.list({ max: 0 })).toEqual([]);
    });

    test('takes one decision of many that are made at once', async () => {
      await hold(output('a'));
      const outcomes = await Promise.all(Array.from({ length: 8 }, (_, index) => decide('a', 1, index % 2 === 0 ? 'released' : 'discarded', index % 2 === 0 ? opened.port : opened.other)));
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect((await quarantine.find({ id: 'a' }))?.decisions).toHaveLength(1);
      expect(await decide('unknown', 1, 'released')).toBe(false);
    });

    test('keeps all decisions, and the output until it is discarded', async () => {
      await hold(output('a'));
      expect(await decide('a', 1, 'approved')).toBe(true);
      expect(await decide('a', 2, 'released')).toBe(true);
      expect(await quarantine.find({ id: 'a' })).toMatchObject({ status: 'released', version: 3, sealed: 'sealed-a', decisions: [{ decision: 'approve', by: 'ann', reason: 'it "is" approved\n', at: START }, { decision: 'release' }] });
      expect(await decide('a', 3, 'discarded')).toBe(true);
      const discarded = await quarantine.find({ id: 'a' });
      expect(discarded?.status).toBe('discarded');
      expect(discarded).not.toHaveProperty('sealed');
    });

    test('gives a released output to one attempt, which may ask again', async () => {
      await hold(output('a'));
      expect(await use('visit-a', 'attempt-2')).toBeUndefined();
      await decide('a', 1, 'released');
      expect(await use('visit-b', 'attempt-2')).toBeUndefined();
      expect(await use('visit-a', 'attempt-2')).toMatchObject({ id: 'a', status: 'used', usedBy: 'attempt-2', sealed: 'sealed-a' });
      expect(await use('visit-a', 'attempt-2')).toMatchObject({ id: 'a' });
      expect(await use('visit-a', 'attempt-3')).toBeUndefined();
      expect(await decide('a', 2, 'discarded'), 'what has left cannot be decided any more').toBe(false);
    });

    test('gives it by its fingerprint too, the oldest first', async () => {
      for (const id of ['b', 'a']) await hold(output(id, { fingerprint: 'same' }));
      const like = (fingerprint: string, attemptId: string) => quarantine.use({ by: { kind: 'fingerprint', fingerprint }, attemptId, now: START });
      await decide('a', 1, 'released');
      expect(await like('other', 'attempt-2')).toBeUndefined();
      expect(await like('same', 'attempt-2')).toMatchObject({ id: 'a', usedBy: 'attempt-2' });
      await decide('b', 1, 'released');
      expect(await like('same', 'attempt-3')).toMatchObject({ id: 'b', usedBy: 'attempt-3' });
      expect(await like('same', 'attempt-4')).toBeUndefined();
    });

    test('gives it to one of many attempts that ask at once', async () => {
      await hold(output('a'));
      await decide('a', 1, 'released');
      const taken = await Promise.all(Array.from({ length: 10 }, (_, index) => use('visit-a', `attempt-${index}`, index % 2 === 0 ? opened.port : opened.other)));
      expect(taken.filter((one) => one !== undefined)).toHaveLength(1);
    });

    test('prune() forgets what is over, and nothing that waits for a person', async () => {
      for (const id of ['held', 'used', 'discarded', 'late']) await hold(output(id));
      await decide('used', 1, 'released');
      await use('visit-used', 'attempt-2');
      await decide('discarded', 1, 'discarded');
      await decide('late', 1, 'discarded');
      await hold(output('late-again', { visit: 'visit-late', fingerprint: 'print-late' }), START + 10);
      await quarantine.prune({ before: START + 1 });
      expect((await quarantine.list({ max: 10 })).map(({ id }) => id)).toEqual(['held', 'late']);
    });
  });
}
