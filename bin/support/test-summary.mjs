/**
 * What a report of vitest's JSON reporter amounts to: `{passed, failed, skipped, notRun, countsNotRun}`.
 * A file that could not be loaded counts as one failure, and so does a run that failed without a failed test.
 */
export function summarise(report, { code, isCi, isFiltered }) {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0, notRun: [], countsNotRun: false };
  const files = report.testResults;
  const tests = files.flatMap((file) => file.assertionResults);
  const count = (...statuses) => tests.filter((test) => statuses.includes(test.status)).length;
  const unloadable = files.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')).length;
  const notRun = isFiltered ? [] : files.flatMap(notRunOf);
  const countsNotRun = isCi && notRun.length > 0;
  const failed = count('failed') + unloadable + (countsNotRun ? notRun.length : 0);
  return {
    passed: count('passed'),
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: count('skipped', 'pending', 'todo', 'disabled'),
    notRun,
    countsNotRun,
  };
}

/** Names of what was left out of one file: a whole suite under its own name, else each test. */
function notRunOf(file) {
  const suites = groupBy(file.assertionResults, suiteName);
  const path = relativeName(file.name);
  return [...suites].flatMap(([suite, tests]) => {
    const left = tests.filter((test) => test.status !== 'passed' && test.status !== 'failed');
    if (suite !== undefined && left.length === tests.length) return [`${path} > ${suite} (${tests.length} tests)`];
    return left.map((test) => `${path} > ${[...test.ancestorTitles, test.title].join(' > ')}`);
  });
}

function suiteName(test) {
  return test.ancestorTitles[0];
}

function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function relativeName(path) {
  const at = path.lastIndexOf('/tests/');
  return at < 0 ? path : path.slice(at + 1);
}

/** The closing lines, for people and for `.ci/run`; the last one is the count. */
export function tellSummary({ passed, failed, skipped, notRun, countsNotRun }) {
  const heading = countsNotRun ? 'Not run, which is a failure in CI:' : 'Not run:';
  const list = notRun.length === 0 ? [] : [heading, ...notRun.map((name) => `  ${name}`)];
  const closing = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  return [...list, closing].join('\n');
}
