import { describe, expect, test } from 'vitest';
import { constantValue, type BoundValue } from '#shared/core/compiler/bind/value.ts';
import { writeEvaluateTemplate, writeExpression, writeField } from '#shared/core/compiler/bind/write.ts';
import { ast, value } from './expressions.ts';

const BOUND: BoundValue = {
  kind: 'object',
  origin: '/set',
  members: [
    { key: 'a/b', value: { kind: 'array', origin: '/set/a~1b', items: [value('$x'), constantValue(1, '/set/a~1b/1')] } },
    { key: 't', value: constantValue('{% $x %}', '/set/t') },
  ],
};

describe('fields of states', () => {
  test('hold expressions as ASL writes them, and no text that it would evaluate', () => {
    expect(writeField(BOUND, '/Output')).toEqual({
      json: { 'a/b': ['{% $x %}', 1], t: "{% '{% $x %}' %}" },
      origins: [
        { field: '/Output', origin: '/set' },
        { field: '/Output/a~1b', origin: '/set/a~1b' },
        { field: '/Output/a~1b/0', origin: '/origin' },
        { field: '/Output/a~1b/1', origin: '/set/a~1b/1' },
        { field: '/Output/t', origin: '/set/t' },
      ],
    });
  });

  test('hold templates for a worker with nothing that the sender would evaluate', () => {
    expect(writeEvaluateTemplate(BOUND, '').json).toEqual({ 'a/b': [{ 'uwf:expression': '$x' }, 1], t: { 'uwf:expression': "'{% $x %}'" } });
  });

  test('hold single expressions', () => {
    expect(writeExpression(ast('$a = 1'))).toBe('{% $a = 1 %}');
  });
});
