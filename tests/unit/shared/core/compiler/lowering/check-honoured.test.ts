import { expect, test } from 'vitest';
import { checkHonoured } from '#shared/core/compiler/lowering/check-honoured.ts';
import type { HonouredFields } from '#shared/core/compiler/tasks/task-rules.ts';
import { firstTask } from './scopes.ts';

function findings(fields: string, honoured: Partial<HonouredFields> = {}): readonly string[] {
  const { task, context } = firstTask(`do: [ { a: { set: { x: 1 }, ${fields} } } ]`);
  checkHonoured(task, { timeout: true, placement: true, ...honoured }, context);
  return context.builder.diagnostics.map(({ code, pointer, severity }) => `${severity} ${code} ${pointer}`);
}

test.each<[string, Partial<HonouredFields>, readonly string[]]>([
  ['timeout: { after: PT1S }', {}, []],
  ['metadata: { uwf: { zone: on-prem, priority: high } }', {}, []],
  ['metadata: { uwf: { zone: on-prem } }', { placement: false }, ['error UWF-2051 /do/0/a/metadata/uwf/zone']],
  ['metadata: { uwf: { priority: high } }', { placement: false }, ['warning UWF-2051 /do/0/a/metadata/uwf/priority']],
  ['metadata: { uwf: { declassify: [ { path: /x, to: 2, purpose: p, method: boolean } ] } }', { placement: false }, ['error UWF-2051 /do/0/a/metadata/uwf/declassify/0']],
])('%s with %j', (fields, honoured, expected) => {
  expect(findings(fields, honoured)).toEqual(expected);
});
