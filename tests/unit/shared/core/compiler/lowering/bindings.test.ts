import { expect, test } from 'vitest';
import { bodyBindings, commonVariables, exportBindings, outputBindings, rawBindings } from '#shared/core/compiler/lowering/bindings.ts';
import type { Bindings } from '#shared/core/compiler/bind/bindings.ts';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';
import { toAst } from '#shared/core/compiler/bind/value.ts';
import { value } from '../bind/expressions.ts';
import { firstTask, scopeOf } from './scopes.ts';

const { task } = firstTask('do: [ { a: { set: { x: 1 } } } ]');
const scope = scopeOf({ variables: new Map([['problem', value('$uwf_error_1')]]) });
const values = { raw: value('$raw'), input: value('$in') };
const shown = (bindings: Bindings): readonly string[] => [`$=${printExpression(toAst(bindings.root))}`, ...[...bindings.variables].map(([name, bound]) => `${name}=${printExpression(toAst(bound))}`)];

test('every place of a task has its own names', () => {
  expect([...commonVariables(scope).keys()]).toEqual(['context', 'problem']);
  expect(shown(rawBindings(task, scope, { place: 'if', raw: values.raw }))).toEqual(['$=$raw', 'context=$uwf_context', 'problem=$uwf_error_1']);
  expect(shown(bodyBindings(task, scope, { place: 'set', values }))).toEqual(['$=$in', 'context=$uwf_context', 'problem=$uwf_error_1', 'input=$in']);
  const result = value('$result');
  expect(shown(outputBindings(task, scope, { values, result }))[0]).toBe('$=$result');
  expect(shown(exportBindings(task, scope, { values, result, output: value('$out') }))).toEqual(['$=$out', 'context=$uwf_context', 'problem=$uwf_error_1', 'input=$in', 'output=$out']);
});

test('$task shows the raw input and, once there is one, the raw output', () => {
  expect(bodyBindings(task, scope, { place: 'set', values }).task).toEqual({ name: 'a', pointer: '/do/0/a', input: values.raw });
  expect(outputBindings(task, scope, { values, result: value('$result') }).task).toMatchObject({ output: value('$result') });
});
