import { describe, expect, test } from 'vitest';
import { createProgramBuilder } from '#shared/core/compiler/ir/builder.ts';
import { InvariantError } from '#shared/core/kernel/assert.ts';
import { diagnosticError } from '#shared/core/kernel/diagnostic.ts';
import { draft } from './drafts.ts';

describe('the program builder', () => {
  test('holds states and finds them through their other names', () => {
    const builder = createProgramBuilder();
    builder.alias('entry', 'middle');
    builder.alias('middle', '/a');
    expect(builder.stateAt('entry')).toBeUndefined();
    builder.add(draft('a', '/a'));
    expect(builder.stateAt('entry')?.label).toBe('/a');
    builder.amend('/a', (old) => ({ ...old, task: 'b' }));
    expect(builder.finish('entry', 5)).toMatchObject({ start: 'entry', timeoutSeconds: 5, states: [{ task: 'b' }] });
  });

  test('takes no label twice and changes nothing that is not there', () => {
    const builder = createProgramBuilder();
    builder.add(draft('a', '/a'));
    expect(() => builder.add(draft('b', '/a'))).toThrow(InvariantError);
    expect(() => builder.amend('/b', (old) => old)).toThrow(InvariantError);
    expect(() => builder.alias('x', 'x')).toThrow(InvariantError);
  });

  test('tells a finding once', () => {
    const builder = createProgramBuilder();
    for (const pointer of ['/a', '/a', '/b']) builder.report(diagnosticError('UWF-2030', pointer, 'message'));
    expect(builder.diagnostics).toHaveLength(2);
  });

  test('numbers, counts and remembers', () => {
    const builder = createProgramBuilder();
    expect([builder.nextNumber('a'), builder.nextNumber('a'), builder.nextNumber('b')]).toEqual([1, 2, 1]);
    expect([builder.countTask(), builder.countTask()]).toEqual([1, 2]);
    builder.want('x');
    expect([builder.isWanted('x'), builder.isWanted('y'), builder.has('/a')]).toEqual([true, false, false]);
  });
});
