import { describe, expect, test } from 'vitest';
import { Cursor } from '#shared/core/expression/jq/cursor.ts';
import { JQ_DEPTH_MAX } from '#shared/core/expression/jq/limits.ts';

function nested(cursor: Cursor, levels: number): number {
  return levels === 0 ? 0 : cursor.deeper(() => 1 + nested(cursor, levels - 1));
}

describe('the place in a jq text', () => {
  test('moves token by token', () => {
    const cursor = new Cursor('.a | 1');
    expect([cursor.take().text, cursor.accept('|'), cursor.expectKind('number', 'A number').text, cursor.next.kind]).toEqual(['a', true, '1', 'end']);
  });

  test('refuses what is not expected, and too much depth', () => {
    expect(() => new Cursor('1').expect('|')).toThrow("'|' is expected here");
    expect(() => new Cursor('1').expectKind('field', 'A field')).toThrow('A field is expected here');
    expect(nested(new Cursor('1'), JQ_DEPTH_MAX)).toBe(JQ_DEPTH_MAX);
    expect(() => nested(new Cursor('1'), JQ_DEPTH_MAX + 1)).toThrow('deep');
  });

  test('takes the ? of ?// alone where a ? may stand', () => {
    const cursor = new Cursor('?// 1');
    expect([cursor.accept('?'), cursor.next.text, cursor.next.offset]).toEqual([true, '//', 1]);
  });
});
