import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StatePart } from '#shared/core/compiler/ir/model.ts';
import { nameStates } from '#shared/core/compiler/ir/names.ts';
import { draft } from './drafts.ts';

describe('nameStates()', () => {
  test('takes the name of the task with the part', () => {
    const names = nameStates([draft('a b', '/1', 'if'), draft('a b', '/2'), draft('a b', '/3', 'output', { variant: '.catch' })]);
    expect([...names.values()]).toEqual(['a b.if', 'a b', 'a b.output.catch']);
  });

  test('adds a hash of the place to names that are not unique', () => {
    const names = [...nameStates([draft('a', '/1'), draft('a', '/2'), draft('b', '/3')]).values()];
    expect(names[2]).toBe('b');
    expect(names[0]).toMatch(/^a-[0-9a-z]{7}$/);
    expect(names[0]).not.toBe(names[1]);
  });

  test.each(['__proto__', 'constructor', '1', 'x'.repeat(81), '😀'.repeat(60)])('does not take %j as it is', (task) => {
    const [name = ''] = nameStates([draft(task, '/1')]).values();
    expect(name).not.toBe(task);
    expect(name.length).toBeLessThanOrEqual(80);
  });

  test('gives every state a name of its own, of 1 to 80 characters, and the same each time', () => {
    const drafts = fc.uniqueArray(fc.tuple(fc.oneof(fc.constantFrom('a', 'a.if', 'a-0000000', ''), fc.string({ maxLength: 100, unit: 'grapheme' })), fc.nat(), fc.constantFrom<StatePart>('body', 'if', 'output')), { selector: ([, label]) => label });
    fc.assert(
      fc.property(drafts, (rows) => {
        const all = rows.map(([task, label, part]) => draft(task, `/${label}`, part));
        const names = [...nameStates(all).values()];
        expect(new Set(names).size).toBe(all.length);
        for (const name of names) expect(name.length).toBeLessThanOrEqual(80);
        expect([...nameStates(all).values()]).toEqual(names);
      }),
    );
  });
});
