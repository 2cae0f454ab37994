import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { translateJq } from '#shared/core/expression/jq/to-jsonata.ts';
import { bindExpression } from '#shared/core/compiler/bind/bind.ts';
import { stateInput, variableValue, type Bindings } from '#shared/core/compiler/bind/bindings.ts';
import { compileExpression, evaluateExpression } from '#shared/core/expression/jsonata/evaluate.ts';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';
import type { Diagnostic } from '#shared/core/kernel/diagnostic.ts';
import { refusal, translated, valueOf } from './support.ts';

const BINDINGS: Bindings = {
  place: 'output.as',
  root: stateInput('/x'),
  variables: new Map([['context', variableValue('uwf_context', '/x')], ['error', variableValue('uwf_error', '/x')], ['a', variableValue('uwf_a', '/x')]]),
  states: {},
};

/** The expression as it stands in a program, evaluated. */
function inProgram(text: string, variables: Parameters<typeof evaluateExpression>[1]['variables']): unknown {
  const findings: Diagnostic[] = [];
  const bound = bindExpression({ text: translated(text).text, pointer: '/x' }, BINDINGS, { document: { document: { name: 'n' } }, report: (one) => findings.push(one), readsVariable: () => undefined });
  expect(findings).toEqual([]);
  const compiled = compileExpression(printExpression(bound));
  if (!compiled.ok) expect.fail(compiled.error.message);
  const outcome = evaluateExpression(compiled.value, { variables, now: 0, random: () => 0 });
  return outcome.ok ? outcome.value : outcome.error.code;
}

describe('translated jq', () => {
  test.each([
    ['.', '$'], ['.a == "x"', '$.a = "x"'], ['.a != null', '$.a != null'], ['[]', '[]'], ['{a: 1}', '{"a": 1}'], ['$context', '$context'], ['.a and .b == 1', '($.a != null and $.a != false) and ($.b = 1)'],
  ])('%s needs no helper: %s', (text, jsonata) => {
    expect(translated(text)).toEqual({ text: jsonata, warnings: [], isTotal: true, variables: expect.any(Set) });
  });

  test('only the helpers that are used are bound in front', () => {
    expect(translated('.a').text).toBe('($jq_n := function($v){$merge([{"v":null},{"v":$v}]).v}; $jq_n($.a))');
  });

  test('says whether an expression can raise an error', () => {
    expect(['.a.b', '.a < 18', '"x\\(.a)"', '[.a]'].map((text) => translated(text).isTotal)).toEqual([true, true, true, true]);
    expect(['.a + 1', 'map(.a)', 'error("x")', '.a | tonumber'].map((text) => translated(text).isTotal)).toEqual([false, false, false, false]);
  });

  test('warns of what means less than in jq', () => {
    expect(translated('.a | test("\\\\w")').warnings).toEqual([expect.stringContaining('ASCII')]);
  });

  test('is bound by the compiler as a program needs it', () => {
    const variables = { states: { input: { list: [[1], []], n: 1 } }, uwf_context: { k: [1] }, uwf_error: { status: 4 }, uwf_a: 'A' };
    expect(inProgram('$context + {list: .list, e: $error.status}', variables)).toEqual({ k: [1], list: [[1], []], e: 4 });
    expect(inProgram('[.list[] | {v: ., n: $context.k, a: $a}]', variables)).toEqual([{ v: [1], n: [1], a: 'A' }, { v: [], n: [1], a: 'A' }]);
    expect(inProgram('.n as $a | [$a, $workflow.definition.document.name]', variables)).toEqual([1, 'n']);
    expect(inProgram('.missing', variables)).toBeNull();
  });

  test('helpers step aside for variables of the author that are called like them', () => {
    expect(valueOf('"x" as $jq_n | [$jq_n, .a]', {})).toEqual(['x', null]);
    expect(valueOf('[$jq_n, $jq1_n, .a.b]', {}, { jq_n: 1, jq1_n: 2 })).toEqual([1, 2, null]);
  });

  test('long arrays take linear time', () => {
    const list = Array.from({ length: 5_000 }, (_, index) => [index]);
    const before = performance.now();
    expect(valueOf('[.[] | select(.[0] > 10) | [.]] | length', list)).toBe(4_989);
    expect(performance.now() - before).toBeLessThan(5_000);
  });

  test('what becomes too large is refused', () => {
    expect(refusal(Array.from({ length: 400 }, () => '.a').join(' + ')).kind).toBe('size');
    expect(refusal(`.a${'[]'.repeat(30)} |= 1`).kind).toBe('size');
    expect(refusal('x'.repeat(20_000)).kind).toBe('syntax');
    expect(refusal(Array.from({ length: 1_000 }, () => '.a').join(',')).kind).not.toBe('construct');
  });

  test('any text is refused or translated, and never throws', () => {
    const part = fc.constantFrom('.', '.a', '[', ']', '(', ')', '{', '}', '|', ',', '$x', ' as $x ', '"s"', '"\\(', '1', '//', '==', '?', ' and ', 'map(', 'select(', ' if ', ' then ', ' else ', ' end ', 'try ', '..', '[]', '|=', '-', ';', 'reduce ', 'not');
    fc.assert(fc.property(fc.array(part, { maxLength: 14 }).map((parts) => parts.join('')), (text) => typeof translateJq(text).ok === 'boolean'), { numRuns: 3_000, seed: 7 });
  });
});
