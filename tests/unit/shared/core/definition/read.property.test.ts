import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDefinition } from '#shared/core/definition/read.ts';
import { diagnosticCatalogue } from '#shared/core/kernel/diagnostic.ts';

const FRAGMENTS = [
  'document:', 'do:', '- a:', '  set:', 'call: http', 'with:', 'use:', 'functions:', 'try:', 'catch:', 'input:', 'schema:', 'x-tier: 1', '$ref: "#/"', '${ $x }', 'then: a',
  '{', '}', '[', ']', ',', ':', '"', "'", '&a', '*a', '!!str', '|', '>', '?', '-', '#', '%', '\n', '  ', '\t', '---', '...', '<<:', '__proto__', '1e999', '.nan', '\u0000', '\uD800', '\\', 'é',
];

const NAMES = ['document', 'do', 'use', 'input', 'output', 'schema', 'a', 'set', 'call', 'with', 'switch', 'when', 'then', 'try', 'catch', 'retry', 'raise', 'error', 'wait', 'metadata', 'uwf', 'declassify', 'properties', 'items', '$ref', '$defs', 'x-tier', 'oneOf', 'type', 'functions', 'fork', 'branches', 'for', 'in', 'do', 'while', 'listen', 'to', 'one', 'any', 'until', 'correlate', 'from', 'foreach', 'run', 'script', 'shell', 'source', 'endpoint', 'uri', 'authentication', 'use', 'basic', 'emit', 'event', 'subscription', 'consume', 'extensions', 'extend', 'before', 'catalogs', 'secrets', 'schedule', 'cron', 'on', 'stateMachine', 'constructor', ''];

const VALUES = ['http', 'openapi', 'asyncapi', '* * * * *', 'a', '#', '#/$defs/a', '#/%', '${ $x }', '${}', '', 'P1Y', 'PT1S', 'end', 'object', 'array'];

const structure = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'medium', maxDepth: 12 }, fc.constantFrom(...VALUES), fc.integer(), fc.boolean(), fc.constant(null), tie('object'), tie('list')),
  list: fc.array(tie('value'), { maxLength: 4 }),
  object: fc.array(fc.tuple(fc.constantFrom(...NAMES), tie('value')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
})).object;

function checkOutcome(text: string): void {
  const { definition, diagnostics } = readDefinition(text);
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  expect(definition === undefined).toBe(errors.length > 0);
  for (const { code, position, wayOut } of diagnostics) {
    expect(Object.hasOwn(diagnosticCatalogue, code)).toBe(true);
    expect(position?.line).toBeGreaterThan(0);
    expect(wayOut).not.toBe('');
  }
}

describe('readDefinition() never throws', () => {
  test('for any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), checkOutcome), { numRuns: 300 });
  });

  test('for pieces of YAML and JSON in any order', () => {
    const pieces = fc.array(fc.tuple(fc.constantFrom(...FRAGMENTS), fc.constantFrom('', ' ', '\n')), { maxLength: 60 });
    fc.assert(fc.property(pieces.map((list) => list.flat().join('')), checkOutcome), { numRuns: 800 });
  });

  test('for any structure of the names that documents have', () => {
    fc.assert(fc.property(structure, (document) => checkOutcome(JSON.stringify(document))), { numRuns: 800 });
  });

  test('for a valid head with any structure beneath it', () => {
    const head = { document: { dsl: '1.0.3', namespace: 'a', name: 'b', version: '1.0.0' }, evaluate: { language: 'jsonata' } };
    fc.assert(fc.property(fc.array(structure, { maxLength: 4 }), structure, (list, use) => checkOutcome(JSON.stringify({ ...head, use, do: list.map((task, index) => ({ [`t${index}`]: task })) }))), { numRuns: 500 });
  });

  test('for a valid head with one keyword of a task and any structure beneath it', () => {
    const head = { document: { dsl: '1.0.3', namespace: 'a', name: 'b', version: '1.0.0' } };
    const keyword = fc.constantFrom('call', 'emit', 'for', 'fork', 'listen', 'raise', 'run', 'switch', 'try', 'wait');
    fc.assert(fc.property(keyword, structure, structure, (name, value, rest) => checkOutcome(JSON.stringify({ ...head, schedule: rest, do: [{ t: { with: value, foreach: rest, [name]: name === 'call' ? 'asyncapi' : value } }] }))), { numRuns: 500 });
  });
});
