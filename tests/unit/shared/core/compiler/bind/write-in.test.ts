import { expect, test } from 'vitest';
import { parsed } from '#shared/core/compiler/bind/parsed.ts';
import { hasMoreNodes, writeIn } from '#shared/core/compiler/bind/write-in.ts';
import { evaluateExpression } from '#shared/core/expression/jsonata/evaluate.ts';
import { compileExpression } from '#shared/core/expression/jsonata/parse.ts';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';

const LARGE = parsed(`{"n": $states.input.n + 1, "m": [${Array.from({ length: 150 }, (_, index) => `$states.input.n * ${index}`).join(', ')}]}`);
const written = (author: string): string => printExpression(writeIn(parsed(author), { root: LARGE, variables: new Map([['input', LARGE], ['other', LARGE]]) }));

test('what is short stays in its places', () => {
  const short = parsed('$states.input.a');
  expect(printExpression(writeIn(parsed('n + $input.n'), { root: short, variables: new Map([['input', short]]) }))).toBe('$states.input.a.n + $states.input.a.n');
});

test('what is large is named in front, if it is read', () => {
  expect(written('n + n + $input.n')).toMatch(/^\(\$uwf_is_root := \{.*\}; \$uwf_is_of_input := \{.*\}; \$uwf_is_root\.n \+ \$uwf_is_root\.n \+ \$uwf_is_of_input\.n\)$/u);
  expect(written('$input.n')).not.toContain('uwf_is_root');
  expect(written('n')).not.toContain('uwf_is_of_other');
});

test('several stages keep their names apart, and mean the same', () => {
  const stage = writeIn(parsed('{"n": n * 2, "m": m}'), { root: LARGE, variables: new Map() });
  const text = printExpression(writeIn(parsed('{"r": n + $input.n, "c": $count(m)}'), { root: stage, variables: new Map([['input', LARGE]]) }));
  const compiled = compileExpression(text);
  const value = compiled.ok ? evaluateExpression(compiled.value, { variables: { states: { input: { n: 4 } } }, now: 0, random: () => 0 }) : compiled;
  expect(value).toMatchObject({ value: { r: 15, c: 150 } });
});

test('parts are counted no further than asked', () => {
  expect([hasMoreNodes(LARGE, 100), hasMoreNodes(parsed('a'), 5)]).toEqual([true, false]);
});
