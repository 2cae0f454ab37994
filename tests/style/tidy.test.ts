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

/** Findings outside of the ledger, and ledger entries without a finding. */
function againstLedger(paths: readonly string[], ledger: readonly LedgerEntry[]): readonly string[] {
  const known = new Set(ledger.map((entry) => entry.path));
  const found = new Set(paths);
  return [...paths.filter((path) => !known.has(path)), ...[...known].filter((path) => !found.has(path)).map((path) => `${path}: no longer needs its entry in the ledger`)];
}

describe('rules that a linter cannot say', () => {
  test('there are sources to look at', () => {
    expect(core.length).toBeGreaterThan(20);
  });

  test('every file of the core that can run has its mirrored unit test', () => {
    const untested = core.filter(hasRunTimeCode).filter(({ path }) => !mirroredTestPaths(path).some((test) => existsSync(join(ROOT, test))));
    expect(againstLedger(untested.map(({ path }) => path), TESTED_ELSEWHERE)).toEqual([]);
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
    const casting = product.filter((file) => castsWhereItParses(file).length > 0);
    const open = againstLedger(casting.map(({ path }) => path), CASTING_FILES);
    expect(open.flatMap((path) => casting.filter((file) => file.path === path).flatMap(castsWhereItParses).concat(path.includes(':') ? [path] : []))).toEqual([]);
  });

  test('no committed text names a folder of the machine that it was written on', () => {
    const texts = listFiles('', '.ts', '.mjs', '.cjs', '.json', '.yaml', '.yml', '.md', '.sql');
    expect(texts.filter((path) => readSource(path).includes(ROOT))).toEqual([]);
  });
});
