import { existsSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { compileExpression } from '#shared/core/expression/jsonata/evaluate.ts';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';
import { rebaseExpression, usesRootContext } from '#shared/core/expression/jsonata/rebase.ts';
import { compareBoth } from '#tests/unit/shared/core/expression/jsonata/closures/differential.ts';
import { evaluateCase, hasReference, inputOf, judge, loadCases, runCase } from './cases.ts';

/** Cases of JSONata's suite that this system answers otherwise on purpose. They do not count as passed. */
const DEVIATIONS = new Map(
  ['case000#0', 'case001#0', 'case002#0', 'case003#0', 'case004#0', 'case005#0', 'case006#0', 'case007#0', 'case008#0', 'case008#1', 'case008#2', 'case008#3'].map(
    (name) => [`function-eval/${name}`, 'uses $eval, which does not exist on AWS and is refused when the text is parsed'],
  ),
);

/** Cases whose value, or error code, is another once the root context is an argument. */
const NOT_EQUAL_REBASED = new Map([
  ['errors/case006#0', 'T1005 becomes T1006: the hint "did you mean $sum" looks at a bare name'],
  ['partial-application/case003#0', 'T1007 becomes T1008: the hint looks at a bare name'],
  ['function-length/case013#0', 'T0411 becomes T0410: a wrong context is now a wrong argument'],
  ['function-length/case014#0', 'T0411 becomes T0410: a wrong context is now a wrong argument'],
  ['transform/case076#0', 'T0411 becomes T0410: a wrong context is now a wrong argument'],
  ['transform/case084#0', 'T0411 becomes T0410: a wrong context is now a wrong argument'],
  ['flattening/array-inputs#1', 'the root is an array: a position behind the first name counts within each of its items'],
  ['flattening/array-inputs#2', 'the root is an array: a position behind the first name counts within each of its items'],
  ['flattening/array-inputs#3', 'the root is an array: a position behind the first name counts within each of its items'],
  ['flattening/case034#0', 'the root is an array: a position behind the first name counts within each of its items'],
  ['wildcards/case009#0', 'the root is an array: * selects from each of its items, not the items'],
]);

const BASELINE = new URL('../baseline.json', import.meta.url);

function baseline(key: string): number {
  const known: Record<string, unknown> = existsSync(BASELINE) ? JSON.parse(readFileSync(BASELINE, 'utf8')) : {};
  const passed = known[key];
  if (typeof passed !== 'number') expect.fail(`tests/conformance/baseline.json has no number under "${key}"`);
  return passed;
}

function report(key: string, passed: number, all: number, failures: readonly string[]): void {
  process.stdout.write(`${key} ${passed} of ${all}\n`);
  expect(passed, `${key}: fewer than the baseline\n${failures.join('\n')}`).toBeGreaterThanOrEqual(baseline(key));
}

test('the reference folder is there in CI', () => {
  expect(hasReference || process.env['CI'] !== 'true', '../shared/conformance/jsonata is missing').toBe(true);
});

describe.skipIf(!hasReference)('JSONata\'s own suite (needs ../shared/conformance/jsonata)', () => {
  const { cases, datasets } = hasReference ? loadCases() : { cases: [], datasets: {} };
  const runnable = cases.flatMap((testCase) => {
    const compiled = compileExpression(testCase.expr);
    return compiled.ok ? [{ testCase, compiled: compiled.value, input: inputOf(testCase, datasets) }] : [];
  });

  test('passes, but for the deviations that are listed', () => {
    const failures = cases.flatMap((testCase) => {
      const problem = judge(testCase, runCase(testCase, inputOf(testCase, datasets)));
      return problem === undefined ? [] : [{ id: testCase.id, problem }];
    });
    report('jsonata', cases.length - failures.length, cases.length, failures.map(({ id, problem }) => `${id}: ${problem}`));
    expect(failures.map(({ id }) => id).toSorted(), 'what fails is what is listed').toEqual([...DEVIATIONS.keys()].toSorted());
  }, 120_000);

  test('goes by closures wherever they cover an expression', () => {
    const covered = runnable.filter(({ compiled }) => compiled.closures !== undefined);
    report('jsonata-closures', covered.length, runnable.length, []);
    const given = covered.map(({ testCase, compiled, input }) => {
      const comparison = compareBoth(compiled, { variables: testCase.bindings ?? {}, ...(input === undefined ? {} : { input }) });
      return typeof comparison === 'string' ? comparison : `${testCase.id}: ${JSON.stringify(comparison)}`;
    });
    const answered = given.filter((comparison) => comparison === 'equal').length;
    process.stdout.write(`jsonata-closures-answered ${answered} of ${runnable.length}\n`);
    expect(given.filter((comparison) => comparison !== 'equal' && comparison !== 'left')).toEqual([]);
  }, 120_000);

  test('gives the same when each expression is printed and parsed again', () => {
    const failures = runnable.flatMap(({ testCase, compiled, input }) => {
      const text = printExpression(compiled.ast);
      const again = compileExpression(text);
      const problem = again.ok ? judge(testCase, evaluateCase(again.value, testCase, { root: input })) : `does not parse: ${again.error.message}`;
      return problem === undefined ? [] : [`${testCase.id}: ${text}: ${problem}`];
    });
    report('jsonata-print', runnable.length - failures.length, runnable.length, failures);
    expect(failures).toEqual([]);
  }, 120_000);

  test('gives the same when the root context becomes $states.input, but for the cases that are listed', () => {
    const root = compileExpression('$states.input');
    if (!root.ok) expect.fail(root.error.message);
    const failures = runnable.flatMap(({ testCase, compiled, input }) => {
      const rebased = rebaseExpression(compiled.ast, { root: root.value.ast, variables: new Map() });
      const again = compileExpression(printExpression(rebased));
      if (!again.ok) return [testCase.id];
      expect(usesRootContext(again.value.ast), testCase.id).toBe(false);
      const before = evaluateCase(compiled, testCase, { root: input });
      const after = evaluateCase(again.value, testCase, { states: input === undefined ? {} : { input } });
      const isSame = before.ok && after.ok ? isDeepStrictEqual(before.value, after.value) : !before.ok && !after.ok && before.error.code === after.error.code;
      return isSame ? [] : [testCase.id];
    });
    report('jsonata-rebase', runnable.length - failures.length, runnable.length, failures);
    expect(failures.toSorted()).toEqual([...NOT_EQUAL_REBASED.keys()].toSorted());
  }, 120_000);
});
