import { expect, test } from 'vitest';
import { linkProgram } from '#shared/core/compiler/ir/link.ts';
import { END } from '#shared/core/compiler/ir/model.ts';
import { pruneUnreachable } from '#shared/core/compiler/passes/prune.ts';
import { draft } from '../ir/drafts.ts';

test('drops states that nothing leads to, and keeps those that only a twin leads to', () => {
  const twin = { state: { Type: 'Task', Resource: 'uwf:evaluate', Catch: [{ ErrorEquals: ['States.ALL'], Next: '/c' }], Next: END }, origins: [] } as const;
  const states = [draft('a', '/a', 'body', { state: { Type: 'Pass', Next: END }, evaluate: twin }), draft('b', '/b'), draft('c', '/c'), draft('d', '/x/catch/do/0/d')];
  const { linked, diagnostics } = pruneUnreachable(linkProgram({ start: '/a', states, aliases: new Map() }));
  expect(Object.keys(linked.machine.States)).toEqual(['a', 'c']);
  expect([...linked.traits.keys()]).toEqual(['a', 'c']);
  expect(diagnostics).toMatchObject([{ code: 'UWF-2048', severity: 'warning', pointer: '/b' }]);
});
