import { expect, test } from 'vitest';
import { addState, placementTraits } from '#shared/core/compiler/lowering/draft.ts';
import { firstTask, scopeOf } from './scopes.ts';

test('a state knows its task, its place and its traits', () => {
  const { task, context } = firstTask('do: [ { a: { set: { x: 1 }, metadata: { uwf: { priority: high, zone: on-prem } } } } ]');
  const scope = scopeOf({ site: '/do/7/f' });
  const label = addState(task, scope, { part: 'output', variant: '.catch', state: { Type: 'Succeed' }, traits: placementTraits(task) }, context);
  expect(label).toBe('/do/7/f/do/0/a#output.catch');
  expect(context.builder.stateAt(label)).toMatchObject({
    place: '/do/7/f/do/0/a',
    task: 'a',
    phase: 'output',
    traits: { pointer: '/do/0/a', priority: 'high', requestedZone: { value: 'on-prem', pointer: '/do/0/a/metadata/uwf/zone' } },
  });
  expect(context.scopes.get(label)).toBe(scope);
});
