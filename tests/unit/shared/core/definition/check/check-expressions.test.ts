import { describe, expect, test } from 'vitest';
import { checkExpressions } from '#shared/core/definition/check/check-expressions.ts';
import { collectPlaces } from '#shared/core/definition/check/places.ts';
import { documentOf } from './documents.ts';

const HEAD = 'document: {}\n';

function findings(rest: string, head = HEAD): readonly (readonly [string, string])[] {
  const document = documentOf(rest, head);
  return checkExpressions(document, collectPlaces(document)).map(({ code, pointer }) => [code, pointer]);
}

const task = (text: string): string => `do:\n  - t: ${text}\n`;

describe('evaluate', () => {
  test('knows jsonata and jq, and strict mode only', () => {
    expect(findings('evaluate: {language: jsonata, mode: strict}\n')).toEqual([]);
    expect(findings('evaluate: {language: jq}\n')).toEqual([]);
    expect(findings('evaluate: {language: js}\n')).toEqual([['UWF-1061', '/evaluate/language']]);
    expect(findings('evaluate: {mode: loose}\n')).toEqual([['UWF-1062', '/evaluate/mode']]);
  });
});

test.each([
  [task('{set: {a: $x}}'), '/do/0/t/set/a'],
  [task('{set: {a: [{b: "Hello ${ $x }!"}]}}'), '/do/0/t/set/a/0/b'],
  [task('{call: f, with: {a: .b}}'), '/do/0/t/with/a'],
  [task('{call: http, with: {method: get, endpoint: "https://x/${.id}"}}'), '/do/0/t/with/endpoint'],
  [task('{call: http, with: {method: get, endpoint: x, body: $input.a}}'), '/do/0/t/with/body'],
  [task('{call: http, with: {method: get, endpoint: x, query: {q: .a.b}}}'), '/do/0/t/with/query/q'],
  [task('{raise: {error: {type: x, status: 1, detail: $x}}}'), '/do/0/t/raise/error/detail'],
  [task('{set: {a: 1}, output: {as: {a: $x}}}'), '/do/0/t/output/as/a'],
  ['input: {from: {a: $x}}\n', '/input/from/a'],
])('%j has a text that looks like an expression', (rest, pointer) => {
  expect(findings(rest)).toEqual([['UWF-1060', pointer]]);
});

test.each([
  task('{set: {a: "${ $x }", b: text, c: 5, d: $5.00}}'),
  task('{set: {a: 1}, if: $x, input: {from: $x}, output: {as: .b}, export: {as: "${ $x }"}}'),
  task('{switch: [{a: {when: $x, then: end}}]}'),
  task('{run: {shell: {command: "echo ${HOME}"}}}'),
])('%j has none', (rest) => {
  expect(findings(rest)).toEqual([]);
});

test.each([
  [task('{set: {a: 1}, if: ""}'), '/do/0/t/if'],
  [task('{set: {a: 1}, if: "${ }"}'), '/do/0/t/if'],
  [task('{switch: [{a: {when: " ", then: end}}]}'), '/do/0/t/switch/0/a/when'],
  [task('{try: [], catch: {when: "${}"}}'), '/do/0/t/catch/when'],
  [task('{try: [], catch: {retry: {exceptWhen: ""}}}'), '/do/0/t/catch/retry/exceptWhen'],
  [task('{set: {a: "${ }"}}'), '/do/0/t/set/a'],
  ['output: {as: ""}\n', '/output/as'],
])('%j has an empty expression', (rest, pointer) => {
  expect(findings(rest)).toEqual([['UWF-1063', pointer]]);
});
