import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isDefinitionName } from '#shared/core/definition/identity.ts';
import { documentHeader, nameOf } from '#shared/core/definition/import/header.ts';
import { importMachine } from '#shared/core/definition/import/import-machine.ts';
import { readSteps } from '#shared/core/definition/import/read-steps.ts';

test.each([['Check fraud!', 'check-fraud'], ['Écho Wörkflow', 'echo-workflow'], ['漢字', 'workflow'], ['--a--', 'a']])('nameOf() makes a name of %j', (text, name) => {
  expect(nameOf(text)).toBe(name);
});

test('nameOf() makes a valid name of any text', () => {
  fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => isDefinitionName(nameOf(text))));
});

test('documentHeader() takes what it is given and makes up the rest', () => {
  expect(documentHeader({ namespace: 'bank', version: '2.0.0', title: 'Pay out' })).toEqual({ dsl: '1.0.3', namespace: 'bank', name: 'pay-out', version: '2.0.0', title: 'Pay out' });
  expect(documentHeader({})).toEqual({ dsl: '1.0.3', namespace: 'imported', name: 'workflow', version: '1.0.0' });
});

test('importMachine() keeps a machine as it is and takes its comment for the summary', () => {
  const machine = { Comment: 'Pays', StartAt: 'A', States: { A: { Type: 'Succeed' } } };
  expect(importMachine(machine, { title: 'pay' })).toEqual({ document: { dsl: '1.0.3', namespace: 'imported', name: 'pay', version: '1.0.0', title: 'pay', summary: 'Pays' }, stateMachine: machine });
});

test('readSteps() reads every spelling of child steps', () => {
  const lists = [{ childSteps: ['x'], parallel: true }, { child_steps: [{ name: 'x' }], is_parallel: true }].map((step) => readSteps([{ name: 'a', ...step }], '', { wholeSteps: false }).steps);
  expect(lists[0]).toEqual([{ kind: 'group', name: 'a', isParallel: true, children: [{ name: 'x' }] }]);
  expect(lists[1]).toEqual(lists[0]);
});
