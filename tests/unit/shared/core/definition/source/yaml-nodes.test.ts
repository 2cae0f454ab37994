import { parseDocument } from 'yaml';
import { expect, test } from 'vitest';
import { readYamlNodes } from '#shared/core/definition/source/yaml-nodes.ts';

function outcomeOf(text: string) {
  return readYamlNodes(parseDocument(text, { uniqueKeys: false }).contents);
}

test('an alias stands for the anchor that is nearest before it', () => {
  const { node } = outcomeOf('a: &x 1\nb: *x\nc: &x 2\nd: *x\ne: &x [&x 3, *x]\nf: *x\n');
  const values = node?.kind === 'mapping' ? node.members.map(({ value }) => (value.kind === 'scalar' ? value.value : value.kind === 'sequence' ? value.items.map((item) => item.kind === 'scalar' && item.value) : undefined)) : [];
  expect(values).toEqual([1, 1, 2, 2, [3, 3], 3]);
});

test('aliases share one node, so that nothing is multiplied', () => {
  const { node } = outcomeOf('a: &x {b: 1}\nc: [*x, *x]\n');
  const [first, second] = node?.kind === 'mapping' ? node.members : [];
  expect(second?.value.kind === 'sequence' && second.value.items.every((item) => item === first?.value)).toBe(true);
});

test('an empty document is a null', () => {
  expect(readYamlNodes(null)).toMatchObject({ node: { kind: 'scalar', value: null } });
});

test.each([
  ['a: &x {b: *x}', 'UWF-1007'],
  ['a: *x', 'UWF-1007'],
  ['? {a: 1}\n: 2', 'UWF-1006'],
  ['<<: {a: 1}', 'UWF-1006'],
  ['1.5: a', 'UWF-1005'],
  ['null: a', 'UWF-1005'],
  ['a: .inf', 'UWF-1008'],
])('%s is refused', (text, code) => {
  expect(outcomeOf(text).findings.map((finding) => finding.code)).toEqual([code]);
});

test('a quoted merge key is an ordinary key', () => {
  expect(outcomeOf('"<<": 1').findings).toEqual([]);
});
