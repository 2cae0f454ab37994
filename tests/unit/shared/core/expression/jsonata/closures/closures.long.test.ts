import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryGiven, arbitraryText, compareBoth, compileText } from './differential.ts';

test('closures give the library\'s answer to 120,000 expressions', () => {
  const counts = { 'not covered': 0, left: 0, equal: 0 };
  const law = fc.property(arbitraryText, arbitraryGiven, (text, given) => {
    const compiled = compileText(text);
    fc.pre(compiled !== undefined);
    const comparison = compareBoth(compiled, given);
    if (typeof comparison !== 'string') expect.fail(`${text} ${JSON.stringify(given)}: ${JSON.stringify(comparison)}`);
    counts[comparison] += 1;
  });
  fc.assert(law, { numRuns: 120_000 });
  process.stdout.write(`jsonata-closures equal ${counts.equal}, left to the library ${counts.left}, not covered ${counts['not covered']}\n`);
  expect(counts.equal).toBeGreaterThan(20_000);
}, 900_000);
