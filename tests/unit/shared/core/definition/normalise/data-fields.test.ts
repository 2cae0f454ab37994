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

test('a schema that stands elsewhere allows everything until it is put in its place', () => {
  const reading = newReading();
  expect(readOutput(reading, { export: { schema: { resource: { name: 'Order', endpoint: { uri: 'https://x/order.json', authentication: { use: 'a' } } } } } }, '/t', 'export').schema).toEqual({
    pointer: '/t/export/schema/resource',
    document: true,
    resource: {
      pointer: '/t/export/schema/resource',
      name: 'Order',
      uri: 'https://x/order.json',
      authentication: { kind: 'reference', name: 'a', pointer: '/t/export/schema/resource/endpoint/authentication/use' },
    },
  });
  expect(reading.findings).toEqual([]);
});

test('other formats are refused by name, and resources whose address is not known', () => {
  const reading = newReading();
  expect(readInput(reading, { input: { schema: { format: 'avro', document: {} } } }, '')).toEqual({});
  expect(readInput(reading, { input: { schema: { resource: { endpoint: '${ .uri }' } } } }, '/t')).toEqual({});
  expect(codesOf(reading)).toEqual([
    ['UWF-1070', '/input/schema/format'],
    ['UWF-1074', '/t/input/schema/resource/endpoint'],
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
