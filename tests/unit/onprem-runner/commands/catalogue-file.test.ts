import { describe, expect, test } from 'vitest';
import { createSchemaValidator } from '#shared/adapters/ajv/index.ts';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';
import { parseCatalogueFile } from '#onprem-runner/commands/catalogue-file.ts';

const validator = createSchemaValidator();
const entry: CatalogueEntry = {
  name: 'aml-check',
  version: '1.0.0',
  zone: 'on-prem',
  input: { type: 'object' },
  output: { type: 'object', additionalProperties: false, properties: { resolution: { enum: ['PASS', 'FAIL'] } } },
  errors: [{ code: 'AML_UNAVAILABLE', status: 503, title: 'AML is not available', retryable: true }],
  declassify: [{ path: '/resolution', to: 2, purpose: 'routing', method: 'enum', expires: '2030-01-01' }],
  timeoutSeconds: 10,
};

function parse(text: string): readonly CatalogueEntry[] {
  return parseCatalogueFile({ name: 'catalogue.json', text, validator });
}

describe('parseCatalogueFile()', () => {
  test('reads back what was exported, as JSON and as YAML', () => {
    expect(parse(JSON.stringify({ functions: [entry] }))).toEqual([entry]);
    expect(parse('functions: []')).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['a list at the top', [entry]],
    ['an unknown field', { functions: [{ ...entry, code: 'x' }] }],
    ['a zone that does not exist', { functions: [{ ...entry, zone: 'moon' }] }],
    ['a release to Tier 1', { functions: [{ ...entry, declassify: [{ path: '', to: 1, purpose: 'p', method: 'enum' }] }] }],
    ['no name', { functions: [{ ...entry, name: undefined }] }],
  ])('refuses %s', (_name, tree) => {
    expect(() => parse(JSON.stringify(tree))).toThrow(expect.objectContaining({ code: 'UWF-6007' }));
  });

  test('tells all findings at once, by pointer', () => {
    const broken = { functions: [{ ...entry, version: '1', zone: 'moon' }] };
    expect(() => parse(JSON.stringify(broken))).toThrow(/\/functions\/0\/version.*\n.*\/functions\/0\/zone/);
  });

  test('refuses text that is neither JSON nor YAML, and aliases', () => {
    expect(() => parse('{')).toThrow(expect.objectContaining({ code: 'UWF-6007' }));
    expect(() => parse('functions: &a []\nx: *a')).toThrow(expect.objectContaining({ code: 'UWF-6007' }));
  });
});
