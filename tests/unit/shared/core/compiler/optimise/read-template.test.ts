import { expect, test } from 'vitest';
import { readTemplate } from '#shared/core/compiler/optimise/read-template.ts';
import { writeField } from '#shared/core/compiler/bind/write.ts';

test.each([[{ a: 1, b: ['{% $states.input.x %}', { c: null }], d: 'text' }], ['{% $states.result %}'], [[true, []]], ["{% '{% 1 %}' %}"]])('%j is read back as it was written', (json) => {
  const read = readTemplate(json, '/States/s/Output', (pointer) => `of ${pointer}`);
  expect(read === undefined ? undefined : writeField(read, '/Output').json).toEqual(json);
});

test('every part knows where it comes from', () => {
  const read = readTemplate({ a: '{% 1 + 1 %}' }, '/States/s/Output', (pointer) => `of ${pointer}`);
  expect(read).toMatchObject({ kind: 'object', origin: 'of /States/s/Output', members: [{ key: 'a', value: { origin: 'of /States/s/Output/a' } }] });
});

test('what does not parse cannot be read', () => {
  expect(readTemplate({ a: ['{% 1 + %}'] }, '', () => '')).toBeUndefined();
});
