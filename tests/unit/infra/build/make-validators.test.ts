import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { validators, workflowSchema } from '#shared/core/definition/generated/validators.mjs';
import { generateValidators, publishedSchemaText } from '../../../../infra/build/make-validators.mjs';

const GENERATED = new URL('../../../../shared/core/definition/generated/validators.mjs', import.meta.url);
const PUBLISHED = new URL('../../../../docs/schema/uwf-workflow.schema.json', import.meta.url);

test('generateValidators() does nothing when its output is up to date', async () => {
  await generateValidators();
  expect(await generateValidators()).toBe('up to date');
});

test('the generated module needs nothing: no import, no require, no clock', () => {
  const code = readFileSync(GENERATED, 'utf8');
  // What stands behind a quote is text for ajv's own generator.
  expect(/(?<!['"])\brequire\(|\bimport\s*[({*'"]|\bprocess\.|\bDate\.now|new Date\(\)/u.test(code)).toBe(false);
});

test('docs/schema holds the schema as it is now', () => {
  expect(readFileSync(PUBLISHED, 'utf8')).toBe(publishedSchemaText());
});

test('the published schema is a valid JSON Schema without internals', () => {
  const text = publishedSchemaText();
  expect(new Ajv2020({ strict: false }).validateSchema(JSON.parse(text))).toBe(true);
  expect(text).not.toContain('x-expects');
  expect(['x-tier', 'x-transient', 'defaultTier', 'declassify'].every((name) => text.includes(`"${name}"`))).toBe(true);
});

test("our reading of JSON Schema agrees with the draft's own metaschema", () => {
  const ajv = new Ajv2020({ strict: false });
  const isValidThere = ajv.getSchema('https://json-schema.org/draft/2020-12/schema');
  const values = [true, null, 1, -1, 1.5, 'text', '(', [], ['a'], ['a', 'a'], [{}], [1], {}, { a: {} }, { a: 1 }, { a: [] }, 'string', ['string'], '#/a', 'a b'];
  const node = workflowSchema.$defs['jsonSchema'];
  const keywords = Object.keys(typeof node === 'object' && node !== null ? Reflect.get(node, 'properties') : {}).filter((keyword) => !['x-tier', 'x-transient', 'dependencies'].includes(keyword));
  const differences = keywords.flatMap((keyword) => values.filter((value) => validators['json-schema']({ [keyword]: value }) !== isValidThere?.({ [keyword]: value })).map((value) => ({ keyword, value })));
  expect(keywords.length).toBeGreaterThan(50);
  // The metaschema only names the formats of texts; we check them.
  const formatted = new Set(['$id', '$schema', '$ref', '$dynamicRef', 'pattern']);
  expect(differences.filter(({ keyword, value }) => !formatted.has(keyword) || typeof value !== 'string' || isValidThere?.({ [keyword]: value }) !== true)).toEqual([]);
});

test('every definition of the published schema has a title for editors', () => {
  const { $defs }: { readonly $defs: Readonly<Record<string, { readonly title?: string }>> } = JSON.parse(publishedSchemaText());
  expect($defs['callHttpTask']?.title).toBe('call http task');
  expect(Object.entries($defs).filter(([, definition]) => definition.title === undefined)).toEqual([]);
});
