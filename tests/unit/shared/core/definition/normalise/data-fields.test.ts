import { expect, test } from 'vitest';
import { readExpression, readInput, readOutput, readTemplate } from '#shared/core/definition/normalise/data-fields.ts';
import { codesOf, newReading } from './readings.ts';

test('a string is an expression with or without its wrapping, an object is a template', () => {
  const from = (value: string | { a: string }) => readInput(newReading(), { input: { from: value } }, '/do/0/a').from;
  expect(from('$x')).toEqual({ pointer: '/do/0/a/input/from', value: '${ $x }' });
  expect(from('${ $x }')).toEqual({ pointer: '/do/0/a/input/from', value: '${ $x }' });
  expect(from({ a: '${ $x }' })).toEqual({ pointer: '/do/0/a/input/from', value: { a: '${ $x }' } });
});

test('schemas are taken inline, in JSON Schema', () => {
  const reading = newReading();
  expect(readInput(reading, { input: { schema: { format: 'json', document: { type: 'object' } } } }, '').schema).toEqual({ pointer: '/input/schema/document', document: { type: 'object' } });
  expect(readOutput(reading, { output: { schema: { document: true } } }, '').schema).toEqual({ pointer: '/output/schema/document', document: true });
  expect(reading.findings).toEqual([]);
});

test('other formats and external schemas are refused by name', () => {
  const reading = newReading();
  expect(readInput(reading, { input: { schema: { format: 'avro', document: {} } } }, '')).toEqual({});
  expect(readOutput(reading, { export: { schema: { resource: { endpoint: 'x' } } } }, '/t', 'export')).toEqual({});
  expect(codesOf(reading)).toEqual([
    ['UWF-1070', '/input/schema/format'],
    ['UWF-1070', '/t/export/schema/resource'],
  ]);
});

test('absent fields are absent', () => {
  expect(Object.keys(readInput(newReading(), {}, ''))).toEqual([]);
  expect(Object.keys(readOutput(newReading(), { output: {} }, ''))).toEqual([]);
  expect(readTemplate(undefined, '/x')).toBeUndefined();
  expect(readExpression(undefined, '/x')).toBeUndefined();
});

test('an expression field loses its wrapping', () => {
  expect(readExpression('${ $x > 1 }', '/if')).toEqual({ pointer: '/if', text: '$x > 1' });
});
