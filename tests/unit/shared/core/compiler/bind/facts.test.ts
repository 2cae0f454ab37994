import { describe, expect, test } from 'vitest';
import { lookUpFact, type FactOutcome } from '#shared/core/compiler/bind/facts.ts';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';
import { evaluateText } from '../run-document.ts';
import { bindings, DOCUMENT, value } from './expressions.ts';

const known = (outcome: FactOutcome): string => (outcome.kind === 'known' ? `${printExpression(outcome.ast)} +${outcome.used}` : outcome.kind);
const look = (variable: string, ...members: readonly string[]): FactOutcome => lookUpFact(variable, members, { bindings: bindings(), document: DOCUMENT });

describe('lookUpFact()', () => {
  test.each([
    [['workflow', 'id'], '$states.context.Execution.Id +1'],
    [['workflow', 'input', 'a'], '$states.context.Execution.Input +1'],
    [['workflow', 'definition', 'document', 'name'], "'unit' +3"],
    [['task', 'name', 'x'], "'one' +1"],
    [['task', 'input'], '$states.input +1'],
    [['task', 'set'], "{'a': 1} +1"],
    [['task', 'definition', 'set', 'a', 'more'], '1 +3'],
    [['runtime', 'name'], "'unified-workflow-system' +1"],
    [['runtime', 'metadata', 'x'], '{} +1'],
    [['states', 'input', 'a'], '$states.input +1'],
    [['states', 'context'], '$states.context +1'],
    [['task', 'output'], 'unknown'],
    [['states', 'result'], 'unknown'],
    [['workflow', 'definition', 'document', 'title'], 'unknown'],
    [['workflow', 'definition'], 'too-wide'],
    [['states'], 'too-wide'],
    [['workflow', 'constructor'], 'unknown'],
  ])('%j', ([variable = '', ...members], expected) => {
    expect(known(look(variable, ...members))).toBe(expected);
  });

  test('shows the start as a text and as an epoch', () => {
    const outcome = look('workflow', 'startedAt');
    const states = { context: { Execution: { StartTime: '2026-01-01T00:00:01.500Z' } } };
    expect(outcome.kind === 'known' && evaluateText(printExpression(outcome.ast), { states })).toEqual({ iso8601: '2026-01-01T00:00:01.500Z', epoch: { seconds: 1767225601, milliseconds: 1767225601500 } });
  });

  test('knows the raw output where there is one', () => {
    const task = { name: 'one', pointer: '/do/0/one', input: value('$states.input'), output: value('$states.result') };
    const outcome = lookUpFact('task', ['output'], { bindings: bindings({ task, states: { result: value('$states.result') } }), document: DOCUMENT });
    expect(known(outcome)).toBe('$states.result +1');
  });

  test('knows no task at the fields of the workflow', () => {
    const { task: _task, ...workflow } = bindings();
    expect(lookUpFact('task', ['name'], { bindings: workflow, document: DOCUMENT })).toEqual({ kind: 'unknown', members: [] });
  });
});
