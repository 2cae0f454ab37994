import { describe, expect, test } from 'vitest';
import { castsWhereItParses, documentsItsExports, hasRunTimeCode, isShort, isSynchronous, keepsToTheGlossary, mirroredTestPaths, namesLimitsWithUnits, numbersItsPlans, throwsNoBareError, type Rule } from './rules.ts';
import { parseSource } from './source-files.ts';

function findingsOf(rule: Rule, text: string, path = 'shared/core/x/y.ts'): number {
  return rule(parseSource(path, text)).length;
}

/** Built so that the rule does not meet itself in this file. */
const plan = (rest: string): string => `// ${['TO', 'DO'].join('')}${rest}`;

describe('the rules refuse what they name and let the rest be', () => {
  test.each<[string, Rule, string, string]>([
    ['documentsItsExports', documentsItsExports, '/** Why. */\nexport const a = 1;\nconst b = 2;', 'export const a = 1;\nexport interface B {}\nexport function c(): void {}'],
    ['numbersItsPlans', numbersItsPlans, plan('(#12): later'), plan(': later')],
    ['keepsToTheGlossary', keepsToTheGlossary, 'export interface Jobless {}\nexport type Execution = 1;\ninterface Job {}', 'export interface BatchJob {}'],
    ['isSynchronous', isSynchronous, 'export function a(): number { return 1; }', 'export async function a(): Promise<void> { await 1; }'],
    ['throwsNoBareError', throwsNoBareError, "throw new UwfError('UWF-5000');", "throw new Error('x');"],
    ['castsWhereItParses', castsWhereItParses, 'function parseA(x: unknown) { return x as A; }\nconst b = [1] as const;', 'function a(x: unknown) { return x as A; }'],
    ['isShort', isShort, '\n'.repeat(400), '\n'.repeat(401)],
  ])('%s', (_name, rule, accepted, refused) => {
    expect(findingsOf(rule, accepted)).toBe(0);
    expect(findingsOf(rule, refused)).toBeGreaterThan(0);
  });

  test('namesLimitsWithUnits looks at files of limits only', () => {
    expect(findingsOf(namesLimitsWithUnits, 'export const depth = 1;')).toBe(0);
    expect(findingsOf(namesLimitsWithUnits, 'export const depth = 1;', 'shared/core/x/limits.ts')).toBe(1);
    expect(findingsOf(namesLimitsWithUnits, 'export const TREE_DEPTH_MAX = 1;', 'shared/core/x/limits.ts')).toBe(0);
  });

  test('a file of types or of a table needs no test, one with a function does', () => {
    expect(hasRunTimeCode(parseSource('a.ts', "export type A = () => void;\nexport const table = { a: 'b' } as const;"))).toBe(false);
    expect(hasRunTimeCode(parseSource('a.ts', 'export const f = (): number => 1;'))).toBe(true);
  });

  test('the test of a file is found by its path', () => {
    expect(mirroredTestPaths('shared/core/tier/tier.ts')).toContain('tests/unit/shared/core/tier/tier.test.ts');
  });
});
