import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CASTING_FILES, TESTED_ELSEWHERE, type LedgerEntry } from './ledger.ts';
import { castsWhereItParses, documentsItsExports, hasRunTimeCode, isShort, isSynchronous, keepsToTheGlossary, mirroredTestPaths, namesLimitsWithUnits, numbersItsPlans, throwsNoBareError, type Rule } from './rules.ts';
import { listFiles, parseFolder, readSource, ROOT, type ParsedFile } from './source-files.ts';

const core = parseFolder('shared/core');
const shared = parseFolder('shared');
const product = [...shared, ...parseFolder('functions'), ...parseFolder('onprem-runner')];
const everything = [...product, ...parseFolder('tests'), ...parseFolder('infra'), ...parseFolder('statemachines')];
const described = shared.filter(({ path }) => /^shared\/(?:core|ports|application)\//.test(path));

function findings(files: readonly ParsedFile[], rule: Rule): readonly string[] {
  return files.flatMap(rule);
}

/** Paths outside of the ledger, and ledger entries that cover no path any more. */
function againstLedger(paths: readonly string[], ledger: readonly LedgerEntry[]): readonly string[] {
  const covers = (entry: LedgerEntry, path: string): boolean => (entry.path.endsWith('/') ? path.startsWith(entry.path) : path === entry.path);
  const open = paths.filter((path) => !ledger.some((entry) => covers(entry, path)));
  const needless = ledger.filter((entry) => !paths.some((path) => covers(entry, path)));
  return [...open, ...needless.map((entry) => `${entry.path}: no longer needs its entry in the ledger`)];
}

describe('rules that a linter cannot say', () => {
  test('there are sources to look at', () => {
    expect(core.length).toBeGreaterThan(20);
  });

  test('every file of the core that can run has its mirrored unit test', () => {
    const untested = core.filter(hasRunTimeCode).filter(({ path }) => !mirroredTestPaths(path).some((test) => existsSync(join(ROOT, test))));
    expect(againstLedger(untested.map(({ path }) => path), TESTED_ELSEWHERE)).toEqual([]);
    expect(TESTED_ELSEWHERE.filter(({ suite }) => !existsSync(join(ROOT, suite)))).toEqual([]);
  });

  test('every exported name of core, ports and application has a doc comment', () => {
    expect(findings(described, documentsItsExports)).toEqual([]);
  });

  test('no plan without the number of its issue', () => {
    expect(findings(everything.filter(({ path }) => !path.startsWith('tests/style/')), numbersItsPlans)).toEqual([]);
  });

  test('no exported type is named by a word that the glossary replaces', () => {
    expect(findings(product, keepsToTheGlossary)).toEqual([]);
  });

  test('no file of the product is longer than 400 lines', () => {
    expect(findings(product, isShort)).toEqual([]);
  });

  test('nothing in the core is asynchronous', () => {
    expect(findings(core, isSynchronous)).toEqual([]);
  });

  test('no bare Error is thrown', () => {
    expect(findings(product, throwsNoBareError)).toEqual([]);
  });

  test('limits carry their units', () => {
    expect(findings(product, namesLimitsWithUnits)).toEqual([]);
  });

  test('casts stand where values are parsed or branded', () => {
    const ledger = new Set(CASTING_FILES.map(({ path }) => path));
    const casting = product.filter((file) => castsWhereItParses(file).length > 0);
    expect(casting.filter(({ path }) => !ledger.has(path)).flatMap(castsWhereItParses)).toEqual([]);
    expect(againstLedger(casting.map(({ path }) => path), CASTING_FILES)).toEqual([]);
  });

  test('no committed text names a folder of the machine that it was written on', () => {
    const texts = listFiles('', '.ts', '.mjs', '.cjs', '.json', '.yaml', '.yml', '.md', '.sql');
    expect(texts.filter((path) => readSource(path).includes(ROOT))).toEqual([]);
  });
});
