import { describe, expect, test } from 'vitest';
import { canonicalProgram } from '#shared/core/compiler/canonical-program.ts';
import { prepareProgram } from '#shared/core/interpreter/program.ts';
import { compileCase, goldenCases, goldenOf, storedGolden } from './goldens.ts';

describe('documents that compile', () => {
  test.each(goldenCases('valid'))('$slug gives the machine and the source map of its golden', (golden) => {
    const actual: unknown = JSON.parse(JSON.stringify(goldenOf(compileCase(golden.text))));
    expect(actual).toMatchObject({ accepted: true });
    expect(actual).toEqual(storedGolden(golden));
  });

  test.each(goldenCases('valid'))('$slug is taken by the interpreter', ({ text }) => {
    const outcome = compileCase(text);
    expect(outcome.accepted && prepareProgram(outcome.program.machine)).toMatchObject({ ok: true });
  });

  test.each(goldenCases('valid'))('$slug gives the same bytes each time', ({ text }) => {
    const [first, second] = [compileCase(text), compileCase(text)];
    expect(first.accepted && canonicalProgram(first.program)).toBe(second.accepted && canonicalProgram(second.program));
  });
});

describe('documents that do not compile', () => {
  test.each(goldenCases('invalid'))('$slug is refused with the findings of its golden', (golden) => {
    const outcome = compileCase(golden.text);
    const actual: unknown = JSON.parse(JSON.stringify(goldenOf(outcome)));
    expect(outcome.accepted).toBe(false);
    expect(outcome.diagnostics.map(({ code }) => code)).toContain(golden.slug.slice(0, 'UWF-0000'.length));
    expect(actual).toEqual(storedGolden(golden));
  });
});
