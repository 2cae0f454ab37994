import { compileCase, goldenCases, goldenOf } from './compiler-cases.ts';
import type { Golden } from './golden.ts';

/** What every document of the compiler's suite comes to: machine and source map, or findings. */
export function compilerGoldens(): Promise<readonly Golden[]> {
  const cases = [...goldenCases('valid'), ...goldenCases('invalid')];
  return Promise.resolve(cases.map(({ text, expectedPath }) => ({ path: expectedPath, content: `${JSON.stringify(goldenOf(compileCase(text)), undefined, 2)}\n` })));
}
