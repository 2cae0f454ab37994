import { expect, test } from 'vitest';
import type { AslMachine, AslState } from '#shared/core/asl/model.ts';
import { checkFields } from '#shared/core/compiler/verify-fields.ts';

const findings = (state: AslState, more: Partial<AslMachine> = {}): readonly string[] =>
  checkFields({ QueryLanguage: 'JSONata', StartAt: 'a', States: { a: state }, ...more }, (pointer) => pointer).map(({ code, pointer }) => `${code} ${pointer}`);

test('timers that no runtime could set are reported', () => {
  expect(findings({ Type: 'Wait', Seconds: 100_000_000, End: true })).toEqual(['UWF-2054 /States/a/Seconds']);
  expect(findings({ Type: 'Task', Resource: 'r', TimeoutSeconds: 0, End: true })).toEqual(['UWF-2054 /States/a/TimeoutSeconds']);
  expect(findings({ Type: 'Succeed' }, { TimeoutSeconds: 0 })).toEqual(['UWF-2054 /timeout']);
  expect(findings({ Type: 'Wait', Seconds: 0, End: true })).toEqual([]);
});

test('expressions that cannot be evaluated are reported where they stand, those of work items too', () => {
  const long = `[${'1,'.repeat(20_000)}1]`;
  expect(findings({ Type: 'Pass', Output: { b: [`{% ${long} %}`] }, End: true })).toEqual(['UWF-2053 /States/a/Output/b/0']);
  expect(findings({ Type: 'Task', Resource: 'uwf:evaluate', Arguments: { template: { x: { 'uwf:expression': long } } }, End: true })).toEqual(['UWF-2053 /States/a/Arguments/template/x']);
  expect(findings({ Type: 'Pass', Output: ['{% 1 %}', 'text', null], End: true })).toEqual([]);
});
