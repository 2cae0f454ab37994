import { describe, expect, test } from 'vitest';
import { loadBinModule } from '#tests/support/bin-module.ts';

interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly notRun: readonly string[];
  readonly countsNotRun: boolean;
}
interface Circumstances {
  readonly code: number;
  readonly isCi: boolean;
  readonly isFiltered: boolean;
}
const { summarise, tellSummary } = await loadBinModule<{
  summarise(report: object | undefined, circumstances: Circumstances): Summary;
  tellSummary(summary: Summary): string;
}>('test-summary.mjs');

function file(name: string, ...tests: readonly (readonly [suite: string, title: string, status: string])[]): object {
  const assertionResults = tests.map(([suite, title, status]) => ({ ancestorTitles: suite === '' ? [] : [suite], title, status }));
  return { name: `/somewhere/tests/${name}`, status: tests.some(([, , status]) => status === 'failed') ? 'failed' : 'passed', assertionResults };
}

const plain: Circumstances = { code: 0, isCi: false, isFiltered: false };
const withSkips = {
  testResults: [
    file('a.test.ts', ['', 'works', 'passed'], ['parts', 'one', 'passed'], ['parts', 'two', 'skipped']),
    file('b.test.ts', ['needs ../shared', 'one', 'pending'], ['needs ../shared', 'two', 'pending']),
  ],
};

describe('summarise()', () => {
  test('counts what passed and what failed', () => {
    const report = { testResults: [file('a.test.ts', ['', 'works', 'passed'], ['', 'breaks', 'failed'])] };
    expect(tellSummary(summarise(report, { ...plain, code: 1 }))).toBe('1 passed, 1 failed');
  });

  test('lists what did not run by name: a whole suite as one, else each test', () => {
    expect(tellSummary(summarise(withSkips, plain))).toBe(
      ['Not run:', '  tests/a.test.ts > parts > two', '  tests/b.test.ts > needs ../shared (2 tests)', '2 passed, 0 failed, 3 skipped'].join('\n'),
    );
  });

  test('counts what did not run as failed in CI', () => {
    const summary = summarise(withSkips, { ...plain, isCi: true });
    expect(summary).toMatchObject({ passed: 2, failed: 2, countsNotRun: true });
    expect(tellSummary(summary)).toContain('Not run, which is a failure in CI:');
  });

  test('does not complain of what a name pattern leaves out', () => {
    expect(summarise(withSkips, { code: 0, isCi: true, isFiltered: true })).toMatchObject({ failed: 0, notRun: [] });
  });

  test('counts a file that could not be loaded as one failure', () => {
    const report = { testResults: [{ name: '/x/tests/a.test.ts', status: 'failed', assertionResults: [] }] };
    expect(summarise(report, { ...plain, code: 1 }).failed).toBe(1);
  });

  test('is never green when vitest was not: errors outside of tests, or no report at all', () => {
    expect(summarise({ testResults: [file('a.test.ts', ['', 'works', 'passed'])] }, { ...plain, code: 1 })).toMatchObject({ passed: 1, failed: 1 });
    expect(summarise(undefined, { ...plain, code: 130 })).toMatchObject({ passed: 0, failed: 1 });
  });
});
