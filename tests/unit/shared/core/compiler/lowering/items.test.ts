import { describe, expect, test } from 'vitest';
import { runDocument } from '../run-document.ts';

const loop = (items: string): string => `do: [ { l: { for: { in: "\${ ${items} }" }, do: [ { a: { set: { n: "\${ $append($.n, [$item]) }" } } } ], output: { as: { n: "\${ $append($.n, []) }" } } } } ]`;

describe('what a for goes through', () => {
  test.each([
    ['$.xs', { xs: [1, 2] }, [1, 2]],
    ['$.xs[$ > 1]', { xs: [1, 2] }, [2]],
    ['$map($.xs, function($x) { $x + 1 })', { xs: [1] }, [2]],
    ['$.rows.id', { rows: [{ id: 1 }, { id: 2 }] }, [1, 2]],
    ['[$.x]', { x: 5 }, [5]],
  ])('%s over %j', (items, input, expected) => {
    expect(runDocument(loop(items), input).output).toEqual({ n: expected });
  });

  test.each([['text'], [1], [{}], [true]])('%j is no array', (xs) => {
    expect(runDocument(loop('$.xs'), { xs }).failure?.error).toBe('States.QueryEvaluationError');
  });

  test('a literal is no array either', () => {
    expect(runDocument(loop('5'), {}).failure?.error).toBe('States.QueryEvaluationError');
  });
});
