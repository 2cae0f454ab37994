import { describe, expect, test } from 'vitest';
import { extensionsOf } from '#shared/core/compiler/extensions/matching.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { firstTask } from '../lowering/scopes.ts';

function applied(extension: string, task = '{ set: { a: 1 } }'): readonly string[] {
  const { task: node, context } = firstTask(`use: { extensions: [ { x: ${extension} } ] }\ndo: [ { t: ${task} } ]`);
  return [...extensionsOf(node, context).map(({ isConditional }) => (isConditional ? 'if' : 'always')), ...context.builder.diagnostics.map(({ code }) => code)];
}

describe('extensionsOf()', () => {
  test.each([
    ['{ extend: all }', ['always']],
    ['{ extend: set }', ['always']],
    ['{ extend: call }', []],
    ['{ extend: all, when: "$task.set.a = 1" }', ['always']],
    ['{ extend: all, when: "$task.set.a = 2" }', []],
    ['{ extend: all, when: "$workflow.definition.document.name = \'unit\'" }', ['always']],
    ['{ extend: all, when: "$task.name = \'t\' and $task.reference = \'/do/0/t\'" }', ['always']],
    ['{ extend: all, when: "$task.input.a = 1" }', ['if']],
    ['{ extend: all, when: "a = 1" }', ['if']],
    ['{ extend: all, when: "$workflow.id = 1" }', ['if']],
    ['{ extend: all, when: "1 + \'a\'" }', ['UWF-2061']],
  ])('%s around a set: %j', (extension, expected) => {
    expect(applied(extension)).toEqual(expected);
  });

  test('a do is composite', () => {
    expect(applied('{ extend: composite }', '{ do: [ { a: { set: { b: 1 } } } ] }')).toEqual(['always']);
  });

  test('tasks of extensions are not extended', () => {
    const { context } = firstTask('use: { extensions: [ { x: { extend: all, before: [ { b: { set: { a: 1 } } } ] } } ] }\ndo: [ { t: { set: { a: 1 } } } ]');
    const task = context.definition.use.extensions[0]?.before[0];
    assert(task !== undefined, 'the extension has a task');
    expect(extensionsOf(task, context)).toEqual([]);
  });
});
