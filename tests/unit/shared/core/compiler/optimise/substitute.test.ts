import { describe, expect, test } from 'vitest';
import { isRisky, leavesOf, readsState, substitute, type Covered } from '#shared/core/compiler/optimise/substitute.ts';
import { readTemplate } from '#shared/core/compiler/optimise/read-template.ts';
import { writeField } from '#shared/core/compiler/bind/write.ts';
import { parsed } from '#shared/core/compiler/bind/parsed.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { BoundValue } from '#shared/core/compiler/bind/value.ts';

function read(json: JsonValue): BoundValue {
  const value = readTemplate(json, '', () => '');
  assert(value !== undefined, 'the template can be read');
  return value;
}

function written(second: JsonValue, input: JsonValue, covered: Covered = new Set()): JsonValue | undefined {
  const value = substitute(read(second), { input: read(input), variables: new Map([['v', read({ k: '{% $states.result.k %}' })]]) }, covered);
  return value === undefined ? undefined : writeField(value, '').json;
}

describe('substitute()', () => {
  test.each<[JsonValue, JsonValue, JsonValue]>([
    ['{% $states.input.a.b %}', { a: '{% $states.result %}' }, '{% $states.result.b %}'],
    ['{% $v.k %}', 1, '{% $states.result.k %}'],
    ['{% $states.input.a[0] %}', { a: '{% $states.input %}' }, '{% ($states.input)[0] %}'],
    ['{% {"x": $states.input.a} %}', { a: 5 }, "{% {'x': 5} %}"],
    ['{% $uwf_other %}', 1, '{% $uwf_other %}'],
    ['{% $states.context.Execution.Id & $states.input %}', 'x', "{% $states.context.Execution.Id & 'x' %}"],
  ])('%j over %j is %j', (second, input, expected) => {
    expect(written(second, input)).toEqual(expected);
  });

  test('tells which expressions are evaluated for sure', () => {
    const input = read({ a: '{% $states.result.a %}', b: '{% $states.result.b %}' });
    const covered: Covered = new Set();
    substitute(read('{% $states.input.a and $states.input.b %}'), { input, variables: new Map() }, covered);
    const [first, second] = leavesOf(input);
    expect([first !== undefined && covered.has(first), second !== undefined && covered.has(second)]).toEqual([true, false]);
  });

  test('does not let a name of the author hide one that is written in', () => {
    expect(written('{% ($count := 1; $count + $states.input.n) %}', { n: '{% $count($states.result) %}' })).toBeUndefined();
  });
});

test('risky is what may fail or give nothing', () => {
  expect([isRisky(parsed('$states.input')), isRisky(parsed('$states.input.a')), isRisky(parsed('1 + $x'))]).toEqual([false, true, true]);
});

test('only the execution is the same in every state', () => {
  expect([readsState(parsed('$states.context.Execution.Id')), readsState(parsed('$states.context.State.Name')), readsState(parsed('{"x": $states.context}'))]).toEqual([false, true, true]);
});
