import { expect, test } from 'vitest';
import { readYamlText } from '#shared/core/definition/source/yaml-text.ts';

test('readYamlText() gives every value its place', () => {
  const { node } = readYamlText('a:\n  - x\n  - {b: 1}\n');
  expect(node).toMatchObject({
    kind: 'mapping',
    offset: 0,
    members: [{ key: 'a', keyOffset: 0, value: { kind: 'sequence', items: [{ value: 'x', offset: 7 }, { kind: 'mapping', members: [{ key: 'b', keyOffset: 14, value: { value: 1 } }] }] } }],
  });
});

test.each([
  ['a: "x', 'a string in quotes is not closed'],
  ['a: "\\q"', 'has an escape that YAML does not know'],
  ['a: @x', 'may not start with this character'],
  ['a: [1, 2', 'must be sufficiently indented and end with a ]'],
  ['a: b: c', 'Nested mappings are not allowed in compact mappings'],
  ['a: &x *y', 'neither tag nor anchor'],
])('readYamlText() tells what is wrong with %s', (text, message) => {
  expect(readYamlText(text).findings.map((finding) => finding.message).join()).toContain(message);
});

test('readYamlText() finds tags, directives and second documents before it composes', () => {
  expect(readYamlText('%TAG ! tag:x\n---\na: !y 1\n').findings.map(({ code }) => code)).toEqual(['UWF-1006', 'UWF-1006']);
  expect(readYamlText('a: 1\n---\n---\nb: 1\n').findings[0]).toMatchObject({ code: 'UWF-1010', offset: 5 });
  expect(readYamlText('a: "!y"\nb: "%x"\nc: |\n  !z\n').node).toBeDefined();
});
