import { describe, expect, test } from 'vitest';
import { compileDefinition } from '#shared/core/compiler/compile.ts';
import type { CompileOutcome } from '#shared/core/compiler/model.ts';
import { TARGET } from '../run-document.ts';

const API = JSON.stringify({ openapi: '3.0.0', servers: [{ url: 'https://a.example' }], paths: { '/p/{id}': { get: { operationId: 'read', parameters: [{ name: 'id', in: 'path', required: true }] } } } });

function compile(given: string, resources: { readonly [uri: string]: string } = { 'https://a.example/api.json': API }): CompileOutcome {
  const text = `document: { dsl: 1.0.3, namespace: a, name: b, version: 1.0.0 }\nevaluate: { language: jsonata }\ndo: [ { c: { call: openapi, with: { document: { endpoint: "https://a.example/api.json" }, ${given} } } } ]`;
  return compileDefinition({ text, catalogue: [], target: TARGET, resources: new Map(Object.entries(resources)) });
}

const codes = (outcome: CompileOutcome): readonly string[] => outcome.diagnostics.map(({ code, pointer }) => `${code} ${pointer}`);

describe('call: openapi', () => {
  test('becomes a request', () => {
    const outcome = compile('operationId: read, parameters: { id: 5 }, output: response, redirect: true, authentication: { bearer: { token: t } }');
    expect(outcome.accepted && outcome.program.machine.States['c']).toMatchObject({
      Resource: 'uwf:http',
      Arguments: { method: 'GET', endpoint: 'https://a.example/p/5', output: 'response', redirect: true, authentication: { bearer: { token: 't' } } },
    });
  });

  test('a document that was not given is asked for', () => {
    const outcome = compile('operationId: read, parameters: { id: 5 }', {});
    expect(codes(outcome)).toEqual(['UWF-2023 /do/0/c/with/document']);
    expect(outcome).toMatchObject({ accepted: false, needs: ['https://a.example/api.json'] });
  });

  test('what does not fit is told at its place', () => {
    expect(codes(compile('operationId: write'))).toEqual(['UWF-2025 /do/0/c/with/operationId']);
    expect(codes(compile('operationId: read'))).toEqual(['UWF-2026 /do/0/c/with']);
    expect(codes(compile('operationId: read, parameters: { id: 1, x: 2 }'))).toEqual(['UWF-2026 /do/0/c/with/parameters']);
    expect(codes(compile('operationId: read', { 'https://a.example/api.json': '[' }))).toEqual(['UWF-2024 /do/0/c/with/document']);
    expect(codes(compile('operationId: read', { 'https://a.example/api.json': '{}' }))).toEqual(['UWF-2024 /do/0/c/with/document']);
  });
});
