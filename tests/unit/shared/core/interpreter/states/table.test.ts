import { expect, test } from 'vitest';
import type { AslState } from '#shared/core/asl/model.ts';
import { isExecutableType, prepareState, stateTable } from '#shared/core/interpreter/states/table.ts';
import { preparing } from '#tests/support/visits.ts';

test('every kind of state is prepared by its own row', () => {
  const scope = { StartAt: 'x', States: { x: { Type: 'Succeed' as const } } };
  const states: readonly AslState[] = [
    { Type: 'Pass', End: true },
    { Type: 'Task', Resource: 'r', End: true },
    { Type: 'Choice', Choices: [{ Condition: true, Next: 'x' }] },
    { Type: 'Wait', Seconds: 1, End: true },
    { Type: 'Succeed' },
    { Type: 'Fail' },
    { Type: 'Parallel', Branches: [scope], End: true },
    { Type: 'Map', ItemProcessor: scope, End: true },
  ];
  expect(states.map((state) => prepareState(state, preparing().preparation).type)).toEqual(Object.keys(stateTable));
});

test.each(['Loop', 'toString', '__proto__', ''])('%j is no type of state', (type) => {
  expect(isExecutableType(type)).toBe(false);
});
