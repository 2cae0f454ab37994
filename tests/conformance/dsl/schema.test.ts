import { existsSync, readdirSync, readFileSync } from 'node:fs';
import addFormats from 'ajv-formats';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkStructure } from '#shared/core/definition/check/check-structure.ts';
import { collectPlaces } from '#shared/core/definition/check/places.ts';
import { normaliseDocument } from '#shared/core/definition/normalise.ts';
import type { Diagnostic } from '#shared/core/kernel/diagnostic.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { mutationsOf } from './schema-mutations.ts';
import { ADDITIONS, STRICTER } from './stricter.ts';
import { WHOLE_LANGUAGE } from './whole-language.ts';

const KIT = new URL('../../../../shared/conformance/swf-ctk/', import.meta.url);
const PUBLISHED = new URL('../../../docs/schema/uwf-workflow.schema.json', import.meta.url);
const BASELINE = new URL('../baseline.json', import.meta.url);
const isKitThere = existsSync(KIT);

interface KitDocument {
  readonly name: string;
  readonly document: JsonObject;
}

function readText(folder: string, name: string): string {
  return readFileSync(new URL(`${folder}/${encodeURIComponent(name)}`, KIT), 'utf8');
}

function readKit(): readonly KitDocument[] {
  const names = (folder: string, end: string) => readdirSync(new URL(folder, KIT)).filter((name) => name.endsWith(end) && name !== 'index.json').sort();
  const examples = names('examples', '.yaml').map((name): KitDocument => ({ name, document: parse(readText('examples', name)) }));
  const cases = names('cases', '.json').map((name): KitDocument => ({ name, document: JSON.parse(readText('cases', name)).definition }));
  return [...examples, ...cases, ...WHOLE_LANGUAGE];
}

function compile(schema: JsonObject): ValidateFunction {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  return ajv.compile(schema);
}

function structureFindings(document: JsonValue): readonly Diagnostic[] | undefined {
  return isJsonObject(document) ? checkStructure(document, collectPlaces(document)) : undefined;
}

function isDeliberate(finding: Diagnostic): boolean {
  return STRICTER.some((one) => one.code === finding.code && one.where.test(finding.pointer));
}

/** Codes that the published schema can say too. */
const SCHEMA_CODES = new Set(['UWF-1020', 'UWF-1021', 'UWF-1022', 'UWF-1023', 'UWF-1024', 'UWF-1025', 'UWF-1026', 'UWF-1027', 'UWF-1030', 'UWF-1031', 'UWF-1032', 'UWF-1040', 'UWF-1043', 'UWF-1050', 'UWF-1051']);

function readBaseline(): number {
  const baseline: JsonValue = existsSync(BASELINE) ? JSON.parse(readFileSync(BASELINE, 'utf8')) : {};
  const agreed = isJsonObject(baseline) ? baseline['dsl-schema'] : undefined;
  return typeof agreed === 'number' ? agreed : 0;
}

test.runIf(process.env['CI'] === 'true')('the kit is there where it must be', () => {
  expect(isKitThere).toBe(true);
});

describe.skipIf(!isKitThere)("our schema of the DSL and the specification's (../shared/conformance/swf-ctk)", () => {
  const documents = isKitThere ? readKit() : [];

  test.each(documents.map(({ name, document }) => [name, document] as const))('%s is well formed for us', (_name, document) => {
    expect(structureFindings(document)).toEqual([]);
  });

  test('every example and kit document is read, and its only findings are texts that look like expressions', () => {
    const findings = documents.flatMap(({ name, document }) => normaliseDocument({ json: document }).diagnostics.filter(({ code }) => code !== 'UWF-1060').map(({ code, pointer }) => `${name}: ${code} ${pointer}`));
    const read = documents.filter(({ document }) => normaliseDocument({ json: document }).definition !== undefined).length;
    process.stdout.write(`dsl-read ${read} of ${documents.length}\n`);
    expect(findings).toEqual([]);
    expect(read).toBe(documents.length);
  });

  test.each(ADDITIONS.map((one) => [one.name, one.document] as const))('%s is an addition of ours: only we accept it, and the published schema with us', (_name, document) => {
    expect(normaliseDocument({ json: document }).diagnostics).toEqual([]);
    expect(compile(JSON.parse(readFileSync(PUBLISHED, 'utf8')))(document)).toBe(true);
    expect(compile(parse(readText('schema', 'workflow.yaml')))(document)).toBe(false);
  });

  test('agree on every mutation of every example and kit document', { timeout: 300_000 }, () => {
    const isValidThere = compile(parse(readText('schema', 'workflow.yaml')));
    const disagreements: string[] = [];
    const leftOut = new Set<string>();
    let compared = 0;
    for (const { name, document } of documents) {
      for (const mutation of mutationsOf(document)) {
        const findings = structureFindings(mutation.document);
        const isValidHere = findings?.length === 0;
        const isValidOther = isValidThere(mutation.document);
        if (isValidOther && findings !== undefined && !isValidHere && findings.every(isDeliberate)) {
          leftOut.add(findings[0]?.code ?? '');
          continue;
        }
        compared += 1;
        if (isValidHere !== isValidOther) disagreements.push(`${name} ${mutation.label}: ${isValidHere ? 'only we accept it' : (findings ?? []).map((one) => `${one.code} ${one.pointer}`).join(', ')}`);
      }
    }
    process.stdout.write(`dsl-schema ${compared - disagreements.length} of ${compared}\n`);
    expect(disagreements).toEqual([]);
    expect(compared).toBeGreaterThanOrEqual(readBaseline());
    expect(compared).toBeGreaterThan(10_000);
    expect([...leftOut].every((code) => STRICTER.some((one) => one.code === code))).toBe(true);
  });

  test('the published schema says of every third mutation what the check says', { timeout: 300_000 }, () => {
    const isValidPublished = compile(JSON.parse(readFileSync(PUBLISHED, 'utf8')));
    const disagreements: string[] = [];
    for (const { name, document } of documents) {
      for (const [index, mutation] of mutationsOf(document).entries()) {
        if (index % 3 !== 0 || !isJsonObject(mutation.document)) continue;
        const isValidHere = !normaliseDocument({ json: mutation.document }).diagnostics.some((finding) => SCHEMA_CODES.has(finding.code));
        if (isValidHere !== isValidPublished(mutation.document)) disagreements.push(`${name} ${mutation.label}: ${isValidHere ? 'only the check accepts it' : 'only the schema accepts it'}`);
      }
    }
    expect(disagreements).toEqual([]);
  });
});
