import { registerDefinition as register } from '#shared/application/register-definition.ts';
import { isJsonObject } from '#shared/core/kernel/json.ts';
import { DEFINITION_DEPTH_MAX } from '../limits.ts';
import type { Operation, ParsedBody } from './operation.ts';
import { compilationOf, definitionRefused, diagnosticsJson } from './support/compilation.ts';
import { versionIdOf } from './support/definition-id.ts';
import { definitionSummary, toJson } from './support/definition-view.ts';
import { exampleDefinitionSummary, exampleDocument } from './support/examples.ts';
import { schemaRef } from './support/schemas.ts';

const example = {
  ...exampleDefinitionSummary,
  outcome: 'stored',
  message: 'Definition registered',
  diagnostics: [],
  placement: { zone: 'private-cloud', tasks: {}, input: [] },
  evidence: { flows: [], declassifications: [], observations: [] },
};

/** `POST /api/definitions`: compiles and registers a version. */
export const registerDefinition: Operation = {
  id: 'registerDefinition',
  method: 'POST',
  path: '/api/definitions',
  summary: 'Register a version of a workflow',
  description: 'Takes the document as YAML, as JSON, or as `{"document": …}` with the document as text or JSON. Every finding is listed at once. Registering the same version again changes nothing.',
  tag: 'definitions',
  access: { kind: 'scope', scope: 'definitions:write' },
  isIdempotent: false,
  params: {},
  query: {},
  body: {
    isRequired: true,
    description: 'The document.',
    schema: { type: 'object' },
    depthMax: DEFINITION_DEPTH_MAX,
    examples: { document: exampleDocument, wrapped: { document: exampleDocument } },
    textTypes: ['application/yaml', 'text/yaml', 'application/x-yaml', 'text/x-yaml', 'text/vnd.yaml'],
  },
  responses: {
    '201': { description: 'The version is registered.', schema: schemaRef('DefinitionRegistered'), example, headers: { Location: 'The definition.' } },
    '200': { description: 'The version was registered before with the same content.', schema: schemaRef('DefinitionRegistered'), example: { ...example, outcome: 'unchanged', message: 'Definition was registered before' }, headers: { Location: 'The definition.' } },
  },
  errors: ['UWF-4090', 'UWF-4222'],
  handle: async (ports, call) => {
    const registered = await register(ports, { ...compilationOf(ports, documentTextOf(call.body)), registeredBy: call.principal.subject });
    if (!registered.ok) throw definitionRefused(registered);
    const { stored, outcome, diagnostics } = registered;
    return {
      status: outcome === 'stored' ? 201 : 200,
      headers: { location: `/api/workflows/definition/${versionIdOf(stored.identity)}` },
      value: {
        ...definitionSummary(stored),
        outcome,
        message: outcome === 'stored' ? 'Definition registered' : 'Definition was registered before',
        diagnostics: diagnosticsJson(diagnostics),
        placement: toJson(stored.program.placement),
        evidence: toJson(stored.program.evidence),
      },
    };
  },
};

/** The text as it came, so that findings have its lines; a wrapped document is taken out of its wrapping. */
function documentTextOf(body: ParsedBody): string {
  if (body.kind === 'none') return '';
  if (body.kind === 'text' || !isJsonObject(body.value)) return body.text;
  const { document } = body.value;
  if (Object.keys(body.value).length !== 1) return body.text;
  if (typeof document === 'string') return document;
  // `document` alone is also how a document begins that lacks its tasks; its header has neither `do` nor a `document` of its own.
  return isJsonObject(document) && (document['document'] !== undefined || document['do'] !== undefined) ? JSON.stringify(document) : body.text;
}
