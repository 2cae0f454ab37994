import { describe, expect, test } from 'vitest';
import type { AslDataFlow } from '#shared/core/asl/model.ts';
import { compose } from '#shared/core/compiler/optimise/compose.ts';
import { pathOf } from '#shared/core/compiler/bind/value.ts';

function composed(first: AslDataFlow, second: AslDataFlow): AslDataFlow | undefined {
  return compose({ first: { at: '/States/a', dataFlow: first }, passes: { kind: 'expression', origin: '', ast: pathOf('states', 'result') }, second: { at: '/States/b', dataFlow: second }, originOf: (pointer) => pointer })?.dataFlow;
}

describe('compose()', () => {
  test.each<[string, AslDataFlow, AslDataFlow, AslDataFlow]>([
    ['what the first gives out by itself', {}, { Output: { x: '{% $states.input.y %}' } }, { Output: { x: '{% $states.result.y %}' } }],
    ['members of a template', { Output: { y: '{% $states.result.z %}', w: 1 } }, { Output: '{% $states.input.y %}' }, { Output: '{% $states.result.z %}' }],
    ['a template as a whole', { Output: { y: [1, '{% $states.result.z %}'] } }, { Output: { all: '{% $states.input %}' } }, { Output: { all: { y: [1, '{% $states.result.z %}'] } } }],
    ['variables', { Assign: { v: { k: 1 } } }, { Output: '{% $v.k %}', Assign: { w: '{% $v.k + 1 %}' } }, { Output: 1, Assign: { v: { k: 1 }, w: '{% 1 + 1 %}' } }],
    ['what the second leaves alone', { Output: 1, Assign: { v: 1 } }, { Assign: { v: 2 } }, { Output: 1, Assign: { v: 2 } }],
    ['nothing at all', {}, {}, {}],
  ])('writes %s into one', (_, first, second, expected) => {
    expect(composed(first, second)).toEqual(expected);
  });

  test('keeps a value that must exist an error where it does not', () => {
    const { Output } = composed({ Output: { y: '{% $states.result.z %}' } }, { Output: '{% $states.input.y & "!" %}' }) ?? {};
    expect(Output).toContain('$error');
  });

  test.each<[string, AslDataFlow, AslDataFlow]>([
    ['what changes', { Output: '{% $uuid() %}' }, { Output: '{% $states.input %}' }],
    ['an error that nothing would show any more', { Output: { y: '{% $states.result.z %}', w: 1 } }, { Output: '{% $states.input.w %}' }],
    ['an assigned value that is overwritten', { Assign: { v: '{% $states.result.z %}' } }, { Assign: { v: 1 } }],
    ['a value that is read on one way only', { Output: { y: '{% $states.result.z %}' } }, { Output: '{% $states.result.q ? $states.input.y : 1 %}' }],
    ['a member that is not there', { Output: { y: 1 } }, { Output: '{% $states.input.z %}' }],
    ['joined arrays', { Output: { y: ['{% $states.result.z %}'] } }, { Output: '{% $count($states.input.y) %}' }],
    ['what the second knows of its own state', {}, { Output: '{% $states.context.State.Name & $states.input %}' }],
    ['what grows too much', { Output: { y: 'x'.repeat(900) } }, { Output: '{% $states.input.y & $states.input.y & $states.input.y %}' }],
    ['text that does not parse', { Output: '{% 1 + %}' }, { Output: 1 }],
  ])('leaves %s alone', (_, first, second) => {
    expect(composed(first, second)).toBeUndefined();
  });
});
